import ArgumentParser
import Foundation
import Ledger

struct OutboxRetry: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry", abstract: "Offers refused events, and refused pictures, to the platform again.")

  @OptionGroup var station: StationOptions

  @Argument(help: "Ids of events; without any, all that were refused.")
  var ids: [String] = []

  func validate() throws {
    for id in ids where UUID(uuidString: id) == nil { throw ValidationError("\"\(id)\" is no event id") }
  }

  func run() async throws {
    let chosen = ids.isEmpty ? nil : ids.compactMap(UUID.init(uuidString:))
    let ledger = try station.ledger()
    let count = try await ledger.retryRefused(chosen)
    let pictures = chosen == nil ? try await ledger.retryRefusedPictures() : 0
    Console.say("\(count) will be offered again" + (pictures > 0 ? ", and \(pictures) pictures" : ""))
    if count + pictures == 0 { throw Exit.no }
  }
}
