import Border
import Foundation
import GuardConsole
import Ledger
import Logging
import PlatformLink
import ServiceLifecycle
import Station
import UnixSignals

/// One run of the demo: a platform of its own, a station with an empty ledger, vehicles, and somebody who watches.
struct Demo: Sendable {
  enum Source: Sendable {
    case drawn
    case frames(String)
    case camera(String, Duration)
  }

  let source: Source
  let isOnce: Bool
  /// Nil for those of the drawn vehicles.
  let declarations: [JSONValue]?
  let folder: URL
  let report: DemoReport
  let listen: String
  let log: Logger

  /// - Returns: whether everything was as it should be.
  func run() async throws -> Bool {
    let vehicles = if case .drawn = source { DemoVehicle.all } else { [DemoVehicle]() }
    let cameras = try await cameras(showing: vehicles)
    let documents = declarations ?? DemoDeclarations.documents(of: vehicles, now: Date())
    let platform = try DemoPlatform(folder: folder.appendingPathComponent("platform", isDirectory: true))
    defer { platform.stop() }
    try platform.load(documents)
    try DemoScans.drop(for: vehicles, into: folder.appendingPathComponent("inbox", isDirectory: true))
    let configuration = try configuration(platform: platform.url, cameras: cameras)
    let (ports, port) = AsyncStream.makeStream(of: Int.self)
    let station = try await Station(configuration: configuration, log: log, onListening: { port.yield($0) })
    let pin = String(format: "%06d", Int.random(in: 0...999_999))
    try await station.ledger.saveOfficer(
      OfficerAccount(officer: "demo", name: "Demo", pinHash: try PINHasher.hash(pin)))
    let services = ServiceGroup(
      configuration: .init(
        services: [.init(service: station)], gracefulShutdownSignals: [.sigint, .sigterm], logger: log))
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await services.run() }
      var numbers = ports.makeAsyncIterator()
      guard let number = await numbers.next() else { throw DemoFailure("the guard's page did not come up") }
      let url = "http://127.0.0.1:\(number)"
      if !report.json {
        Console.say("The guard's page: \(url)   officer: demo   PIN: \(pin)")
        if !isOnce { Console.say("Ctrl-C ends the demo.") }
      }
      let audience = DemoAudience()
      let cookie = try await audience.signIn(at: url, officer: "demo", pin: pin)
      let tally = DemoTally(
        vehicles: vehicles, documents: documents, knowsTruth: !vehicles.isEmpty, isExpecting: declarations != nil,
        report: report)
      group.addTask {
        try await audience.watch(url, cookie: cookie) {
          await tally.hear($0)
        } onEnd: {
          await tally.count($0.view, latency: $0.latency)
        }
      }
      if isOnce { group.addTask { await end(after: tally) } }
      // The first part to end is the show's end, Ctrl-C, or a failure.
      try await group.next()
      let (sent, acknowledged) = try await settle(station.ledger)
      let (passages, asExpected) = await tally.result
      await services.triggerGracefulShutdown()
      try await group.waitForAll()
      report.summary(passages: passages, asExpected: asExpected, sent: sent, acknowledged: acknowledged)
      // Ctrl-C in the middle of the show is no failure.
      guard isOnce else { return true }
      let isComplete = vehicles.isEmpty || passages == vehicles.count
      return isComplete && passages == asExpected && sent == acknowledged
    }
  }

  private func cameras(showing vehicles: [DemoVehicle]) async throws -> [StationConfiguration.Camera] {
    switch source {
    case .drawn:
      let json = report.json
      let recording = try await DemoRecording(of: vehicles, in: folder) { done in
        if !json { Console.complain("drawing vehicle \(done) of \(vehicles.count)") }
      }
      return [("front", recording.front, .front), ("rear", recording.rear, .rear)].map { id, folder, view in
        .init(
          id: id, source: .replay(folder.path, loops: !isOnce), view: view,
          framesPerSecond: DemoRecording.framesPerSecond)
      }
    case .frames(let path):
      return [
        .init(id: "front", source: .replay(path, loops: !isOnce), framesPerSecond: DemoRecording.framesPerSecond)
      ]
    case .camera(let path, _):
      return [.init(id: "front", source: .device(path))]
    }
  }

  private func configuration(platform: String, cameras: [StationConfiguration.Camera]) throws -> StationConfiguration {
    let parts = listen.split(separator: ":")
    guard parts.count == 2, let port = Int(parts[1]) else {
      throw DemoFailure("--listen is \"\(listen)\"; write host and port, such as 127.0.0.1:8080")
    }
    return StationConfiguration(
      id: "demo", role: .barrier, gate: DemoDeclarations.gate,
      lanes: [.init(id: "in-1", direction: .entry, cameras: cameras)], platformURL: platform, platformPollSeconds: 2,
      scannerInbox: folder.appendingPathComponent("inbox").path, console: .init(host: String(parts[0]), port: port),
      storage: folder.appendingPathComponent("data").path)
  }

  /// Returns when the show is over.
  private func end(after tally: DemoTally) async {
    switch source {
    case .drawn: await tally.all(within: .seconds(60))
    case .frames: await tally.quiet(for: .seconds(6), atMost: .seconds(600))
    case .camera(_, let time): try? await Task.sleep(for: time)
    }
  }

  /// Waits until the platform has answered for every event, at most some seconds.
  private func settle(_ ledger: Ledger) async throws -> (sent: Int, acknowledged: Int) {
    for _ in 0..<100 {
      let status = try await ledger.outboxStatus()
      if status.waiting == 0 { break }
      try await Task.sleep(for: .milliseconds(100))
    }
    let status = try await ledger.outboxStatus()
    let sent = try await ledger.eventCount()
    return (sent, sent - status.waiting - status.refused)
  }
}
