import Border
import Foundation
import Testing

/// The n-th read, write, sync or rename fails, once and for good: no crash and no lie.
@Suite(.serialized, .timeLimit(.minutes(120)))
struct FailingDiskTests {
  private static let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Shims/failing-io.c").path

  /// The preload, compiled where it is used.
  private func shim(_ folder: String) throws -> String {
    let library = folder + "/failing-io.so"
    let compiler = Process()
    compiler.executableURL = URL(fileURLWithPath: "/usr/bin/gcc")
    compiler.arguments = ["-shared", "-fPIC", "-O1", "-o", library, Self.source, "-ldl"]
    try compiler.run()
    compiler.waitUntilExit()
    #expect(compiler.terminationStatus == 0, "gcc cannot compile \(Self.source)")
    return library
  }

  private struct Fault {
    var at: Int
    var forever: Bool
    var error: Int32 = EIO
    var isShort = false

    func environment(_ shim: String, _ directory: String, count: String? = nil) -> [String: String] {
      var environment = [
        "LD_PRELOAD": shim, "FAIL_DIR": directory, "FAIL_AT": "\(at)", "FAIL_FOREVER": forever ? "1" : "0",
        "FAIL_ERRNO": "\(error)", "FAIL_SHORT": isShort ? "1" : "0",
      ]
      environment["FAIL_COUNT"] = count
      return environment
    }
  }

  private struct Outcome {
    /// Operations that said they failed.
    var failed = 0
    /// What must not be; empty if the promise was kept.
    var violations: [String] = []
  }

  private func trial(_ fault: Fault, _ shim: String, _ folder: String, plant: String? = nil) async throws -> Outcome {
    let name = "\(fault.at)-\(fault.forever)-\(fault.error)"
    let data = "\(folder)/\(name)"
    defer { try? FileManager.default.removeItem(atPath: data) }
    let planted = plant.map { ["--plant", $0] } ?? []
    let ending = try await Programs.run(
      "LedgerHammer", ["operate", "--dir", data] + planted, environment: fault.environment(shim, data))
    var outcome = Outcome()
    func hold(_ isSo: Bool, _ words: @autoclosure () -> String) {
      if !isSo { outcome.violations.append("\(name): \(words())") }
    }
    hold(!ending.wasSignalled && ending.status == 0, "crashed: \(ending.complaint.suffix(600))")
    let failed = ending.lines.filter { $0.hasPrefix("failed ") }
    outcome.failed = failed.count
    // Clear: it names the file and what to do.
    for line in failed { hold(line.contains("/") && line.contains("; "), "unclear: \(line)") }
    // The disk works again: what was confirmed is there, and everything can go on.
    let audit = try await Programs.run("LedgerHammer", ["audit", "--dir", data])
    hold(audit.status == 0, "\(audit.complaint.suffix(600))")
    hold(audit.lines.last == "chain whole", "\(audit.lines)")
    hold(!audit.lines.contains { $0.hasPrefix("recovered") }, "taken for damage: \(audit.lines)")
    let events = Set(audit.lines.filter { $0.hasPrefix("passage ") }.flatMap { $0.split(separator: " ").dropFirst(3) })
    for id in KillTests.words("confirmed", ending.lines) {
      hold(events.contains(Substring(id.lowercased())), "a lie: \(id) was confirmed and is not there")
    }
    for hash in KillTests.words("kept", ending.lines) {
      let file = "\(data)/evidence/\(hash.prefix(2))/\(hash.dropFirst(2))"
      hold(
        FileManager.default.contents(atPath: file) == Data("picture".utf8), "a lie: the picture is not there")
    }
    let again = try await Programs.run("LedgerHammer", ["operate", "--dir", data])
    hold(!again.lines.contains { $0.hasPrefix("failed ") }, "does not recover: \(again.lines)")
    return outcome
  }

  /// How many file operations all of the ledger's operations take.
  private func operations(_ shim: String, _ folder: String) async throws -> Int {
    let counter = folder + "/count"
    let none = Fault(at: 0, forever: false)
    let whole = try await Programs.run(
      "LedgerHammer", ["operate", "--dir", folder + "/whole"],
      environment: none.environment(shim, folder + "/whole", count: counter))
    #expect(!whole.lines.contains { $0.hasPrefix("failed") }, "\(whole.lines)")
    let text = String(decoding: FileManager.default.contents(atPath: counter) ?? Data(), as: UTF8.self)
    return try #require(Int(text.trimmingCharacters(in: .whitespacesAndNewlines)))
  }

  @Test func `Whichever file operation fails, it is done or it is said`() async throws {
    try await withFolder { folder in
      let shim = try shim(folder)
      let operations = try await operations(shim, folder)
      #expect(operations > 100)
      let step = ProofSize.isFull ? 1 : max(1, operations / 12)
      var (trials, failures) = (0, 0)
      for at in stride(from: 1, through: operations, by: step) {
        for forever in [false, true] {
          let errors: [Int32] =
            ProofSize.isFull ? [EIO, ENOSPC, EROFS, EDQUOT] : [[EIO, ENOSPC, EROFS, EDQUOT][at % 4]]
          for error in errors {
            let outcome = try await trial(
              Fault(at: at, forever: forever, error: error, isShort: error == ENOSPC), shim, folder)
            #expect(outcome.violations == [])
            trials += 1
            failures += outcome.failed > 0 ? 1 : 0
          }
        }
      }
      print("\(operations) file operations: \(trials) trials, \(failures) of them with an error that was said")
      #expect(failures > trials / 4, "the faults must be felt")
    }
  }

  @Test func `With a confirmation before the commit the proof fails`() async throws {
    try await withFolder { folder in
      let shim = try shim(folder)
      let operations = try await operations(shim, folder)
      var lies = 0
      // From the middle on the ledger is open, and facts are written.
      for at in stride(from: operations / 3, to: operations, by: max(1, operations / 12)) {
        let outcome = try await trial(
          Fault(at: at, forever: true), shim, folder, plant: "early-confirmation")
        lies += outcome.violations.count { $0.contains("a lie") }
      }
      #expect(lies > 0)
    }
  }
}
