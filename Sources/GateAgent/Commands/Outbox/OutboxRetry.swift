import ArgumentParser
import Foundation
import Ledger

struct OutboxRetry: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry", abstract: "Offers refused events to the platform again.")

  @OptionGroup var station: StationOptions

  @Argument(help: "Ids of events; without any, all that were refused.")
  var ids: [String] = []

  func validate() throws {
    for id in ids where UUID(uuidString: id) == nil { throw ValidationError("\"\(id)\" is no event id") }
  }

  func run() async throws {
    let chosen = ids.isEmpty ? nil : ids.compactMap(UUID.init(uuidString:))
    let count = try await station.ledger().retryRefused(chosen)
    Console.say("\(count) will be offered again")
    if count == 0 { throw Exit.no }
  }
}
