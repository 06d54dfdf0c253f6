import Border
import Foundation
import Ledger
import Logging
import Recognition

/// One camera at work: frames in, sightings out, and the news of its loss and return.
struct CameraWatch: Sendable {
  let lane: StationConfiguration.Lane
  let camera: StationConfiguration.Camera
  let source: any FrameSource
  let engine: RecognitionEngine
  let laneWatch: LaneWatch
  let board: StatusBoard
  let ledger: Ledger
  let log: Logger
  let now: @Sendable () -> Date

  /// Works until its task is cancelled or the recording is over.
  func run() async {
    var tracker = PlateTracker(camera: camera.id)
    for await signal in source.signals() {
      switch signal {
      case .frame(let frame):
        await delivered()
        do {
          let reading = try await engine.read(frame)
          board.cameraDelivered(lane: lane.id, camera: camera.id, isBroken: false, at: now())
          log.trace("\(camera.id) #\(frame.sequence): \(reading.plates.map(\.text))")
          await take(tracker.see(reading.plates, at: frame.capturedAt), of: reading, in: frame)
          for track in tracker.visible { await laneWatch.stillSees(name(track), at: frame.capturedAt) }
        } catch {
          // A broken frame is counted and passed over; the next one may be whole.
          board.cameraDelivered(lane: lane.id, camera: camera.id, isBroken: true, at: now())
          log.debug("\(camera.id) #\(frame.sequence): \(error)")
          await take(tracker.pass(frame.capturedAt), of: nil, in: frame)
        }
        await laneWatch.pass(frame.capturedAt)
      case .lost(let fault):
        await lost(fault)
      }
    }
    for event in tracker.finish() {
      if case .ended(let track) = event { await laneWatch.lose(name(track), at: .init(monotonic: .zero, wall: now())) }
    }
  }

  private func take(_ events: [PlateTracker.Event], of reading: FrameReading?, in frame: Frame) async {
    for event in events {
      switch event {
      case .confirmed(let consensus, let track), .improved(let consensus, let track):
        let sighting = Sighting(
          track: name(track), consensus: consensus, isRearView: camera.view == .rear, at: frame.capturedAt)
        await laneWatch.see(sighting, photographs: await photographs(of: consensus, reading, frame))
      case .ended(let track):
        await laneWatch.lose(name(track), at: frame.capturedAt)
      }
    }
  }

  private func photographs(of consensus: PlateConsensus, _ reading: FrameReading?, _ frame: Frame) async -> Photographs?
  {
    let plates = reading?.plates ?? []
    guard let plate = plates.first(where: { $0.text == consensus.text }) ?? plates.first else { return nil }
    return try? await engine.photographs(of: frame, plate: plate.quad)
  }

  private func name(_ track: Int) -> Sighting.Track { Sighting.Track(camera: camera.id, number: track) }

  // MARK: Loss and return

  private func delivered() async {
    guard board.cameraReturned(lane: lane.id, camera: camera.id, at: now()) else { return }
    log.notice("camera \(camera.id) of lane \(lane.id) delivers")
    await tell(.cameraRecovered, fault: nil)
  }

  private func lost(_ fault: CameraFault) async {
    guard board.cameraLost(lane: lane.id, camera: camera.id, fault: fault, at: now()) else { return }
    log.error("\(fault)")
    await tell(.cameraLost, fault: fault)
  }

  private func tell(_ type: EventType, fault: CameraFault?) async {
    do {
      try await ledger.record(
        EventDraft(
          id: .version7(at: now()), type: type, subject: "camera/\(lane.id)/\(camera.id)", time: now(),
          data: EventData.camera(lane: lane.id, camera: camera.id, fault: fault)))
    } catch {
      log.error("the event \(type.rawValue) was not kept: \(error)")
    }
  }
}
