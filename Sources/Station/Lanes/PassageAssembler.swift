import Border
import Foundation

/// A plate that the frames of one camera agree on, as it reaches the lane.
struct Sighting: Sendable {
  /// Which plate of which camera; the same for as long as it stays in view.
  struct Track: Sendable, Hashable {
    var camera: String
    var number: Int
  }

  var track: Track
  var consensus: PlateConsensus
  /// The camera looks at the rear of vehicles.
  var isRearView: Bool
  /// Capture time of the frame that decided.
  var at: CaptureTime
  /// Taken from that frame, already kept as evidence.
  var pictures: [PassagePicture] = []

  /// A trailer's plate is known by its text, or else by where it was seen.
  var isTrailer: Bool { consensus.kind == .trailer || (isRearView && consensus.kind != .army) }
}

/// Makes vehicles out of plates: one vehicle, one passage, however long it stands and however many cameras see it.
///
/// Is: the rules of one lane, pure; times come in with what was seen. Always: at most one passage is open, and every
/// passage that was opened is ended once. What is not read surely makes a vehicle only where nothing better is seen for a
/// while: lorries carry signs, and some look like plates.
struct PassageAssembler {
  enum Change: Sendable, Equatable {
    /// A passage is new or knows more; `at` is when the deciding frame was captured.
    case changed(Passage, at: CaptureTime)
    case ended(Passage)
  }

  private struct Open {
    var passage: Passage
    var tractorTrack: Sighting.Track?
    var trailerTrack: Sighting.Track?
    /// When each of its plates was last seen; a plate that has left for good is not in it.
    var seen: [Sighting.Track: CaptureTime] = [:]
    var lastSeen: CaptureTime
  }

  let lane: String
  let direction: Direction
  /// How long nothing may be seen before the vehicle has left.
  let gap: Duration
  /// A plate that was seen so lately is in view; another one beside it is of the same vehicle.
  let glance: Duration
  /// How long something that is not read surely must be in view alone before it is taken for a vehicle's plate.
  let patience: Duration
  /// Makes the id of a passage that begins at a time.
  let newID: @Sendable (Date) -> UUID
  private var open: Open?
  /// What may be a plate that nobody can read surely, one of a foreign kind, or lettering; since when it alone is seen.
  private var doubtful: [Sighting.Track: (sighting: Sighting, since: CaptureTime)] = [:]
  /// Another vehicle's plate, seen while the one before is still in view.
  private var waiting: [Sighting.Track: Sighting] = [:]

  init(
    lane: String, direction: Direction, gap: Duration = .seconds(2), glance: Duration = .seconds(1),
    patience: Duration = .seconds(2),
    newID: @escaping @Sendable (Date) -> UUID = { UUID.version7(at: $0) }
  ) {
    self.lane = lane
    self.direction = direction
    self.gap = gap
    self.glance = glance
    self.patience = patience
    self.newID = newID
  }

  var current: Passage? { open?.passage }

  mutating func see(_ sighting: Sighting) -> [Change] {
    if let open, sighting.consensus.kind != .unknown, belongs(sighting, to: open) {
      doubtful[sighting.track] = nil
      return join(sighting)
    }
    guard sighting.consensus.trusted else {
      let since = doubtful[sighting.track]?.since ?? sighting.at
      doubtful[sighting.track] = (sighting, since)
      return pass(sighting.at)
    }
    doubtful[sighting.track] = nil
    guard let open else { return [begin(with: sighting)] }
    // Another vehicle. While the one before is in view it waits; otherwise it takes the lane.
    if isInView(sighting.isTrailer ? open.trailerTrack : open.tractorTrack, of: open, at: sighting.at) {
      waiting[sighting.track] = sighting
      return []
    }
    return [end(open)] + [begin(with: sighting)]
  }

  /// The plate of a track is still there, though nothing new was learned of it.
  mutating func stillSees(_ track: Sighting.Track, at time: CaptureTime) {
    guard open?.seen[track] != nil else { return }
    open?.seen[track] = time
    open?.lastSeen = time
  }

  /// The plate of a track has left the picture.
  mutating func lose(_ track: Sighting.Track, at time: CaptureTime) -> [Change] {
    waiting[track] = nil
    doubtful[track] = nil
    open?.seen[track] = nil
    return pass(time)
  }

  /// Time goes by.
  mutating func pass(_ time: CaptureTime) -> [Change] {
    guard let open else {
      guard let (sighting, since) = doubtful.values.min(by: { $0.since < $1.since }),
        time.monotonic - since.monotonic > patience
      else { return [] }
      doubtful[sighting.track] = nil
      return [begin(with: sighting)]
    }
    if let next = waiting.values.min(by: { $0.at < $1.at }),
      !isInView(next.isTrailer ? open.trailerTrack : open.tractorTrack, of: open, at: time)
    {
      waiting[next.track] = nil
      return [end(open), begin(with: next)]
    }
    guard open.seen.isEmpty else {
      // The lettering of a vehicle whose plate is known; what is left when that is gone may be another vehicle.
      for track in doubtful.keys { doubtful[track]?.since = time }
      return []
    }
    return time.monotonic - open.lastSeen.monotonic > gap ? [end(open)] : []
  }

  /// The lane closes down: whatever is open has ended.
  mutating func finish() -> [Change] {
    open.map { [end($0)] } ?? []
  }

  // MARK: Rules

  private func belongs(_ sighting: Sighting, to open: Open) -> Bool {
    let (plate, track) =
      sighting.isTrailer
      ? (open.passage.trailer, open.trailerTrack) : (open.passage.tractor, open.tractorTrack)
    guard let plate else {
      // The other end of the vehicle that is there; not of one that has just left.
      return open.seen.keys.contains { isInView($0, of: open, at: sighting.at) }
    }
    if track == sighting.track || plate.key == sighting.consensus.key { return true }
    // Fleets number their lorries in a row: a sure read of another number is another lorry.
    let isNear = Confusion.nearKeys(of: plate.key).contains(sighting.consensus.key)
    return isNear && (!sighting.consensus.trusted || isInView(track, of: open, at: sighting.at))
  }

  private func isInView(_ track: Sighting.Track?, of open: Open, at time: CaptureTime) -> Bool {
    guard let track, let seen = open.seen[track] else { return false }
    return time.monotonic - seen.monotonic <= glance
  }

  private mutating func begin(with sighting: Sighting) -> Change {
    let passage = Passage(
      id: newID(sighting.at.wall), lane: lane, direction: direction, startedAt: sighting.at.wall)
    open = Open(passage: passage, lastSeen: sighting.at)
    _ = join(sighting)
    return .changed(open?.passage ?? passage, at: sighting.at)
  }

  private mutating func join(_ sighting: Sighting) -> [Change] {
    guard var joined = open else { return [] }
    joined.seen[sighting.track] = sighting.at
    joined.lastSeen = max(joined.lastSeen, sighting.at)
    let before = joined.passage
    if sighting.isTrailer {
      if joined.trailerTrack == sighting.track || isBetter(sighting.consensus, than: before.trailer) {
        (joined.passage.trailer, joined.trailerTrack) = (sighting.consensus, sighting.track)
      }
    } else if joined.tractorTrack == sighting.track || isBetter(sighting.consensus, than: before.tractor) {
      (joined.passage.tractor, joined.tractorTrack) = (sighting.consensus, sighting.track)
    }
    for picture in sighting.pictures {
      let taken = joined.passage.pictures.firstIndex { $0.subject == picture.subject }
      // The front shows the vehicle best.
      if let taken, picture.subject != .overview || !sighting.isTrailer {
        joined.passage.pictures[taken] = picture
      } else if taken == nil {
        joined.passage.pictures.append(picture)
      }
    }
    open = joined
    return joined.passage == before ? [] : [.changed(joined.passage, at: sighting.at)]
  }

  private func isBetter(_ new: PlateConsensus, than old: PlateConsensus?) -> Bool {
    guard let old else { return true }
    return (new.trusted ? 1 : 0, new.confidence) > (old.trusted ? 1 : 0, old.confidence)
  }

  private mutating func end(_ ending: Open) -> Change {
    open = nil
    var passage = ending.passage
    passage.endedAt = ending.lastSeen.wall
    return .ended(passage)
  }
}
