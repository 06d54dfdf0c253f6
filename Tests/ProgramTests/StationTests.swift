import Border
import Foundation
import PlatformLink
import Testing

/// A station as it runs at the gate, with recordings in the cameras' place and the platform as another program.
@Suite(.serialized) struct RunningStationTests {
  let agent = Program(name: "gate-agent")
  let simulator = Program(name: "platform-simulator")

  /// Draws a vehicle's way through the lane and gives the folder.
  private func record(_ plate: String, in folder: URL, name: String) async throws -> String {
    let pictures = folder.appendingPathComponent(name)
    let painted = try await Program(name: "scene-painter").run(
      "drive", "--out", pictures.path, "--plate", plate, "--format", "vn-short", "--fps", "3")
    #expect(painted.status == 0, "\(painted.complaint)")
    return pictures.path
  }

  private func write(_ yaml: String, in folder: URL) throws -> String {
    let file = folder.appendingPathComponent("gate.yaml")
    try Data(yaml.utf8).write(to: file)
    return file.path
  }

  /// Asks again and again until the answer is there; gives up after a minute.
  private func eventually<Answer>(_ what: String, _ ask: () async throws -> Answer?) async throws -> Answer {
    for _ in 0..<240 {
      if let answer = try await ask() { return answer }
      try await Task.sleep(for: .milliseconds(250))
    }
    throw NeverCame(what: what)
  }

  struct NeverCame: Error { let what: String }

  private func passages(_ config: String) async throws -> [JSONValue] {
    try await agent.run("passages", "export", "--format", "jsonl", "--config", config).json
  }

  /// Starts the simulator and reads from its first line where it listens.
  private func startSimulator(_ data: URL, listen: String) throws -> (process: Process, address: String) {
    let pipe = Pipe()
    let process = try simulator.start(["serve", "--data", data.path, "--listen", listen], output: pipe)
    var line = ""
    while !line.hasSuffix("\n"), let byte = try pipe.fileHandleForReading.read(upToCount: 1), !byte.isEmpty {
      line += String(decoding: byte, as: UTF8.self)
    }
    return (process, String(line.split(separator: " ").last ?? "").trimmingCharacters(in: .newlines))
  }

  @Test func whatHappensWhileThePlatformIsAwayArrivesOnceItIsBack() async throws {
    try await withTemporaryFolder { folder in
      let platform = folder.appendingPathComponent("platform")
      // Nobody listens there yet; below the ports that the system hands out, so no other test gets it meanwhile.
      let listen = "127.0.0.1:\(Int.random(in: 20_000..<30_000))"
      let config = try write(
        """
        station: {id: away-1, role: barrier, gate: CKHN}
        lanes: [{id: in-1, direction: entry, cameras: [{id: front, replay: "\(try await record("12C12345", in: folder, name: "front"))", loop: false, framesPerSecond: 4}]}]
        platform: {url: "http://\(listen)", pollSeconds: 1}
        console: {listen: "127.0.0.1:0"}
        storage: {path: data}

        """, in: folder)
      let run = try agent.start(["run", "--config", config])
      defer { run.terminate() }
      let row = try await eventually("the passage") { () -> JSONValue? in
        try await passages(config).first { $0["ended_at"] != .null }
      }
      #expect(row["plate"] == "12C12345")
      // Nobody was asked what is declared, so nobody is let pass.
      #expect(row["verdict"] == "check")
      #expect(row["reasons"]?.arrayValue?.contains("declarations-stale") == true)
      #expect(row["decision"] == .null)

      let (second, _) = try startSimulator(platform, listen: listen)
      defer { second.terminate() }
      let ids = Set(row["event_ids"]?.arrayValue?.compactMap(\.stringValue) ?? [])
      #expect(ids.count >= 2)
      _ = try await eventually("the events") { () -> Bool? in
        let stored = try await simulator.run("report", "--events", "--data", platform.path).json
        return ids.isSubset(of: stored.compactMap { $0["id"]?.stringValue }) ? true : nil
      }
      let report = try #require(try await simulator.run("report", "--json", "--data", platform.path).json.first)
      #expect(report["stored_twice"] == 0)
      #expect(report["gaps"] == 0)
      #expect(report["out_of_order_per_vehicle"] == 0)
      #expect(report["chain_intact"] == true)

      run.terminate()
      run.waitUntilExit()
      #expect(run.terminationReason == .exit)
      #expect(run.terminationStatus == 0)
    }
  }

  /// Starts the agent and reads from its log where the guard's page listens.
  private func startAgent(_ config: String) throws -> (process: Process, page: String) {
    let pipe = Pipe()
    let process = try agent.start(["run", "--config", config], complaint: pipe)
    var log = ""
    while true {
      let piece = pipe.fileHandleForReading.availableData
      guard !piece.isEmpty else { throw NeverCame(what: "the guard's page: \(log)") }
      log += String(decoding: piece, as: UTF8.self)
      if let port = log.firstMatch(of: #/port=(\d+)[^\n]*the guard's page listens/#)?.1 {
        pipe.fileHandleForReading.readabilityHandler = { _ = $0.availableData }
        return (process, "http://127.0.0.1:\(port)")
      }
    }
  }

  private func post(_ address: String, _ body: JSONValue, cookie: String? = nil) async throws -> HTTPResponse {
    var headers = [(name: "Content-Type", value: "application/json")]
    if let cookie { headers.append((name: "Cookie", value: cookie)) }
    return try await HTTPClient().send(HTTPRequest(.post, address, headers: headers, body: body.canonical()))
  }

  @Test func whatAnOfficerDecidesOnThePageReachesThePlatformOnce() async throws {
    try await withTemporaryFolder { folder in
      let platform = folder.appendingPathComponent("platform")
      let (process, address) = try startSimulator(platform, listen: "127.0.0.1:0")
      defer { process.terminate() }
      let config = try write(
        """
        station: {id: barrier-1, role: barrier, gate: CKHN}
        lanes: [{id: in-1, direction: entry, cameras: [{id: front, replay: "\(try await record("12C12345", in: folder, name: "front"))", loop: false, framesPerSecond: 4}]}]
        platform: {url: "\(address)", pollSeconds: 1}
        console: {listen: "127.0.0.1:0"}
        storage: {path: data}

        """, in: folder)
      let added = try await agent.run("guard", "add", "bp-17", "--config", config, input: "493817\n")
      #expect(added.status == 0, "\(added.complaint)")
      let (run, page) = try startAgent(config)
      defer { run.terminate() }
      let row = try await eventually("the passage") { try await passages(config).first }
      let decide = "\(page)/api/passages/\(row["passage_id"]?.stringValue ?? "")/decision"
      let decision: JSONValue = ["kind": "return", "reasons": ["plate-not-declared"], "note": "khai lại"]

      let stranger = try await post(decide, decision)
      #expect(stranger.status == 401)
      let wrong = try await post("\(page)/api/session", ["officer": "bp-17", "pin": "000001"])
      #expect(wrong.status == 401)
      let session = try await post("\(page)/api/session", ["officer": "bp-17", "pin": "493817"])
      #expect(session.status == 200)
      let cookie = try #require(session.head["set-cookie"]?.split(separator: ";").first.map(String.init))
      let decided = try await post(decide, decision, cookie: cookie)
      #expect(decided.status == 200, "\(String(decoding: decided.body, as: UTF8.self))")
      // Once decided, another decision is refused; the same one again is the same one.
      #expect(try await post(decide, ["kind": "confirm"], cookie: cookie).status == 409)
      #expect(try await post(decide, decision, cookie: cookie).status == 200)

      let exported = try #require(try await passages(config).first?["decision"])
      #expect(exported["kind"] == "return")
      #expect(exported["officer"] == "bp-17")
      let told = try await eventually("the decision") { () -> [JSONValue]? in
        let events = try await simulator.run("report", "--events", "--data", platform.path).json
        let decisions = events.filter { $0["type"] == "gate.decision.made" }
        return decisions.isEmpty ? nil : decisions
      }
      #expect(told.count == 1)
      #expect(told.first?["data"]?["note"] == "khai lại")
      #expect(told.first?["data"]?["shown"]?["verdict"]?.stringValue != nil)
    }
  }

  @Test func aStoreThatIsDamagedInUseIsSavedByTheNextStart() async throws {
    try await withTemporaryFolder { folder in
      let config = try write(
        """
        station: {id: damage-1, role: barrier, gate: CKHN}
        lanes: [{id: in-1, direction: entry, cameras: [{id: front, replay: "\(try await record("12C12345", in: folder, name: "front"))", loop: false, framesPerSecond: 4}]}]
        console: {listen: "127.0.0.1:0"}
        storage: {path: data}

        """, in: folder)
      let run = try agent.start(["run", "--config", config])
      defer { run.terminate() }
      _ = try await eventually("the passage") { try await passages(config).first { $0["ended_at"] != .null } }
      // As a bad block would: the next event finds no end of the chain.
      let bend = Process()
      bend.executableURL = URL(filePath: "/usr/bin/python3")
      bend.arguments = [
        "-c",
        "import sqlite3, sys; d = sqlite3.connect(sys.argv[1], timeout=20); d.execute('DELETE FROM chain'); d.commit()",
        folder.appendingPathComponent("data/ledger.sqlite").path,
      ]
      try bend.run()
      bend.waitUntilExit()
      #expect(bend.terminationStatus == 0)
      // Whoever keeps it running starts it anew; here, this test.
      for _ in 0..<900 where run.isRunning { try await Task.sleep(for: .milliseconds(100)) }
      #expect(!run.isRunning && run.terminationStatus == 1)
      let (again, _) = try startAgent(config)
      defer { again.terminate() }
      let types = try await eventually("the recovery's event") { () -> [JSONValue]? in
        let events = try await agent.run("outbox", "export", "--config", config).json
        return events.contains { $0["type"] == "gate.ledger.recovered" } ? events : nil
      }
      #expect(types.contains { $0["type"] == "gate.passage.assessed" }, "what was confirmed is still there")
      again.terminate()
      again.waitUntilExit()
    }
  }

  @Test func aDeclarationThatIsDeletedOrDeclaredAnewCorrectsTheVerdict() async throws {
    try await withTemporaryFolder { folder in
      let platform = folder.appendingPathComponent("platform")
      let (process, address) = try startSimulator(platform, listen: "127.0.0.1:0")
      defer { process.terminate() }
      func load(_ declaration: String) async throws {
        let file = folder.appendingPathComponent("declaration.json")
        try Data("[\(declaration)]".utf8).write(to: file)
        let loaded = try await simulator.run("load", file.path, "--data", platform.path)
        #expect(loaded.status == 0, "\(loaded.complaint)")
      }
      // Dirty, as the platform's data are: tabs, a lone dot, a bad check digit, a time without a zone, a strange field.
      let dirty = """
        {"id": "d-1", "number": "2026112300001", "type": "import", "gate": "CKHN", "validFrom": "2026-01-01 00:00",
         "vehicles": [{"plate": "\\t12C-123.45\\t", "trailer": ".", "containers": ["CSQU3054380"], "odd": {"a": 1}}]}
        """
      try await load(dirty)
      let config = try write(
        """
        station: {id: barrier-2, role: barrier, gate: CKHN}
        lanes: [{id: in-1, direction: entry, cameras: [{id: front, replay: "\(try await record("12C12345", in: folder, name: "front"))", loop: false, framesPerSecond: 4}]}]
        platform: {url: "\(address)", pollSeconds: 1}
        console: {listen: "127.0.0.1:0"}
        storage: {path: data}

        """, in: folder)
      let run = try agent.start(["run", "--config", config])
      defer { run.terminate() }
      func untilDeclared(_ isDeclared: Bool) async throws {
        _ = try await eventually("a verdict with declared = \(isDeclared)") { () -> Bool? in
          guard let reasons = try await passages(config).first?["reasons"]?.arrayValue else { return nil }
          return reasons.contains("plate-not-declared") != isDeclared ? true : nil
        }
      }
      try await untilDeclared(true)
      let found = try await agent.run("declarations", "find", "12C12345", "--config", config)
      #expect(found.output.contains("CSQU3054380 fails its check digit"), "\(found.output)")
      let json = try await agent.run("declarations", "find", "12C12345", "--json", "--config", config)
      #expect(json.output.contains(#""odd":{"a":1}"#), "what is not known is kept: \(json.output)")
      try await load(#"{"id": "d-1", "deleted": true}"#)
      try await untilDeclared(false)
      try await load(dirty)
      try await untilDeclared(true)
    }
  }

  @Test func aYardGateLogsVehiclesInAndOutWithoutAGuard() async throws {
    try await withTemporaryFolder { folder in
      let platform = folder.appendingPathComponent("platform")
      let (process, address) = try startSimulator(platform, listen: "127.0.0.1:0")
      defer { process.terminate() }
      let config = try write(
        """
        station: {id: yard-1, role: yard-gate, gate: CKHN}
        lanes:
          - {id: in, direction: entry, cameras: [{id: in, replay: "\(try await record("15C45678", in: folder, name: "in"))", loop: false, framesPerSecond: 4}]}
          - {id: out, direction: exit, cameras: [{id: out, replay: "\(try await record("29H97531", in: folder, name: "out"))", loop: false, framesPerSecond: 4}]}
        yard: {capacity: 120}
        platform: {url: "\(address)", pollSeconds: 1}
        console: {listen: "127.0.0.1:0"}
        storage: {path: data}

        """, in: folder)
      let run = try agent.start(["run", "--config", config])
      defer { run.terminate() }
      let moves = try await eventually("both movements") { () -> [JSONValue]? in
        let events = try await simulator.run("report", "--events", "--data", platform.path).json
        let moves = events.filter { $0["type"] == "gate.yard.moved" }
        return moves.count >= 2 ? moves : nil
      }
      let ways = Set(
        moves.map { "\($0["data"]?["plate"]?.stringValue ?? "-") \($0["data"]?["way"]?.stringValue ?? "-")" })
      #expect(ways == ["15C45678 in", "29H97531 out"])
    }
  }
}
