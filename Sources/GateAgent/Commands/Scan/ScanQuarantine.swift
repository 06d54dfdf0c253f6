import ArgumentParser
import Foundation
import ScannerInbox

struct ScanQuarantine: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quarantine", abstract: "Lists the results that were set aside, with the reason.")

  @OptionGroup var station: StationOptions

  func run() async throws {
    for scan in try ScannerInbox.quarantined(in: station.inbox()) {
      Console.say("\(scan.folder.path)\t\(scan.reason)")
    }
  }
}
