import Border
import Calibration
import Foundation
import Ledger
import Logging
import Recognition

/// One camera at work: frames in, sightings out, and the news of its loss and return.
///
/// Two tasks: one listens to the camera, one looks at its frames. A look takes as long as it takes; a loss that comes
/// meanwhile is told at once, and what the look finds still counts, at the time its frame was taken.
struct CameraWatch: Sendable {
  let lane: StationConfiguration.Lane
  let camera: StationConfiguration.Camera
  /// What the camera must be like, and where its lane lies; nil if it was not calibrated.
  var profile: CalibrationProfile? = nil
  let source: any FrameSource
  let reader: any FrameReader
  let laneWatch: LaneWatch
  let board: StatusBoard
  let ledger: Ledger
  let log: Logger
  let now: @Sendable () -> Date

  /// Frames that wait for a look. A source that plays as fast as it is read must have all of them looked at.
  var waiting: AsyncStream<Frame>.Continuation.BufferingPolicy = .bufferingNewest(1)

  /// Works until its task is cancelled or the recording is over.
  func run() async {
    let (frames, desk) = AsyncStream.makeStream(of: Frame.self, bufferingPolicy: waiting)
    async let looking: Void = look(at: frames)
    await listen(desk)
    desk.finish()
    await looking
    await tell(await reader.finish())
  }

  /// The only one who says whether the camera is live, in the order of what it hears.
  private func listen(_ desk: AsyncStream<Frame>.Continuation) async {
    for await signal in source.signals() {
      switch signal {
      case .frame(let frame):
        if let misfit = misfit(of: frame) {
          await lost(misfit)
        } else {
          await delivered()
          desk.yield(frame)
        }
      case .lost(let fault):
        await lost(fault)
      }
    }
  }

  private func look(at frames: AsyncStream<Frame>) async {
    for await frame in frames {
      do {
        let news = try await reader.watch(frame)
        board.cameraDelivered(lane: lane.id, camera: camera.id, isBroken: false, at: now())
        if let reading = news.reading { log.trace("\(camera.id) #\(frame.sequence): \(reading.plates.map(\.text))") }
        await tell(news)
      } catch {
        // A broken frame is counted and passed over; the next one may be whole.
        board.cameraDelivered(lane: lane.id, camera: camera.id, isBroken: true, at: now())
        log.debug("\(camera.id) #\(frame.sequence): \(error)")
        await tell(await reader.skip(to: frame.capturedAt))
      }
    }
  }

  /// Pictures that the profile is not of say nothing about the lane: better none than the wrong ones.
  private func misfit(of frame: Frame) -> CameraFault? {
    guard let objection = profile?.objection(serial: nil, width: frame.width, height: frame.height) else { return nil }
    return CameraFault(
      camera: camera.id, reason: .unsuitable, remedy: "its calibration profile does not fit: \(objection)")
  }

  private func tell(_ news: CameraNews) async {
    for item in news.items {
      switch item {
      case .plate(let consensus, let track, let motion, let photographs):
        let sighting = Sighting(
          track: name(track), consensus: consensus, isRearView: camera.view == .rear, at: news.at,
          direction: motion.map(direction(of:)))
        await laneWatch.see(sighting, photographs: photographs)
      case .plateLeft(let track):
        await laneWatch.lose(name(track), at: news.at)
      case .vehicle(let duration, let photographs):
        await laneWatch.seeVehicle(camera.id, at: news.at, for: duration, photographs: photographs)
      case .vehicleLeft:
        await laneWatch.loseVehicle(camera.id, at: news.at)
      }
    }
    await laneWatch.pass(news.at, stillSeen: news.visible.map(name))
  }

  /// A front camera looks vehicles that enter in the face, a rear one looks after them.
  private func direction(of motion: PlateMotion) -> Direction {
    (motion == .approaching) == (camera.view == .front) ? .entry : .exit
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
