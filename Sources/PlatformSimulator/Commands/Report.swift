import ArgumentParser
import Border
import Foundation

struct Report: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Tell what was received, computed from what was recorded.")

  @OptionGroup var data: DataOption
  @Flag(help: "One JSON object: the counts.") var json = false
  @Flag(help: "One JSON line an event, each stored id once, in order of storing.") var events = false

  func run() async throws {
    let store = try PlatformStore(directory: data.directory, mustExist: true)
    if events {
      try await store.forEachEvent { Console.print($0) }
      return
    }
    let report = try await store.report()
    if json {
      Console.print(report.json)
    } else {
      for (name, value) in report.fields { Console.print("\(name): \(value)") }
    }
  }
}
