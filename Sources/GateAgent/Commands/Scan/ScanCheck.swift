import ArgumentParser
import Border
import Foundation
import ScannerInbox

struct ScanCheck: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Reads a result file as the inbox would, without moving it.")

  @Argument(help: "A JSON or XML file, with its pictures beside it.")
  var file: String

  func run() async throws {
    let scan = try ScannerInbox.check(URL(filePath: file))
    let result = scan.result
    let lines = [
      ("scan", result.id), ("device", result.device), ("conclusion", result.conclusion.rawValue),
      ("plates", result.plates.joined(separator: " ")), ("containers", result.containers.joined(separator: " ")),
      ("declaration", result.declarationNumber ?? ""),
      ("radiation", result.radiation.map(\.category).joined(separator: " ")),
      ("pictures", scan.pictures.map(\.name).joined(separator: " ")), ("note", result.note),
    ]
    for (name, value) in lines where !value.isEmpty { Console.say("\(name)\t\(value)") }
    for warning in scan.warnings { Console.complain("gate-agent: \(file): \(warning)") }
  }
}
