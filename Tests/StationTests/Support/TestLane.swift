import Border
import Foundation
import Ledger
import Recognition
import Scenes

@testable import Station

/// One lane with the project's models and a real ledger, fed with recordings: everything of a station between its
/// cameras and its page.
struct TestLane {
  static let models = try? ModelStore.find(executable: URL(fileURLWithPath: #filePath))

  var direction = Direction.entry

  /// What the ledger holds after the recordings were played, the earliest passage first.
  func passages(front: DrawnRecording, rear: DrawnRecording? = nil) async throws -> [PassageView] {
    guard let models = Self.models else { return [] }
    var cameras: [StationConfiguration.Camera] = [
      .init(id: "front", source: .replay("drawn", loops: false), view: .front)
    ]
    if rear != nil { cameras.append(.init(id: "rear", source: .replay("drawn", loops: false), view: .rear)) }
    let station = try TestStation(cameras, direction: direction)
    defer { station.close() }
    let step = InStep(cameras: cameras.map(\.id))
    let watches = try zip(cameras, [front, rear].compactMap { $0 }).map { camera, recording in
      station.watch(
        camera, source: DrawnCamera(camera: camera.id, moments: recording.moments),
        reader: step.reader(try RecognitionEngine(models: models, camera: camera.id), of: camera.id),
        waiting: .unbounded)
    }
    await withTaskGroup(of: Void.self) { group in
      for watch in watches { group.addTask { await watch.run() } }
    }
    await station.laneWatch.finish()
    return try await station.ledger.passageViews(limit: 100).sorted { $0.passage.startedAt < $1.passage.startedAt }
  }
}
