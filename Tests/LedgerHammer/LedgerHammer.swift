import ArgumentParser
import Logging

/// A station's store under load, as a process of its own, so that a proof can kill it, starve it or lie to it.
///
/// Every line on stdout is written at once: a kill takes nothing back. `confirmed ID` is what a screen would have shown.
@main
struct LedgerHammer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger-hammer", abstract: "Loads a ledger, for the proofs.",
    subcommands: [Work.self, Drain.self, Operate.self, Audit.self])
}

/// What all commands need.
struct HammerOptions: ParsableArguments {
  static let station = "/gates/CKHN/stations/hammer"

  @Option(help: "The ledger's directory.") var dir: String

  static let quiet = Logger(label: "hammer") { _ in SwiftLogNoOpLogHandler() }
}

/// Faults that a proof must find; a proof that passes with one of them proves nothing.
enum Plant: String, ExpressibleByArgument, CaseIterable {
  /// Events get another id each time they are sent.
  case newIDs = "new-ids"
  /// A fact and its event are written one after the other, not together.
  case splitTransaction = "split-transaction"
  /// It confirms before the commit.
  case earlyConfirmation = "early-confirmation"
}
