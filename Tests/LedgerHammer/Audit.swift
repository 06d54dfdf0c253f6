import ArgumentParser
import Border
import Foundation
import Ledger

struct Audit: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Says what a ledger holds: a line a passage with its events, then whether the chain is whole.")

  @OptionGroup var options: HammerOptions

  func run() async throws {
    let ledger = try Ledger(
      directory: options.dir, source: HammerOptions.station, recovers: true, log: HammerOptions.quiet)
    if let recovery = ledger.recovery { Console.say("recovered \(recovery.damage)") }
    try await ledger.exportPassages { row in
      let ids = row.eventIDs.map { $0.uuidString.lowercased() }.joined(separator: " ")
      Console.say("passage \(row.passageID.uuidString.lowercased()) decided=\(row.decision != nil) \(ids)")
    }
    Console.say("events \(try await ledger.eventCount())")
    Console.say("chain \(try await ledger.verifyChain().map { "\($0)" } ?? "whole")")
    try ledger.close()
  }
}
