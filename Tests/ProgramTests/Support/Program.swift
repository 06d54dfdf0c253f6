import Border
import Foundation

/// One of the package's programs, as its users meet it.
struct Program {
  struct Ending {
    var status: Int32
    var output: String
    var complaint: String

    /// Lines of JSON on stdout.
    var json: [JSONValue] {
      output.split(separator: "\n").compactMap { try? JSONValue(parsing: Data($0.utf8)) }
    }
  }

  let name: String

  /// Programs stand beside the test bundle.
  var url: URL {
    URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().appendingPathComponent(name)
  }

  /// Starts it; the caller ends it.
  func start(
    _ arguments: [String], in folder: URL? = nil, output: Any? = FileHandle.nullDevice,
    complaint: Any? = FileHandle.nullDevice
  ) throws -> Process {
    let process = Process()
    process.executableURL = url
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardOutput = output
    process.standardError = complaint
    try process.run()
    return process
  }

  /// Runs it to its end, with both streams read as they come.
  func run(
    _ arguments: String..., in folder: URL? = nil, input: String? = nil, environment: [String: String] = [:]
  ) async throws -> Ending {
    let process = Process()
    process.executableURL = url
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.currentDirectoryURL = folder
    let (output, complaint) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = complaint
    if let input {
      let pipe = Pipe()
      process.standardInput = pipe
      try pipe.fileHandleForWriting.write(contentsOf: Data(input.utf8))
      try pipe.fileHandleForWriting.close()
    } else {
      process.standardInput = FileHandle.nullDevice
    }
    try process.run()
    async let said = Self.read(output.fileHandleForReading)
    async let complained = Self.read(complaint.fileHandleForReading)
    let ending = (await said, await complained)
    process.waitUntilExit()
    return Ending(status: process.terminationStatus, output: ending.0, complaint: ending.1)
  }

  private static func read(_ handle: FileHandle) async -> String {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(returning: String(decoding: handle.readDataToEndOfFile(), as: UTF8.self))
      }
    }
  }
}

/// A folder that is gone when its user is done, however he ends.
func withTemporaryFolder<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gate-test-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try await body(folder)
}
