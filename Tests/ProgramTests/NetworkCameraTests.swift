import Border
import Foundation
import Testing

/// The agent with two network cameras, by a real RTSP server each, and what befalls one of them.
@Suite(.serialized) struct NetworkCameraTests {
  let agent = Program(name: "gate-agent")

  /// Seconds from the fault to the moment the guard's screen can show it: 3 where this runs alone; other tests run beside it.
  static let loss = Double(ProcessInfo.processInfo.environment["CAMERA_LOSS_LIMIT"] ?? "") ?? 6
  /// Seconds from the camera's return.
  static let back = 15.0

  private func serve(_ port: Int, _ pattern: String) throws -> Process {
    let process = Process()
    // Debian's own interpreter, whose packages bring GStreamer's bindings.
    process.executableURL = URL(filePath: "/usr/bin/python3")
    process.arguments = [
      URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Kernel/rtsp-camera.py")
        .standardizedFileURL.path, "\(port)", pattern,
    ]
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    return process
  }

  /// The lost cameras and why, as the agent's health tells it.
  private func lost(_ port: Int) async -> [String: String]? {
    guard let url = URL(string: "http://127.0.0.1:\(port)/health"),
      let text = try? await Program.fetch(url),
      case .array(let problems)? = (try? JSONValue(parsing: text))?["problems"]
    else { return nil }
    var result: [String: String] = [:]
    for case .string(let problem) in problems where problem.hasPrefix("camera ") {
      result[String(problem.split(separator: " ")[1])] = problem
    }
    return result
  }

  /// How long it takes until the health says so; the camera beside must be live all the while.
  private func time(_ what: String, _ port: Int, limit: Double, _ isSo: ([String: String]) -> Bool) async throws {
    let (clock, start) = (SuspendingClock(), SuspendingClock.now)
    while true {
      let state = await lost(port)
      let took = start.duration(to: clock.now) / .seconds(1)
      if let state, isSo(state) {
        print("network camera, \(what): \(took) s")
        #expect(took <= limit, "\(what): \(took) s")
        #expect(state["beside"] == nil, "\(what): \(state)")
        return
      }
      try #require(took < 10 * limit, "\(what) was not told: \(String(describing: state))")
      try await clock.sleep(for: .milliseconds(50))
    }
  }

  @Test(.timeLimit(.minutes(5))) func everyFaultIsOnTheScreenAndAnEventAndDisturbsNobodyElse() async throws {
    try await withTemporaryFolder { folder in
      // Below the ports that the system hands out, so no other test gets them meanwhile.
      let ports = (0..<3).map { _ in Int.random(in: 20_000..<30_000) }
      let beside = try serve(ports[1], "ball")
      defer { kill(beside.processIdentifier, SIGKILL) }
      var camera = try serve(ports[0], "ball")
      defer { kill(camera.processIdentifier, SIGKILL) }
      let config = folder.appending(path: "gate.yaml").path
      try Data(
        """
        station: {id: net-1, role: barrier, gate: CKHN}
        lanes:
          - {id: in-1, direction: entry, cameras: [{id: front, url: "rtsp://127.0.0.1:\(ports[0])/camera"}]}
          - {id: in-2, direction: entry, cameras: [{id: beside, url: "rtsp://127.0.0.1:\(ports[1])/camera"}]}
        console: {listen: "127.0.0.1:\(ports[2])"}
        storage: {path: data}

        """.utf8
      ).write(to: URL(filePath: config))
      let run = try agent.start(["run", "--config", config])
      defer { run.terminate() }
      let screen = ports[2]
      try await time("both are live", screen, limit: 60) { $0.isEmpty }

      kill(camera.processIdentifier, SIGSTOP)
      try await time("hangs", screen, limit: Self.loss) { $0["front"]?.contains("has sent no frame") == true }
      kill(camera.processIdentifier, SIGCONT)
      try await time("goes on", screen, limit: Self.back) { $0.isEmpty }

      kill(camera.processIdentifier, SIGKILL)
      camera.waitUntilExit()
      try await time("is gone", screen, limit: Self.loss) { $0["front"] != nil }
      // It comes back with a picture that stands still: live for as long as that may be, then frozen.
      camera = try serve(ports[0], "checkers-8")
      try await time("is back, frozen", screen, limit: Self.back + Self.loss) {
        $0["front"]?.contains("the same picture") == true
      }
      kill(camera.processIdentifier, SIGKILL)
      camera.waitUntilExit()
      camera = try serve(ports[0], "black")
      try await time("is back, dark", screen, limit: Self.back + Self.loss) {
        $0["front"]?.contains("black all over") == true
      }
      kill(camera.processIdentifier, SIGKILL)
      camera.waitUntilExit()
      camera = try serve(ports[0], "ball")
      try await time("is well again", screen, limit: Self.back) { $0.isEmpty }

      let events = try await agent.run("outbox", "export", "--config", config).json
      let reasons = events.filter {
        $0["type"] == .string("gate.camera.lost") && $0["data"]?["camera"] == .string("front")
      }
      .compactMap { $0["data"]?["reason"] }
      for reason in ["stalled", "frozen", "blind"] { #expect(reasons.contains(.string(reason)), "\(reasons)") }
      #expect(
        events.contains { $0["type"] == .string("gate.camera.recovered") && $0["data"]?["camera"] == .string("front") })
      let ofOther = events.filter {
        $0["type"] == .string("gate.camera.lost") && $0["data"]?["camera"] == .string("beside")
      }
      #expect(ofOther.isEmpty, "\(ofOther)")

      // As long as gate-agent.service gives it, by TimeoutStopSec, before it is killed.
      let began = SuspendingClock.now
      run.terminate()
      run.waitUntilExit()
      #expect(run.terminationStatus == 0)
      #expect(SuspendingClock.now - began < .seconds(20))
    }
  }
}

extension Program {
  /// A body, whatever the status: health answers 503 while a camera is lost.
  static func fetch(_ url: URL) async throws -> Data {
    let curl = Process()
    let pipe = Pipe()
    curl.executableURL = URL(filePath: "/usr/bin/env")
    curl.arguments = ["curl", "-s", "-m", "10", url.absoluteString]
    curl.standardOutput = pipe
    try curl.run()
    let data = await withCheckedContinuation { continuation in
      Thread.detachNewThread { continuation.resume(returning: pipe.fileHandleForReading.readDataToEndOfFile()) }
    }
    curl.waitUntilExit()
    return data
  }
}
