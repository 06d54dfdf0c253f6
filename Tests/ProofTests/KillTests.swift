import Border
import Foundation
import Testing

/// The process is killed at any moment under load: nothing that was confirmed is lost, nothing arrives twice.
@Suite(.serialized, .timeLimit(.minutes(60)))
struct KillTests {
  /// What is wrong after so many kills; empty if the promise was kept.
  private func violations(kills: Int, plant: String? = nil, faults: String? = nil) async throws -> [String] {
    try await withFolder { folder in
      var arguments: [String] = []
      if let faults {
        try Data(faults.utf8).write(to: URL(fileURLWithPath: folder + "/faults.json"))
        arguments = ["--faults", folder + "/faults.json"]
      }
      let platform = try RunningPlatform.start(in: folder + "/platform", arguments)
      defer { platform.stop() }
      let data = folder + "/data"
      let planted = plant.map { ["--plant", $0] } ?? []
      var confirmed: [String] = []
      var random = SeededNumbers(UInt64(kills))
      var violations: [String] = []
      for _ in 0..<kills {
        let ending = try await Programs.run(
          "LedgerHammer", ["work", "--dir", data, "--url", platform.url] + planted,
          killAfter: .microseconds(Int.random(in: 0...60_000, using: &random)), killOnLine: "started")
        confirmed += Self.words("confirmed", ending.lines)
        violations += ending.lines.filter { $0.hasPrefix("recovered") }
        if !ending.wasSignalled { violations.append("it ended by itself: \(ending.complaint)") }
      }
      let drained = try await Programs.run(
        "LedgerHammer", ["drain", "--dir", data, "--url", platform.url] + planted)
      if drained.status != 0 { violations.append("not drained: \(drained.lines)") }
      let report = try await platform.report()
      for (key, expected) in [
        ("stored_twice", 0), ("refused", 0), ("gaps", 0), ("out_of_order_per_vehicle", 0),
      ] as [(String, JSONValue)] where report[key] != expected {
        violations.append("\(key): \(report[key] ?? .null)")
      }
      if report["chain_intact"] != true { violations.append("the platform's chain is broken") }
      let stored = Set(try await platform.storedIDs())
      let missing = confirmed.filter { !stored.contains($0.lowercased()) }
      if !missing.isEmpty {
        violations.append("\(missing.count) of \(confirmed.count) confirmed are not at the platform")
      }
      let audit = try await Programs.run("LedgerHammer", ["audit", "--dir", data])
      let bare = audit.lines.filter { $0.hasPrefix("passage ") && $0.split(separator: " ").count < 4 }
      if !bare.isEmpty { violations.append("\(bare.count) passages without their event") }
      if audit.lines.last != "chain whole" { violations.append("audit: \(audit.lines.last ?? "")") }
      if plant == nil {
        print("\(kills) kills: \(confirmed.count) confirmed, \(stored.count) stored, violations \(violations.count)")
        #expect(confirmed.count > kills, "there was load")
      }
      return violations
    }
  }

  static func words(_ first: String, _ lines: [String]) -> [String] {
    lines.filter { $0.hasPrefix(first + " ") }.map { String($0.dropFirst(first.count + 1)) }
  }

  /// Answers are lost and slow besides, so that kills fall between commit and answer.
  private static let lossy = """
    [{"match":{"path":"/v1/events"},"probability":0.2,"seed":5,"action":{"answerLostAfterCommit":true}},
     {"match":{"path":"/v1/events"},"probability":0.3,"seed":6,"action":{"delayMs":15}}]
    """

  @Test func `Killed at any moment under load, nothing is lost and nothing arrives twice`() async throws {
    let violations = try await violations(kills: ProofSize.choose(30, full: 1000), faults: Self.lossy)
    #expect(violations == [])
  }

  @Test func `With ids made anew on retry the proof fails`() async throws {
    let violations = try await violations(kills: 10, plant: "new-ids", faults: Self.lossy)
    #expect(violations.contains { $0.hasPrefix("stored_twice") }, "\(violations)")
  }

  @Test func `With the transaction split the proof fails`() async throws {
    var found: [String] = []
    // A kill must fall between two writes: some milliseconds of every hundred.
    for _ in 0..<10 where found.isEmpty {
      found = try await violations(kills: 20, plant: "split-transaction").filter { $0.hasSuffix("without their event") }
    }
    #expect(!found.isEmpty)
  }

  @Test func `With a confirmation before the commit the proof fails`() async throws {
    var found: [String] = []
    for _ in 0..<10 where found.isEmpty {
      found = try await violations(kills: 20, plant: "early-confirmation").filter {
        $0.hasSuffix("confirmed are not at the platform")
      }
    }
    #expect(!found.isEmpty)
  }
}
