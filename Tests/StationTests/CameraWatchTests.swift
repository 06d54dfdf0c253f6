import Border
import Foundation
import Ledger
import Testing

@testable import Station

/// A camera's loss and return beside a look that takes long.
@Suite(.timeLimit(.minutes(10)))
struct CameraWatchTests {
  private let camera = ScriptedCamera()
  private let reader = SlowReader(
    reads: PlateConsensus(
      text: "12C12345", raw: "12C-123.45", country: .vietnam, kind: .car, colour: .white, lines: 1, confidence: 0.99,
      trusted: true, agreeingFrames: 2, characters: [], camera: "front"))

  /// Plays `script` beside a watch of the camera; afterwards the lane is closed and `proof` looks at what was kept.
  private func watch(
    _ script: (AsyncStream<ConsoleUpdate>.Iterator) async throws -> Void, proof: (Ledger) async throws -> Void
  ) async throws {
    let settings = StationConfiguration.Camera(id: "front", source: .device("/dev/video0"), view: .front)
    let station = try TestStation(settings)
    defer { station.close() }
    let watch = station.watch(settings, source: camera, reader: reader)
    let updates = station.hub.subscribe().makeAsyncIterator()
    let watching = Task { await watch.run() }
    try await script(updates)
    reader.letGo()
    camera.end()
    await watching.value
    await station.laneWatch.finish()
    try await proof(station.ledger)
  }

  /// What the page is told next of the camera.
  private func news(_ updates: inout AsyncStream<ConsoleUpdate>.Iterator) async -> String {
    while let update = await updates.next() {
      guard case .status(let status) = update, let camera = status.cameras.first else { continue }
      return camera.isLive ? "live" : camera.fault ?? "never seen"
    }
    return "nothing"
  }

  private func expect(
    _ expected: String, from updates: inout AsyncStream<ConsoleUpdate>.Iterator,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async {
    let told = await news(&updates)
    #expect(told == expected, sourceLocation: sourceLocation)
  }

  private func expect(
    _ expected: UInt64, from begun: inout AsyncStream<UInt64>.Iterator,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async {
    let number = await begun.next()
    #expect(number == expected, sourceLocation: sourceLocation)
  }

  private func cameraEvents(of ledger: Ledger) async throws -> [String] {
    try await ledger.waiting(upTo: 100, bytes: 1 << 20).compactMap { event in
      let body = try #require(try JSONSerialization.jsonObject(with: event.body) as? [String: Any])
      let type = try #require(body["type"] as? String)
      guard type.contains(".camera.") else { return nil }
      let reason = (body["data"] as? [String: Any])?["reason"] as? String
      return [type.components(separatedBy: ".").last, reason].compactMap(\.self).joined(separator: " ")
    }
  }

  @Test func `a loss is told though the look in hand does not end, and what that look finds still counts`() async throws
  {
    try await watch { updates in
      var (updates, begun) = (updates, reader.begun.makeAsyncIterator())
      camera.frame(1)
      await expect("live", from: &updates)
      await expect(1, from: &begun)
      camera.lost(.stalled)
      await expect("stalled: replug it", from: &updates)
      camera.lost(.absent)
      await expect("absent: replug it", from: &updates)
      camera.frame(7)
      await expect("live", from: &updates)
      reader.letGo()
      await expect(7, from: &begun)
    } proof: { ledger in
      let events = try await cameraEvents(of: ledger)
      #expect(events == ["recovered", "lost stalled", "lost absent", "recovered"])
      let passages = try await ledger.passageViews(limit: 10).map(\.passage)
      #expect(passages.map { $0.tractor?.text } == ["12C12345"])
      #expect(passages.first?.startedAt == DrawnCamera.time(1).wall)
    }
  }

  @Test func `a frame from before a loss makes no camera live`() async throws {
    try await watch { updates in
      var (updates, begun) = (updates, reader.begun.makeAsyncIterator())
      camera.frame(1)
      await expect("live", from: &updates)
      await expect(1, from: &begun)
      camera.lost(.frozen)
      await expect("frozen: replug it", from: &updates)
      reader.letGo()
    } proof: { ledger in
      let (events, passages) = (try await cameraEvents(of: ledger), try await ledger.passageViews(limit: 10))
      #expect(events == ["recovered", "lost frozen"])
      #expect(passages.map { $0.passage.tractor?.text } == ["12C12345"])
    }
  }

  @Test func `the same loss in other words is for the screen alone`() async throws {
    try await watch { updates in
      var updates = updates
      camera.frame(1)
      await expect("live", from: &updates)
      camera.lost(.absent, "it is gone")
      await expect("absent: it is gone", from: &updates)
      camera.lost(.absent, "it is not there")
      await expect("absent: it is not there", from: &updates)
      camera.frame(2)
      await expect("live", from: &updates)
      camera.lost(.absent, "it is gone")
      await expect("absent: it is gone", from: &updates)
    } proof: { ledger in
      let events = try await cameraEvents(of: ledger)
      #expect(events == ["recovered", "lost absent", "recovered", "lost absent"])
    }
  }
}
