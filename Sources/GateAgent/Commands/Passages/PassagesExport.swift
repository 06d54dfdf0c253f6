import ArgumentParser
import Border
import Foundation
import Ledger

struct PassagesExport: AsyncParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case jsonl
  }

  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Writes every vehicle as a line of JSON, the oldest first.")

  @OptionGroup var station: StationOptions

  @Option(name: .long, help: "How to write.")
  var format: Format = .jsonl

  @Option(name: .long, help: "Leave out what began before this time (RFC 3339).")
  var since: String?

  func validate() throws {
    if let since, Timestamp.parse(since) == nil {
      throw ValidationError("\"\(since)\" is no time; write it like 2026-11-23T08:00:00+07:00")
    }
  }

  func run() async throws {
    let encoder = JSONCoding.encoder()
    try await station.ledger().exportPassages(since: since.flatMap(Timestamp.parse)) { row in
      print(String(decoding: try encoder.encode(row), as: UTF8.self))
    }
  }
}
