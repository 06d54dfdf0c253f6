import Border
import Foundation
import Ledger
import Logging
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
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lane-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var cameras: [StationConfiguration.Camera] = [
      .init(id: "front", source: .replay("drawn", loops: false), view: .front)
    ]
    if rear != nil { cameras.append(.init(id: "rear", source: .replay("drawn", loops: false), view: .rear)) }
    let lane = StationConfiguration.Lane(id: "in-1", direction: direction, cameras: cameras)
    let configuration = StationConfiguration(
      id: "test", role: .barrier, gate: "CKHN", lanes: [lane], storage: folder)
    let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let ledger = try Ledger(directory: folder, source: configuration.eventSource, log: log)
    defer { try? ledger.close() }
    let now: @Sendable () -> Date = { DrawnCamera.time(0).wall }
    let hub = UpdateHub()
    let board = StatusBoard(configuration: configuration, hub: hub, now: now())
    let assessor = Assessor(configuration: configuration, ledger: ledger, hub: hub, log: log, now: now)
    let laneWatch = LaneWatch(lane: lane, assessor: assessor, ledger: ledger, log: log)
    func watch(_ camera: StationConfiguration.Camera, _ recording: DrawnRecording) throws -> CameraWatch {
      CameraWatch(
        lane: lane, camera: camera, source: DrawnCamera(camera: camera.id, moments: recording.moments),
        reader: try RecognitionEngine(models: models, camera: camera.id), laneWatch: laneWatch, board: board,
        ledger: ledger, log: log, now: now, waiting: .unbounded)
    }
    let watches = try zip(cameras, [front, rear].compactMap { $0 }).map { try watch($0, $1) }
    // Two cameras of one lane are played side by side only roughly: a recording has no clock of its own.
    await withTaskGroup(of: Void.self) { group in
      for watch in watches { group.addTask { await watch.run() } }
    }
    await laneWatch.finish()
    return try await ledger.passageViews(limit: 100).sorted { $0.passage.startedAt < $1.passage.startedAt }
  }
}
