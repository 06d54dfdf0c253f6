import Border
import Foundation
import Ledger
import Testing

@testable import Station

/// The simulator and the agent hold what docs/platform-openapi.yaml says.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct ContractTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
  private static let contract = root + "/docs/platform-openapi.yaml"
  /// Made by `.ci/setup test`.
  private static let python =
    ProcessInfo.processInfo.environment["CONTRACT_PYTHON"]
    ?? (ProcessInfo.processInfo.environment["XDG_CACHE_HOME"] ?? NSHomeDirectory() + "/.cache")
    + "/border-gate-agent/python/bin"

  private func run(_ program: String, _ arguments: [String], input: String = "") throws -> (
    status: Int32, output: String
  ) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    // Schemathesis keeps notes where it is run.
    process.currentDirectoryURL = FileManager.default.temporaryDirectory
    let (lines, output) = (FileManager.default.temporaryDirectory.appendingPathComponent("lines-\(UUID())"), Pipe())
    try Data(input.utf8).write(to: lines)
    defer { try? FileManager.default.removeItem(at: lines) }
    process.standardInput = try FileHandle(forReadingFrom: lines)
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }

  private func schemathesis(_ platform: RunningPlatform, only path: String? = nil) throws -> (
    status: Int32, output: String
  ) {
    try run(
      Self.python + "/schemathesis",
      [
        "run", Self.contract, "--url", platform.url, "--seed", "7", "--max-examples", ProofSize.isFull ? "500" : "25",
        "--no-color", "--phases", "examples,coverage,fuzzing", "--request-timeout", "10", "--checks",
        "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance",
      ] + (path.map { ["--include-path", $0] } ?? []))
  }

  @Test func `The simulator holds the contract, whatever it is asked`() async throws {
    try await withFolder { folder in
      let platform = try RunningPlatform.start(in: folder)
      defer { platform.stop() }
      let (status, output) = try schemathesis(platform)
      #expect(status == 0, "\(output.suffix(6000))")
      #expect(output.contains("Operations") || output.contains("passed"), "\(output.suffix(2000))")
    }
  }

  @Test func `A simulator that breaks the contract is found`() async throws {
    try await withFolder { folder in
      let faults = #"[{"match":{"path":"/v1/traffic-orders"},"action":{"garbageBody":true}}]"#
      try Data(faults.utf8).write(to: URL(fileURLWithPath: folder + "/faults.json"))
      let platform = try RunningPlatform.start(in: folder + "/data", ["--faults", folder + "/faults.json"])
      defer { platform.stop() }
      #expect(try schemathesis(platform, only: "/v1/traffic-orders").status != 0)
    }
  }

  // MARK: The agent's messages

  private static let now = Date(timeIntervalSince1970: 1_795_420_800)

  /// One of each kind, from the code that makes them.
  private var messages: [(type: EventType, data: JSONValue)] {
    let passage = Passage(
      id: .version7(at: Self.now), lane: "in-1", direction: .entry, startedAt: Self.now, endedAt: Self.now,
      tractor: PlateConsensus(
        text: "12C12345", raw: "12C-123.45", country: .vietnam, kind: .car, colour: .white, lines: 1, confidence: 0.97,
        trusted: true, agreeingFrames: 5, characters: [], camera: "front"), trailer: nil, container: "CSQU3054383",
      pictures: [])
    let verdict = Verdict(
      advice: .check, checks: [Check(.plate, .unknown, reason: .plateUncertain)], declaration: nil, suggestions: [])
    let decision = Decision(
      passage: passage.id, kind: .return, reasons: [.plateUncertain], note: "", officer: "officer-1",
      decidedAt: Self.now, shown: verdict)
    let scan = ScanResult(
      id: "s", device: "scanner", startedAt: nil, endedAt: nil, plates: ["12C12345"], containers: [],
      declarationNumber: nil, conclusion: .notSuspicious, radiation: [], pictures: [], note: "")
    return [
      (.passageAssessed, EventData.passage(passage, verdict: verdict)),
      (.passageEnded, EventData.passage(passage, verdict: verdict)),
      (.decisionMade, EventData.decision(decision)), (.scanReceived, EventData.scan(scan)),
      (.yardMoved, EventData.yard(.init(way: .in, plate: nil, passage: nil, at: Self.now), lane: "in-1")),
      (.cameraLost, EventData.camera(lane: "in-1", camera: "front", fault: nil)),
      (.cameraRecovered, EventData.camera(lane: "in-1", camera: "front", fault: nil)),
      (.ledgerRecovered, ["damage": "x", "lostEvents": [], "savedEvents": 0]),
    ]
  }

  private func events() -> [JSONValue] {
    messages.enumerated().map { number, message in
      Event(
        draft: EventDraft(
          id: .version7(at: Self.now), type: message.type, subject: "vehicle/12C12345", time: Self.now,
          data: message.data), source: "/gates/CKHN/stations/a", sequence: Int64(number + 1),
        previousHash: Event.firstPreviousHash, isClockUnsure: number == 0
      ).cloudEvent
    }
  }

  private func conforms(_ values: [JSONValue], _ schema: String = "Event") throws -> (status: Int32, output: String) {
    let lines = values.map {
      String(decoding: JSONValue.object(["schema": .string(schema), "value": $0]).canonical(), as: UTF8.self)
    }
    return try run(
      Self.python + "/python", [Self.root + "/Tests/Contract/conforms.py", Self.contract],
      input: lines.joined(separator: "\n") + "\n")
  }

  @Test func `Every kind of event that the agent sends is as the contract says`() throws {
    let events = events()
    #expect(Set(messages.map(\.type)) == Set(EventType.allCases), "a kind has no example here")
    let (status, output) = try conforms(events)
    #expect(status == 0, "\(output)")
    #expect(output.contains("\(events.count) checked"))
  }

  @Test(arguments: ["id", "type", "time", "previoushash", "sequence", "data"])
  func `An event with a bad field is found`(field: String) throws {
    var fields = events()[0].objectValue ?? [:]
    fields[field] = ["id": "x", "type": "gate.unknown", "time": "yesterday", "previoushash": "0", "sequence": 0][field]
    let (status, output) = try conforms([.object(fields)])
    #expect(status == 1, "\(output)")
  }
}
