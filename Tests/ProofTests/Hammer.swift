import Border
import Foundation

/// How large the proofs are: small enough for every test run, or in full with `make prove`.
enum ProofSize {
  static let isFull = ProcessInfo.processInfo.environment["PROVE"] == "full"

  static func choose(_ small: Int, full: Int) -> Int { isFull ? full : small }
}

/// The programs beside the test bundle, run as processes.
enum Programs {
  static let folder = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()

  struct Ending {
    var status: Int32
    /// It was ended by a signal: a crash, or a kill.
    var wasSignalled: Bool
    var lines: [String]
    var complaint: String
  }

  /// Runs a program to its end, or kills it after a while.
  static func run(
    _ name: String, _ arguments: [String], environment: [String: String] = [:], killAfter: Duration? = nil,
    killOnLine: String? = nil
  ) async throws -> Ending {
    let process = Process()
    process.executableURL = folder.appendingPathComponent(name)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let (output, complaint) = (Pipe(), Pipe())
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = complaint
    try process.run()
    let pid = process.processIdentifier
    async let said = lines(of: output.fileHandleForReading) { line in
      guard let killAfter, let killOnLine, line == killOnLine else { return }
      // From when it says that it works; a thread of its own, since the test's threads are few.
      Thread.detachNewThread {
        usleep(UInt32(killAfter / .microseconds(1)))
        kill(pid, SIGKILL)
      }
    }
    async let complained = lines(of: complaint.fileHandleForReading) { _ in }
    let (lines, complaints) = (await said, await complained)
    process.waitUntilExit()
    return Ending(
      status: process.terminationStatus, wasSignalled: process.terminationReason == .uncaughtSignal, lines: lines,
      complaint: complaints.joined(separator: "\n"))
  }

  private static func lines(of handle: FileHandle, _ each: @escaping @Sendable (String) -> Void) async -> [String] {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        var (lines, rest) = ([String](), Data())
        while case let data = handle.availableData, !data.isEmpty {
          rest.append(data)
          while let end = rest.firstIndex(of: 0x0A) {
            let line = String(decoding: rest[rest.startIndex..<end], as: UTF8.self)
            rest = Data(rest[rest.index(after: end)...])
            lines.append(line)
            each(line)
          }
        }
        continuation.resume(returning: lines)
      }
    }
  }
}

/// A platform simulator as a process, and what it says of itself at the end.
struct RunningPlatform {
  let url: String
  let folder: String
  private let process: Process

  static func start(in folder: String, _ arguments: [String] = []) throws -> RunningPlatform {
    let process = Process()
    process.executableURL = Programs.folder.appendingPathComponent("platform-simulator")
    process.arguments = ["serve", "--data", folder, "--listen", "127.0.0.1:0"] + arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    var text = ""
    while !text.contains("\n") {
      let data = output.fileHandleForReading.availableData
      guard !data.isEmpty else { throw CocoaError(.executableLoad) }
      text += String(decoding: data, as: UTF8.self)
    }
    let url = text.split(whereSeparator: \.isWhitespace).last.map { String($0) } ?? ""
    return RunningPlatform(url: url, folder: folder, process: process)
  }

  func stop() {
    process.terminate()
    process.waitUntilExit()
  }

  func report() async throws -> JSONValue {
    let ending = try await Programs.run("platform-simulator", ["report", "--json", "--data", folder])
    return try JSONValue(parsing: Data((ending.lines.first ?? "").utf8))
  }

  func storedIDs() async throws -> [String] {
    try await Programs.run("platform-simulator", ["report", "--events", "--data", folder]).lines.compactMap {
      (try? JSONValue(parsing: Data($0.utf8)))?["id"]?.stringValue
    }
  }
}

/// A folder that is gone when its user is done, however he ends.
func withFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("proof-\(UUID())").path
  defer { try? FileManager.default.removeItem(atPath: folder) }
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  return try await body(folder)
}

/// The same numbers for the same seed.
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}
