import ArgumentParser
import Border
import Foundation
import ScannerInbox

struct ScanInboxCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "inbox", abstract: "Lists the results that wait.")

  @OptionGroup var station: StationOptions

  func run() async throws {
    for scan in try ScannerInbox.waiting(in: station.inbox()) {
      Console.say("\(scan.name)\t\(scan.size) bytes\t\(Timestamp.format(scan.modifiedAt))")
    }
  }
}
