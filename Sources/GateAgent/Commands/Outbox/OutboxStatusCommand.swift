import ArgumentParser
import Border
import Foundation
import Ledger

struct OutboxStatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "How far the platform is behind, and what it refused.")

  @OptionGroup var station: StationOptions

  @Flag(name: .long, help: "Answer in JSON.")
  var json = false

  func run() async throws {
    let ledger = try station.ledger()
    let status = try await ledger.outboxStatus()
    let refused = try await ledger.refusedEvents()
    if json {
      let answer: JSONValue = [
        "waiting": .integer(Int64(status.waiting)),
        "refused": .integer(Int64(status.refused)),
        "picturesWaiting": .integer(Int64(status.picturesWaiting)),
        "picturesRefused": .integer(Int64(status.picturesRefused)),
        "lastAcknowledgedAt": status.lastAcknowledgedAt.map { .string(Timestamp.format($0)) } ?? .null,
        "oldestWaiting": status.oldestWaiting.map { .string(Timestamp.format($0)) } ?? .null,
      ]
      Console.say(String(decoding: answer.canonical(), as: UTF8.self))
      return
    }
    Console.say("waiting\t\(status.waiting)")
    Console.say("refused\t\(status.refused)")
    Console.say("pictures waiting\t\(status.picturesWaiting)")
    Console.say("pictures refused\t\(status.picturesRefused)")
    Console.say("last acknowledged\t\(status.lastAcknowledgedAt.map(Timestamp.format) ?? "never")")
    Console.say("oldest waiting\t\(status.oldestWaiting.map(Timestamp.format) ?? "none")")
    for event in refused {
      Console.say("refused \(event.sequence)\t\(event.id.uuidString.lowercased())\t\(event.type)\t\(event.reason)")
    }
  }
}
