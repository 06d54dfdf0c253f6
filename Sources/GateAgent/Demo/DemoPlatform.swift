import Border
import Foundation

/// The stand-in platform as a program of its own, for as long as the demo runs.
final class DemoPlatform: Sendable {
  /// Where it listens.
  let url: String
  private let program: URL
  private let folder: URL
  private let process: Process

  /// Starts it and waits until it listens.
  init(folder: URL) throws {
    self.folder = folder
    program = try Self.find()
    process = Process()
    process.executableURL = program
    process.arguments = ["serve", "--data", folder.path, "--listen", "127.0.0.1:0"]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    var line = ""
    while !line.hasSuffix("\n"), let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty {
      line += String(decoding: byte, as: UTF8.self)
    }
    guard let address = line.split(separator: " ").last?.trimmingCharacters(in: .newlines), address.hasPrefix("http")
    else { throw DemoFailure("\(program.path) did not start; run it by hand to see why") }
    url = address
  }

  func load(_ declarations: [JSONValue]) throws {
    let file = folder.appendingPathComponent("declarations.json")
    try JSONValue.array(declarations).canonical().write(to: file)
    _ = try ask(["load", file.path], orElse: "the platform did not take the declarations")
  }

  /// What it has found out about the events it got: `stored`, `stored_twice`, `gaps`, `out_of_order_per_vehicle`, `chain_intact`.
  func report() throws -> JSONValue {
    try JSONValue(parsing: ask(["report", "--json"], orElse: "the platform has no report"))
  }

  /// Runs one of the simulator's other commands on its data.
  ///
  /// - Returns: what it prints.
  private func ask(_ arguments: [String], orElse failure: String) throws -> Data {
    let command = Process()
    let output = Pipe()
    command.executableURL = program
    command.arguments = arguments + ["--data", folder.path]
    command.standardOutput = output
    try command.run()
    let said = try output.fileHandleForReading.readToEnd() ?? Data()
    command.waitUntilExit()
    guard command.terminationStatus == 0 else { throw DemoFailure(failure) }
    return said
  }

  func stop() {
    guard process.isRunning else { return }
    process.terminate()
    process.waitUntilExit()
  }

  private static func find() throws -> URL {
    let folder = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    let program = folder.appendingPathComponent("platform-simulator")
    guard FileManager.default.isExecutableFile(atPath: program.path) else {
      throw DemoFailure("\(program.path) is not there; build it with `swift build --product platform-simulator`")
    }
    return program
  }
}

/// Why the demo cannot go on, and what to do.
struct DemoFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
