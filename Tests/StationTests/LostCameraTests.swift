import Border
import Foundation
import Ledger
import Testing

@testable import Station

/// A lane of two cameras, one of which is lost.
@Suite(.timeLimit(.minutes(10)))
struct LostCameraTests {
  @Test func `a camera that is lost with a lorry in view does not keep its passage open while the other one looks`()
    async throws
  {
    let (front, rear) = (
      StationConfiguration.Camera(id: "front", source: .device("/dev/video0"), view: .front),
      StationConfiguration.Camera(id: "rear", source: .device("/dev/video1"), view: .rear)
    )
    let station = try TestStation(front, rear)
    defer { station.close() }
    let (lost, other) = (ScriptedCamera("front"), ScriptedCamera("rear"))
    let reader = SlowReader(
      reads: PlateConsensus(
        text: "12C12345", raw: "12C-123.45", country: .vietnam, kind: .car, colour: .white, lines: 1, confidence: 0.99,
        trusted: true, agreeingFrames: 2, characters: [], camera: "front"))
    let seeing = SlowReader(reads: nil)
    reader.letGo()
    seeing.letGo()
    let watches = [
      station.watch(front, source: lost, reader: reader), station.watch(rear, source: other, reader: seeing),
    ]
    var updates = station.hub.subscribe().makeAsyncIterator()
    let lostWatch = Task { await watches[0].run() }
    let otherWatch = Task { await watches[1].run() }

    lost.frame(1)
    while let update = await updates.next() { if case .passage = update { break } }
    lost.lost(.absent)
    other.frame(40)
    other.end()
    await otherWatch.value
    let kept = try await station.ledger.passageViews(limit: 10).map(\.passage)
    #expect(kept.map { $0.tractor?.text } == ["12C12345"])
    #expect(kept.map(\.endedAt) == [DrawnCamera.time(1).wall])

    lost.end()
    await lostWatch.value
    await station.laneWatch.finish()
    #expect(try await station.ledger.passageViews(limit: 10).count == 1)
  }
}
