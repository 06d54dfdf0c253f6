import Border

/// A passage under way, and what of its vehicle is in view.
///
/// Is: one vehicle's, pure. Is not: a judge of which plates are this vehicle's; `PassageAssembler` is.
struct OpenPassage {
  var passage: Passage
  let start: CaptureTime
  private(set) var tractorTrack: Sighting.Track?
  private(set) var trailerTrack: Sighting.Track?
  /// When each of its plates was last seen; a plate that has left for good is not in it.
  var seen: [Sighting.Track: CaptureTime] = [:]
  var lastSeen: CaptureTime
  var plateLastSeen: CaptureTime
  /// Keys of other plates that came into view with it.
  var companions: Set<PlateKey> = []
  /// Cameras before which its vehicle has been, plate or no plate.
  var met: Set<String> = []
  /// Those of them that it was seen to drive away from, and when: what comes before them next is another, as long as no plate of this
  /// one does. A lorry that backs up without being read is not told from the next one.
  var passed: [String: CaptureTime] = [:]
  /// Whether anyone was told of it: not while it is beside the one that has the lane, which would be thought gone.
  var isTold = true

  init(_ passage: Passage, at time: CaptureTime) {
    self.passage = passage
    start = time
    lastSeen = time
    plateLastSeen = time
  }

  var hasPlate: Bool { passage.tractor != nil || passage.trailer != nil }

  /// The passage as it is once the vehicle has left.
  var over: Passage {
    var passage = passage
    passage.endedAt = lastSeen.wall
    return passage
  }

  /// Whether a track names one of its plates.
  func isNamed(by track: Sighting.Track) -> Bool { track == tractorTrack || track == trailerTrack }

  /// What is known of the end of the vehicle that would have a plate.
  func end(of sighting: Sighting) -> (plate: PlateConsensus?, track: Sighting.Track?) {
    sighting.isTrailer ? (passage.trailer, trailerTrack) : (passage.tractor, tractorTrack)
  }

  /// Whether what a camera sees now is another vehicle's: this one is past it.
  func hasPassed(before sighting: Sighting) -> Bool { sighting.comesNearer && passed[sighting.track.camera] != nil }

  /// Whether a plate is the one that it is known by.
  func isNamed(by sighting: Sighting) -> Bool {
    let (plate, track) = end(of: sighting)
    if plate != nil, track == sighting.track || plate?.key == sighting.consensus.key { return true }
    return isOnBothEnds(sighting)
  }

  /// Whether it is the plate of the other end: a lorry that pulls nothing has its own number behind as well, and no trailer
  /// has its tractor's.
  private func isOnBothEnds(_ sighting: Sighting) -> Bool {
    guard sighting.consensus.kind != .trailer else { return false }
    let key = sighting.consensus.key
    return sighting.isTrailer
      ? passage.tractor?.key == key : passage.tractor == nil && passage.trailer?.key == key
  }

  /// One of its plates was there.
  mutating func see(_ track: Sighting.Track, at time: CaptureTime) {
    seen[track] = time
    met.insert(track.camera)
    passed[track.camera] = nil
    lastSeen = max(lastSeen, time)
    plateLastSeen = max(plateLastSeen, time)
  }

  /// A plate of this vehicle was read.
  mutating func take(_ sighting: Sighting) {
    see(sighting.track, at: sighting.at)
    // Where vehicles go both ways, each one's motion tells which.
    if passage.direction == .both, let observed = sighting.direction { passage.direction = observed }
    if sighting.isTrailer {
      guard !isOnBothEnds(sighting) else {
        // It was misread before.
        if trailerTrack == sighting.track { forgetTrailer() }
        return
      }
      name(&passage.trailer, &trailerTrack, after: sighting)
    } else {
      if isOnBothEnds(sighting) { (passage.tractor, tractorTrack) = (passage.trailer, trailerTrack) }
      name(&passage.tractor, &tractorTrack, after: sighting)
      // What was seen from behind, and taken for a trailer's, was this.
      if let trailer = passage.trailer, trailer.kind != .trailer, trailer.key == passage.tractor?.key {
        forgetTrailer()
      }
    }
    for picture in sighting.pictures {
      let taken = passage.pictures.firstIndex { $0.subject == picture.subject }
      // The front shows the vehicle best.
      if let taken, picture.subject != .overview || !sighting.isTrailer {
        passage.pictures[taken] = picture
      } else if taken == nil {
        passage.pictures.append(picture)
      }
    }
  }

  private mutating func forgetTrailer() {
    (passage.trailer, trailerTrack) = (nil, nil)
    passage.pictures.removeAll { $0.subject == .trailerPlate }
  }

  private func name(_ plate: inout PlateConsensus?, _ track: inout Sighting.Track?, after sighting: Sighting) {
    if track == sighting.track || isBetter(sighting.consensus, than: plate) {
      (plate, track) = (sighting.consensus, sighting.track)
    } else if let before = track, seen[before] == nil, sighting.consensus.trusted,
      plate?.key == sighting.consensus.key
    {
      // The same plate, found again: what was known of it stays, but this is how it is followed now.
      track = sighting.track
    }
  }

  private func isBetter(_ new: PlateConsensus, than old: PlateConsensus?) -> Bool {
    guard let old else { return true }
    return (new.trusted ? 1 : 0, new.confidence) > (old.trusted ? 1 : 0, old.confidence)
  }
}
