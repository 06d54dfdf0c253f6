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

  /// The only one who says whether the camera is live, in the order of what it hears: on the camera's own thread, so that the board
  /// knows at once; what must be written down is another task's.
  private func listen(_ desk: AsyncStream<Frame>.Continuation) async {
    let (news, writer) = AsyncStream.makeStream(of: News.self)
    async let written: Void = write(news)
    await source.deliver { signal in
      if let item = hear(signal, desk) { writer.yield(item) }
      return true
    }
    writer.finish()
    await written
  }

  private func hear(_ signal: CameraSignal, _ desk: AsyncStream<Frame>.Continuation) -> News? {
    let time = now()
    switch signal {
    case .lost(let fault): return lost(fault, at: time)
    case .frame(let frame):
      if let misfit = misfit(of: frame) { return lost(misfit, at: time) }
      defer { desk.yield(frame) }
      return delivered(at: time)
    }
  }

  private func look(at frames: AsyncStream<Frame>) async {
    var unreadable = 0
    var isModelTold = false
    func count(isRead: Bool) {
      if !isRead { unreadable += 1 }
      let counts = source.counts
      board.cameraDelivered(
        lane: lane.id, camera: camera.id, isRead: isRead, broken: counts.broken + unreadable, missed: counts.missed)
    }
    for await frame in frames {
      do {
        let news = try await reader.watch(frame)
        count(isRead: true)
        if let reading = news.reading { log.trace("\(camera.id) #\(frame.sequence): \(reading.plates.map(\.text))") }
        await laneWatch.hear(camera.id, at: news.at)
        await tell(news)
      } catch {
        // A broken frame is counted and passed over; the next one may be whole. A model that fails will fail again: that is told, once.
        count(isRead: false)
        let isNews = error is ModelError && !isModelTold
        log.log(level: isNews ? .error : .debug, "\(camera.id) #\(frame.sequence): \(error)")
        isModelTold = isModelTold || isNews
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
      case .vehicleLeft(let wasSure):
        await laneWatch.loseVehicle(camera.id, wasSure: wasSure, at: news.at)
      case .slowNetworks(let networks):
        log.warning("\(camera.id): \(networks)")
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

  /// The camera was lost or is back.
  private struct News {
    var type: EventType
    var fault: CameraFault?
    var time: Date
  }

  private func delivered(at time: Date) -> News? {
    guard board.cameraReturned(lane: lane.id, camera: camera.id, at: time) else { return nil }
    log.notice("camera \(camera.id) of lane \(lane.id) delivers")
    return News(type: .cameraRecovered, fault: nil, time: time)
  }

  private func lost(_ fault: CameraFault, at time: Date) -> News? {
    guard board.cameraLost(lane: lane.id, camera: camera.id, fault: fault, at: time) else { return nil }
    log.error("\(fault)")
    return News(type: .cameraLost, fault: fault, time: time)
  }

  /// A loss is told once, and again for another reason; the same one in other words is for the guard's screen alone.
  private func write(_ news: AsyncStream<News>) async {
    var told: CameraFault.Reason?
    for await item in news {
      if let reason = item.fault?.reason, reason == told { continue }
      told = item.fault?.reason
      do {
        try await ledger.record(
          EventDraft(
            id: .version7(at: item.time), type: item.type, subject: "camera/\(lane.id)/\(camera.id)", time: item.time,
            data: EventData.camera(lane: lane.id, camera: camera.id, fault: item.fault)))
      } catch {
        log.error("the event \(item.type.rawValue) was not kept: \(error)")
      }
    }
  }
}
