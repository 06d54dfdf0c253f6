import ArgumentParser
import Border
import Foundation
import Ledger

struct OutboxExport: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Writes the events that the platform has not got, a line each.")

  @OptionGroup var station: StationOptions

  func run() async throws {
    let ledger = try station.ledger()
    for event in try await ledger.refusedEvents() { print(String(decoding: event.body, as: UTF8.self)) }
    try await ledger.forEachWaiting { print(String(decoding: $0, as: UTF8.self)) }
  }
}
