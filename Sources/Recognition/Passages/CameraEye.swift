internal import Border
internal import Foundation

/// One camera's whole way from frames to news: gate, recognizer, tracker, presence, photographs.
///
/// Is: what a lane's camera needs, on one thread at a time; `RecognitionEngine` gives it that thread. Is not: a judge of
/// which plates make one vehicle. Photographs are taken from the picture that was read, while it is there; a JPEG is decoded
/// for the glance, small, and once more if it is read.
final class CameraEye {
  private let recognizer: PlateRecognizer
  private var gate = PresenceGate()
  private var presence = VehiclePresence()
  private var tracker: PlateTracker
  private var album = Album()
  private let masks: [[Point]]
  private let isOfLane: @Sendable (Quad) -> Bool
  /// Which way each track was last told to go.
  private var told: [Int: PlateMotion] = [:]
  private var isVehicleTold = false
  private var slowTold: [String] = []
  private var last = CaptureTime(monotonic: .zero, wall: .init(timeIntervalSince1970: 0))

  /// - Parameters:
  ///   - masks: parts of the picture, by their corners, that are blackened in photographs.
  ///   - isOfLane: whether a plate at this place belongs to the camera's lane; all do unless told otherwise.
  init(
    recognizer: PlateRecognizer, camera: String, masks: [[Point]] = [],
    isOfLane: @escaping @Sendable (Quad) -> Bool = { _ in true }
  ) {
    self.recognizer = recognizer
    self.masks = masks
    self.isOfLane = isOfLane
    tracker = PlateTracker(camera: camera)
  }

  /// - Throws: `PictureError` for a broken frame; `skip` then says that time went by.
  func see(_ frame: Frame) throws -> CameraNews {
    let (time, stopwatch) = (frame.capturedAt, Stopwatch())
    last = time
    let glance = try Glance(of: frame)
    let cells = glance.cells()
    let mustLook = gate.needsLook(cells, at: time.monotonic)
    presence.see(glance, cells: cells, at: time.monotonic, plate: plateInView)
    let vehicleIsNews = (presence.since != nil) != isVehicleTold
    var news = CameraNews(gateCPU: stopwatch.cpu)
    if mustLook || vehicleIsNews {
      news.reading = try recognizer.read(frame) { picture, reading in
        take(tracker.see(reading.plates.filter { isOfLane($0.quad) }, at: time), &news)
        // What was seen once is no plate yet: no picture is made of every flicker.
        for (track, read) in tracker.reads where tracker.frames(of: track) > 1 {
          album.consider(track, quality: PlateSharpness.of(picture, read.quad)) {
            try Photographs(of: picture, plate: read.quad, at: time, masks: masks)
          }
        }
        tellVehicle(&news) { try? Photographs(of: picture, plate: nil, at: time, masks: masks) }
        return reading
      }
      tellSlowNetworks(&news)
      gate.looked(
        cells, at: time.monotonic, foundPlates: tracker.isFollowing, knowsPlates: tracker.knowsAllInView)
    } else {
      take(tracker.seeUnchanged(at: time), &news)
    }
    complete(&news)
    return news
  }

  /// A frame that could not be read, or none: time goes by all the same.
  func skip(to time: CaptureTime) -> CameraNews {
    last = time
    var news = CameraNews()
    take(tracker.pass(time), &news)
    complete(&news)
    return news
  }

  /// The camera's end: what is in view has ended, at the capture time of the last frame.
  func finish() -> CameraNews {
    var news = CameraNews()
    take(tracker.finish(), &news)
    if isVehicleTold { news.items.append(.vehicleLeft(wasSure: false)) }
    isVehicleTold = false
    news.at = last
    return news
  }

  /// What the frames before say of plates in view, or hidden for a moment, for whoever learns what the empty lane looks like.
  private var plateInView: VehiclePresence.PlateInView {
    if tracker.numbers.contains(where: tracker.hasMoved) { return .moved }
    return tracker.isFollowing ? .neverMoved : .none
  }

  // MARK: News

  private func take(_ events: [PlateTracker.Event], _ news: inout CameraNews) {
    for event in events {
      switch event {
      case .confirmed(let consensus, let track), .improved(let consensus, let track):
        news.items.append(.plate(consensus, track: track, motion: nil, photographs: nil))
      case .ended(let track):
        told[track] = nil
        news.items.append(.plateLeft(track: track))
      }
    }
  }

  private func tellSlowNetworks(_ news: inout CameraNews) {
    guard let slow = SlowNetworks(recognizer.slowNetworks.filter { !slowTold.contains($0) }) else { return }
    slowTold += slow.files
    news.items.append(.slowNetworks(slow))
  }

  private func tellVehicle(_ news: inout CameraNews, _ photograph: () -> Photographs?) {
    guard let since = presence.since else {
      if isVehicleTold { news.items.append(.vehicleLeft(wasSure: presence.wasSure)) }
      isVehicleTold = false
      return
    }
    if !isVehicleTold { news.items.append(.vehicle(forTime: last.monotonic - since, photographs: photograph())) }
    isVehicleTold = true
  }

  /// Adds what is known beside the texts: which way a plate goes, and its best picture, also when the text is no news.
  private func complete(_ news: inout CameraNews) {
    news.at = last
    var pending = tracker.visible.filter { tracker.consensus(of: $0) != nil }
    for (index, item) in news.items.enumerated() {
      guard case .plate(let consensus, let track, _, _) = item else { continue }
      pending.removeAll { $0 == track }
      told[track] = tracker.motion(of: track)
      news.items[index] = .plate(
        consensus, track: track, motion: tracker.motion(of: track), photographs: album.news(of: track))
    }
    for track in pending {
      guard let consensus = tracker.consensus(of: track) else { continue }
      let (motion, photographs) = (tracker.motion(of: track), album.news(of: track))
      guard photographs != nil || motion != told[track] else { continue }
      told[track] = motion
      news.items.append(.plate(consensus, track: track, motion: motion, photographs: photographs))
    }
    news.visible = tracker.visible
    album.keep(tracker.numbers)
  }
}
