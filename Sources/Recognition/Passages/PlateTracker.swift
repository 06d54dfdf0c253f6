public import Border

/// Follows the plates of one camera from frame to frame and reports each once, when its frames agree.
///
/// Is: pure; times come in with the reads. Is not: a judge of which plates make one vehicle, nor of two cameras.
///
/// A plate is confirmed when two frames read the same text. That consensus is trusted only if at least one of those
/// reads was itself trusted (both readers and the grammar), and no other text of the track is nearly as well vouched
/// for. A text outside the grammar is confirmed only after three frames and only if it has moved: a signboard in view
/// is no vehicle. However long a vehicle stands, its plate is confirmed once; a later, better read improves it.
///
/// Fleets number their lorries in a row, so the next lorry's plate may differ in one digit: two trusted reads of another
/// text, one after the other, end a trusted track and begin a new one.
public struct PlateTracker: Sendable {
  public enum Event: Sendable, Hashable {
    /// Once for each track.
    case confirmed(PlateConsensus, track: Int)
    /// The same plate, with another text, now trusted, or read by clearly more frames.
    case improved(PlateConsensus, track: Int)
    /// Only for tracks that were confirmed.
    case ended(track: Int)
  }

  public let camera: String
  public let options: TrackingOptions
  private var tracks: [PlateTrack] = []
  private var nextNumber = 1

  public init(camera: String, options: TrackingOptions = TrackingOptions()) {
    self.camera = camera
    self.options = options
  }

  /// Confirmed tracks that were seen in the last frame.
  public private(set) var visible: [Int] = []

  /// Takes in all reads of one frame, also when there are none.
  ///
  /// - Parameter time: of the frame; later than that of the frame before.
  public mutating func see(_ reads: [PlateRead], at time: CaptureTime) -> [Event] {
    var events: [Event] = []
    var taken: Set<Int> = []
    for read in reads.sorted(by: { $0.confidence > $1.confidence }) {
      let index = track(for: read, except: taken) ?? begin(read, at: time)
      taken.insert(tracks[index].number)
      if let successor = take(read, into: index, at: time, &events) { taken.insert(successor) }
    }
    events += endUnseen(at: time, seenAnother: !taken.isEmpty)
    visible = tracks.filter { taken.contains($0.number) && $0.reported != nil }.map(\.number)
    return events
  }

  /// Time goes by without a frame, as when the camera is lost.
  public mutating func pass(_ time: CaptureTime) -> [Event] {
    visible = []
    return endUnseen(at: time, seenAnother: false)
  }

  /// Ends every track.
  public mutating func finish() -> [Event] {
    defer { (tracks, visible) = ([], []) }
    return tracks.filter { $0.reported != nil }.map { .ended(track: $0.number) }
  }

  // MARK: Whose read it is

  private func track(for read: PlateRead, except taken: Set<Int>) -> Int? {
    let candidates = tracks.indices.compactMap { index -> (index: Int, affinity: Double)? in
      let track = tracks[index]
      guard !taken.contains(track.number) else { return nil }
      let similarity = TextSimilarity.of(track.text, read.text)
      let overlap = track.quad.overlap(with: read.quad)
      // At the same place a read that nobody is sure of says nothing about another vehicle.
      let same =
        similarity >= options.leastSimilarity || (overlap >= options.leastOverlap && read.confidence < 0.3)
      return same ? (index, similarity + overlap) : nil
    }
    return candidates.max { $0.affinity < $1.affinity }?.index
  }

  private mutating func begin(_ read: PlateRead, at time: CaptureTime) -> Int {
    tracks.append(PlateTrack(number: nextNumber, first: read, at: time))
    nextNumber += 1
    return tracks.count - 1
  }

  // MARK: What it changes

  /// - Returns: the number of the track that took the place of this one, if another vehicle has.
  private mutating func take(
    _ read: PlateRead, into index: Int, at time: CaptureTime, _ events: inout [Event]
  ) -> Int? {
    tracks[index].move(to: read, at: time)
    if let reported = tracks[index].reported, reported.trusted, read.trusted, read.text != reported.text {
      tracks[index].challengers.append(read)
      guard tracks[index].challengers.count >= 2 else { return nil }
      let challengers = tracks[index].challengers
      guard challengers.suffix(2).allSatisfy({ $0.text == read.text }) else { return nil }
      events.append(.ended(track: tracks[index].number))
      tracks.remove(at: index)
      let successor = begin(read, at: time)
      for vote in challengers.suffix(2) { tracks[successor].vote(vote) }
      report(successor, &events)
      return tracks[successor].number
    }
    if read.text == tracks[index].reported?.text { tracks[index].challengers = [] }
    tracks[index].vote(read)
    report(index, &events)
    return nil
  }

  private mutating func report(_ index: Int, _ events: inout [Event]) {
    let track = tracks[index]
    guard let consensus = track.votes.consensus(camera: camera) else { return }
    if let before = track.reported {
      // What was trusted once stays so: the next vehicle is the challengers' matter.
      guard isNews(consensus, after: before) else { return }
      tracks[index].reported = consensus
      events.append(.improved(consensus, track: track.number))
    } else if isConfirmed(consensus, track) {
      tracks[index].reported = consensus
      events.append(.confirmed(consensus, track: track.number))
    }
  }

  private func isConfirmed(_ consensus: PlateConsensus, _ track: PlateTrack) -> Bool {
    guard consensus.kind != .unknown else {
      return track.hasMoved && consensus.agreeingFrames >= 3 && consensus.characters.count >= 4
    }
    return consensus.agreeingFrames >= 2
      || (track.votes.frames >= options.framesWithoutAgreement && track.hasMoved)
  }

  private func isNews(_ new: PlateConsensus, after old: PlateConsensus) -> Bool {
    if old.trusted { return new.text == old.text && new.trusted && new.agreeingFrames >= old.agreeingFrames * 4 }
    return new.trusted || (new.text != old.text && new.agreeingFrames >= 2)
      || new.agreeingFrames >= max(old.agreeingFrames, 1) * 4
  }

  // MARK: What has gone

  private mutating func endUnseen(at time: CaptureTime, seenAnother: Bool) -> [Event] {
    var events: [Event] = []
    // Behind a vehicle that stands there is none to be seen: another plate means that it left.
    let another = seenAnother && tracks.contains { $0.lastSeen == time && $0.reported != nil }
    tracks.removeAll { track in
      let patience = track.isStanding && !another ? options.standingGap : options.gap
      guard time.monotonic - track.lastSeen.monotonic > patience else { return false }
      if track.reported != nil { events.append(.ended(track: track.number)) }
      return true
    }
    return events
  }
}
