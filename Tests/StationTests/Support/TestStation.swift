import Border
import Foundation
import Ledger
import Logging

@testable import Station

/// What stands between the cameras of one lane and the ledger, in a folder of its own.
struct TestStation {
  let lane: StationConfiguration.Lane
  let ledger: Ledger
  let hub = UpdateHub()
  let laneWatch: LaneWatch
  private let board: StatusBoard
  private let folder: String
  private let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
  private let now: @Sendable () -> Date = { DrawnCamera.time(0).wall }

  init(_ cameras: StationConfiguration.Camera..., direction: Direction = .entry) throws {
    try self.init(cameras, direction: direction)
  }

  init(_ cameras: [StationConfiguration.Camera], direction: Direction = .entry) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("lane-\(UUID().uuidString)").path
    lane = StationConfiguration.Lane(id: "in-1", direction: direction, cameras: cameras)
    let configuration = StationConfiguration(
      id: "test", role: .barrier, gate: "CKHN", lanes: [lane], storage: folder)
    ledger = try Ledger(directory: folder, source: configuration.eventSource, log: log)
    board = StatusBoard(configuration: configuration, hub: hub, now: now())
    laneWatch = LaneWatch(
      lane: lane,
      assessor: Assessor(configuration: configuration, ledger: ledger, hub: hub, log: log, now: now),
      ledger: ledger, log: log)
  }

  func watch(
    _ camera: StationConfiguration.Camera, source: any FrameSource, reader: any FrameReader,
    waiting: AsyncStream<Frame>.Continuation.BufferingPolicy = .bufferingNewest(1)
  ) -> CameraWatch {
    CameraWatch(
      lane: lane, camera: camera, source: source, reader: reader, laneWatch: laneWatch, board: board, ledger: ledger,
      log: log, now: now, waiting: waiting)
  }

  func close() {
    try? ledger.close()
    try? FileManager.default.removeItem(atPath: folder)
  }
}
