import ArgumentParser
import Border
import Foundation

struct Load: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Take declarations from a file, all or none; works while serve is running.",
    discussion: """
      FILE is a JSON array of declarations as in docs/platform-openapi.yaml. One without "version" gets the next; one \
      that is not newer than what is there changes nothing; {"id": "…", "deleted": true} leaves a tombstone.
      """)

  @OptionGroup var data: DataOption
  @Argument(help: "A JSON array of declarations.") var file: String

  func run() async throws {
    guard let content = FileManager.default.contents(atPath: file) else {
      throw CommandFailure("\(file): cannot be read; check the path and its permissions")
    }
    let entries = try LoadFile.parse(content, name: file)
    for warning in entries.flatMap(\.warnings) { Console.warn(warning) }
    let store = try PlatformStore(directory: data.directory, mustExist: false)
    let result = try await store.load(entries)
    Console.print(
      "loaded \(entries.count) declarations: \(result.new) new, \(result.changed) changed, "
        + "\(result.unchanged) unchanged, \(result.deleted) deleted")
  }
}
