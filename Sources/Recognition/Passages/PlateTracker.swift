internal import Border

/// Follows the plates of one camera from frame to frame and reports each once, when its frames agree.
///
/// Is: pure; times come in with the reads. Is not: a judge of which plates make one vehicle, nor of two cameras.
///
/// A plate is confirmed when two frames read the same text. That consensus is trusted only if at least one of those
/// reads was itself trusted (both readers and the grammar), and no other text of the track is nearly as well vouched
/// for. A text outside the grammar is confirmed only after three frames, only if it has moved, and only if it could be a
/// plate somewhere: a signboard in view is no vehicle, nor is what is written on one. However long a vehicle stands, its
/// plate is confirmed once; a later, better read improves it.
///
/// Fleets number their lorries in a row, so the next lorry's plate may differ in one digit: two trusted reads of another
/// text, one after the other, end a trusted track and begin a new one. Not so where it is plainly the same plate, as large and
/// no further than its own width from where the frame before had it: then one of the texts was misread, from afar mostly, and
/// the plate is not trusted again before one has three times the other's trusted reads. Two such plates in one picture are two
/// tracks: every plate goes to the track that it fits best, and one that is read otherwise must also be where it can be by now.
struct PlateTracker {
  enum Event: Hashable {
    /// Once for each track.
    case confirmed(PlateConsensus, track: Int)
    /// The same plate, with another text, now trusted, or no more, or read by clearly more frames.
    case improved(PlateConsensus, track: Int)
    /// Only for tracks that were confirmed.
    case ended(track: Int)
  }

  /// How long a moving plate may be out of sight before its track ends.
  private static let gap = Duration.seconds(2)
  /// The same for a plate that stood still when it was last seen: somebody may have walked in front of it.
  private static let standingGap = Duration.seconds(15)
  /// Share of equal characters from which two texts are of one plate: three errors in eight characters.
  private static let leastSimilarity = 0.6
  /// How far a plate that is read otherwise may have gone in a fifth of a second, in its own widths.
  private static let reach = 1.5
  /// Overlap of boxes from which a text that nobody is sure of is taken for the plate that was there before.
  private static let leastOverlap = 0.3
  /// Frames after which a plate is reported though no two of them agree; never trusted.
  private static let framesWithoutAgreement = 6

  let camera: String
  private var tracks: [PlateTrack] = []
  private var nextNumber = 1

  init(camera: String) { self.camera = camera }

  /// Confirmed tracks that were seen in the last frame.
  private(set) var visible: [Int] = []
  /// What the last frame showed of every track, confirmed or not.
  private(set) var reads: [Int: PlateRead] = [:]

  /// Whether any plate is followed, also one that was out of sight in the last frames.
  var isFollowing: Bool { !tracks.isEmpty }

  /// Whether the last frame showed plates, and each belongs to a track that is trusted and was read alike.
  var knowsAllInView: Bool {
    !reads.isEmpty
      && reads.allSatisfy { number, read in
        let reported = consensus(of: number)
        return reported?.trusted == true && reported?.text == read.text
      }
  }

  /// What is followed, confirmed or not.
  var numbers: [Int] { tracks.map(\.number) }

  /// Which way a track's plate goes; nil while that is not clear.
  func motion(of track: Int) -> PlateMotion? { tracks.first { $0.number == track }?.motion }

  /// Whether a track's plate has been somewhere else.
  func hasMoved(_ track: Int) -> Bool { tracks.first { $0.number == track }?.hasMoved ?? false }

  /// In how many frames a track was read.
  func frames(of track: Int) -> Int { tracks.first { $0.number == track }?.votes.frames ?? 0 }

  /// What was last reported of a track.
  func consensus(of track: Int) -> PlateConsensus? { tracks.first { $0.number == track }?.reported }

  /// Takes in all reads of one frame, also when there are none.
  ///
  /// - Parameter time: of the frame; later than that of the frame before.
  mutating func see(_ reads: [PlateRead], at time: CaptureTime) -> [Event] {
    var events: [Event] = []
    var taken: Set<Int> = []
    self.reads = [:]
    let owners = owners(of: reads, at: time)
    for (read, owner) in zip(reads, owners) {
      let index = owner.flatMap { number in tracks.firstIndex { $0.number == number } } ?? begin(read, at: time)
      var number = tracks[index].number
      taken.insert(number)
      if let successor = take(read, into: index, at: time, &events) { number = successor }
      taken.insert(number)
      self.reads[number] = read
    }
    events += endUnseen(at: time, seenAnother: !taken.isEmpty)
    visible = tracks.filter { taken.contains($0.number) && $0.reported != nil }.map(\.number)
    return events
  }

  /// The picture is as it was when it was last looked at: what was seen then is still there.
  mutating func seeUnchanged(at time: CaptureTime) -> [Event] {
    for index in tracks.indices where reads[tracks[index].number] != nil { tracks[index].stay(at: time) }
    return endUnseen(at: time, seenAnother: !reads.isEmpty)
  }

  /// Time goes by without a frame, as when the camera is lost.
  mutating func pass(_ time: CaptureTime) -> [Event] {
    (visible, reads) = ([], [:])
    return endUnseen(at: time, seenAnother: false)
  }

  /// Ends every track.
  mutating func finish() -> [Event] {
    defer { (tracks, visible, reads) = ([], [], [:]) }
    return tracks.filter { $0.reported != nil }.map { .ended(track: $0.number) }
  }

  // MARK: Whose read it is

  /// The number of each read's track, the best matches first; nil for a plate that is new.
  private func owners(of reads: [PlateRead], at time: CaptureTime) -> [Int?] {
    var pairs: [(read: Int, track: Int, affinity: Double)] = []
    for (index, read) in reads.enumerated() {
      for track in tracks {
        guard let affinity = affinity(of: read, to: track, at: time) else { continue }
        pairs.append((index, track.number, affinity))
      }
    }
    var owners = [Int?](repeating: nil, count: reads.count)
    var taken: Set<Int> = []
    for pair in pairs.sorted(by: { ($0.affinity, $1.read) > ($1.affinity, $0.read) })
    where owners[pair.read] == nil && !taken.contains(pair.track) {
      owners[pair.read] = pair.track
      taken.insert(pair.track)
    }
    return owners
  }

  /// How well a read fits a track; nil if it is of another plate.
  private func affinity(of read: PlateRead, to track: PlateTrack, at time: CaptureTime) -> Double? {
    let similarity = TextSimilarity.of(track.text, read.text)
    let overlap = track.quad.overlap(with: read.quad)
    if read.text == track.text { return 2 + overlap }
    if similarity >= Self.leastSimilarity, isWithinReach(read, of: track, at: time) { return similarity + overlap }
    // At the same place a read that is likelier wrong than right says nothing about another vehicle.
    return overlap >= Self.leastOverlap && read.confidence < 0.5 ? similarity + overlap : nil
  }

  /// Whether the plate can have come from where it was last seen: some of its own widths in a fifth of a second.
  private func isWithinReach(_ read: PlateRead, of track: PlateTrack, at time: CaptureTime) -> Bool {
    let way = track.quad.centre.distance(to: read.quad.centre)
    let waited = max(1, (time.monotonic - track.lastSeen.monotonic) / .milliseconds(200))
    return way <= Self.reach * max(track.quad.width, read.quad.width) * waited
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
    let isSamePlate = tracks[index].goesOn(in: read, at: time)
    tracks[index].move(to: read, at: time)
    if let reported = tracks[index].reported, reported.trusted, read.trusted, read.text != reported.text {
      guard let challenger = tracks[index].challenger, challenger.read.text == read.text else {
        tracks[index].challenger = (read, isSamePlate)
        return nil
      }
      if isSamePlate, challenger.isSamePlate {
        tracks[index].challenger = nil
        for vote in [challenger.read, read] { tracks[index].vote(vote) }
        report(index, isContradicted: true, &events)
        return nil
      }
      events.append(.ended(track: tracks[index].number))
      tracks.remove(at: index)
      let successor = begin(read, at: time)
      for vote in [challenger.read, read] { tracks[successor].vote(vote) }
      report(successor, &events)
      return tracks[successor].number
    }
    if read.text == tracks[index].reported?.text { tracks[index].challenger = nil }
    tracks[index].vote(read)
    report(index, &events)
    return nil
  }

  /// - Parameter isContradicted: whether frames one after the other read the plate surely, and otherwise than it was reported.
  private mutating func report(_ index: Int, isContradicted: Bool = false, _ events: inout [Event]) {
    let track = tracks[index]
    guard let consensus = track.votes.consensus(camera: camera) else { return }
    if let before = track.reported {
      guard isNews(consensus, after: before, isContradicted: isContradicted) else { return }
      tracks[index].reported = consensus
      events.append(.improved(consensus, track: track.number))
    } else if isConfirmed(consensus, track) {
      tracks[index].reported = consensus
      events.append(.confirmed(consensus, track: track.number))
    }
  }

  private func isConfirmed(_ consensus: PlateConsensus, _ track: PlateTrack) -> Bool {
    guard consensus.kind != .unknown else {
      return track.hasMoved && consensus.agreeingFrames >= 3
        && track.votes.surest(of: consensus.text) >= Self.leastForeign
        && Self.mayBeForeign(consensus.text)
    }
    guard track.votes.surest >= Self.leastOwn else { return false }
    return consensus.agreeingFrames >= 2
      || (track.votes.frames >= Self.framesWithoutAgreement && track.hasMoved)
  }

  /// Plates anywhere have letters and digits, five characters or more; 18.5 T, TURBO and a telephone number have not. Nor has
  /// LOGISTICS, which reads L0G1ST1CS: the readers know no O and no I.
  private static func mayBeForeign(_ text: String) -> Bool {
    text.count >= 5 && text.count(where: \.isNumber) >= 2 && text.contains { $0.isLetter }
      && text.contains { ("2"..."9").contains($0) }
  }
  /// Of one frame at least: frames that doubt and agree all the same see the same lettering.
  private static let leastForeign = 0.1
  /// The same where a known grammar fits, of any text: bent far enough, the grammars take LOGISTICS as well.
  private static let leastOwn = 0.02

  private func isNews(_ new: PlateConsensus, after old: PlateConsensus, isContradicted: Bool) -> Bool {
    if isContradicted { return !new.trusted || new.text != old.text }
    // What was trusted once stays so: the next vehicle is the challengers' matter.
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
      let patience = track.isStanding && !another ? Self.standingGap : Self.gap
      guard time.monotonic - track.lastSeen.monotonic > patience else { return false }
      if track.reported != nil { events.append(.ended(track: track.number)) }
      return true
    }
    return events
  }
}
