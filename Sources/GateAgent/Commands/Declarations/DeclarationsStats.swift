import ArgumentParser
import Border
import Ledger

struct DeclarationsStats: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats", abstract: "How many declarations are cached, and how fresh they are.")

  @OptionGroup var station: StationOptions

  func run() async throws {
    let ledger = try station.ledger()
    Console.say("cached\t\(try await ledger.declarationCount())")
    Console.say("as of\t\(try await ledger.declarationsAsOf().map(Timestamp.format) ?? "never")")
  }
}
