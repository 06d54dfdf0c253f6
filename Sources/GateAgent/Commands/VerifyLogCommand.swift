import ArgumentParser
import Ledger

struct VerifyLogCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify-log", abstract: "Walks the chain of all events and finds any change, removal or reordering.")

  @OptionGroup var station: StationOptions

  func run() async throws {
    if let found = try await station.ledger().verifyChain() {
      Console.complain("gate-agent: the log was bent: \(found)")
      throw Exit.no
    }
    Console.say("the chain of events is whole")
  }
}
