import ArgumentParser
import Foundation

struct Revoke: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make a station's certificates worth nothing; works while serve is running.")

  @OptionGroup var data: DataOption
  @Argument(help: "The station, as the source of its events: /gates/CKHN/stations/hn-barrier-1.") var station: String

  func run() async throws {
    let store = try PlatformStore(directory: data.directory, mustExist: true)
    let count = try await store.revoke(station: station, at: Date())
    guard count > 0 else { throw CommandFailure("\(station): has no certificate here; check its spelling") }
    Console.print("revoked \(count)")
  }
}
