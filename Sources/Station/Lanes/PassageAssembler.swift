import Border
import Foundation

/// Makes vehicles out of plates: one vehicle, one passage, however long it stands and however many cameras see it.
///
/// Is: the rules of one lane, pure; times come in with what was seen. Always: at most one passage has the lane, and every
/// passage that was opened is ended once: not when the lane is free again, but when it is sure that its vehicle has left.
/// Until then the same plate, surely read again, is the same passage, also beside the next vehicle. A vehicle that is seen
/// behind or beside the one that is there waits; if it leaves first, its passage begins and ends with that. Two plates that
/// come and go together are of one vehicle. What is not read surely makes a vehicle only where nothing better is seen for a
/// while: lorries carry signs, and some look like plates. Something as large as a vehicle that shows no plate at all is a
/// passage too: when it has stood there for a while, or has driven by and was surely one. It keeps the passage open of a
/// vehicle whose plate has left the picture before its end; what comes before a camera that it was seen to drive away from is
/// the next one. What a camera saw last counts only while it delivers: a lost one neither keeps a passage open nor hides what
/// the others see.
struct PassageAssembler {
  enum Change: Sendable, Equatable {
    /// A passage is new or knows more; `at` is when the deciding frame was captured.
    case changed(Passage, at: CaptureTime)
    case ended(Passage)
  }

  /// Another plate, seen while the vehicle before is still in view.
  private struct Waiting {
    var sighting: Sighting
    var lastSeen: CaptureTime
    /// It came into view together with that vehicle: lettering, or a plate of another country on the same vehicle, unless it
    /// stays when that has gone.
    var isCompanion: Bool
  }

  let lane: String
  let direction: Direction
  /// How long nothing may be seen before the vehicle has left.
  let gap: Duration
  /// A plate that was seen so lately is in view; another one beside it is of the same vehicle.
  let glance: Duration
  /// How long something that is not read surely must be in view alone before it is taken for a vehicle's plate.
  let patience: Duration
  /// How long a vehicle must stand without any plate before it is a passage without one.
  let patienceWithoutPlate: Duration
  /// How long something large keeps a passage open after its last plate was seen.
  let longestHold: Duration
  /// How long a camera may deliver nothing before what it saw last is taken for gone: longer than it takes to plug it in
  /// again, and than a plate may be hidden before a camera that looks.
  let longestSilence: Duration
  /// Makes the id of a passage that begins at a time.
  let newID: @Sendable (Date) -> UUID
  private var open: OpenPassage?
  private var departures: Departures
  private var doubts = Doubts()
  private var waiting: [Sighting.Track: Waiting] = [:]
  /// By camera.
  private var vehicles: [String: VehicleInView] = [:]
  /// When each camera last delivered.
  private var heard: [String: CaptureTime] = [:]

  init(
    lane: String, direction: Direction, gap: Duration = .seconds(2), glance: Duration = .seconds(1),
    patience: Duration = .seconds(2), patienceWithoutPlate: Duration = .seconds(4),
    longestHold: Duration = .seconds(120), longestSilence: Duration = .seconds(20),
    reappearance: Duration = Departures.usualPatience,
    newID: @escaping @Sendable (Date) -> UUID = { UUID.version7(at: $0) }
  ) {
    self.lane = lane
    self.direction = direction
    self.gap = gap
    self.glance = glance
    self.patience = patience
    self.patienceWithoutPlate = patienceWithoutPlate
    self.longestHold = longestHold
    self.longestSilence = longestSilence
    departures = Departures(patience: reappearance)
    self.newID = newID
  }

  var current: Passage? { open?.passage }

  mutating func see(_ sighting: Sighting) -> [Change] { endDeparted(at: sighting.at) + look(at: sighting) }

  private mutating func look(at sighting: Sighting) -> [Change] {
    // What it was taken for before does not matter any more.
    waiting[sighting.track] = nil
    if let open, departures.know(sighting), !open.isNamed(by: sighting),
      !open.hasPlate || isInView(open, at: sighting.at)
    {
      doubts.drop(sighting.track)
      return departures.see(sighting)
    }
    if let open, sighting.consensus.kind != .unknown, belongs(sighting, to: open) {
      doubts.drop(sighting.track)
      return join(sighting)
    }
    let isCompanion = open == nil && departures.accompanied(sighting) && !departures.know(sighting)
    guard sighting.consensus.trusted, !isCompanion else {
      // The plate that it came with may be read again in a moment.
      doubts.take(sighting)
      return pass(sighting.at)
    }
    doubts.drop(sighting.track)
    guard let open else { return begin(with: sighting) }
    // Another vehicle. While the one before is in view it waits; otherwise it takes the lane.
    if isInView(open.end(of: sighting).track, of: open, at: sighting.at) {
      wait(sighting)
      return []
    }
    return follow(open, with: sighting, at: sighting.at)
  }

  /// A camera's frame was read, whatever it shows; comes before what it shows.
  mutating func hear(_ camera: String, at time: CaptureTime) { heard[camera] = time }

  /// The plate of a track is still there, though nothing new was learned of it; or again, when a lost camera is back.
  mutating func stillSees(_ track: Sighting.Track, at time: CaptureTime) {
    waiting[track]?.lastSeen = time
    if open != nil {
      departures.see(track, at: time)
    } else if let back = departures.takeBack(track, at: time) {
      take(back)
    }
    guard let open, open.seen[track] != nil || open.isNamed(by: track) else { return }
    self.open?.see(track, at: time)
    vehicles[track.camera]?.passage = open.passage.id
  }

  /// Something as large as a vehicle has come into a camera's view; `since` is when it was first there.
  mutating func seeVehicle(_ camera: String, since: CaptureTime, pictures: [PassagePicture], at time: CaptureTime)
    -> [Change]
  {
    let owner = owner(before: camera, since: since, at: time)
    vehicles[camera] = VehicleInView(since: since, pictures: pictures, passage: owner)
    return pass(time)
  }

  /// The passage of what comes before a camera; nil for another vehicle than those that have one.
  private mutating func owner(before camera: String, since: CaptureTime, at time: CaptureTime) -> UUID? {
    guard let open else { return departures.meet(before: camera, at: time) }
    // What goes for a moment and is there again has a gap in its middle.
    if let passed = open.passed[camera], since.monotonic - passed.monotonic > glance { return nil }
    self.open?.met.insert(camera)
    return open.passage.id
  }

  /// - Parameter wasSure: whether nothing but a vehicle is as large as it was, and it was seen to drive off: someone who walks by makes
  ///   no passage.
  mutating func loseVehicle(_ camera: String, wasSure: Bool, at time: CaptureTime) -> [Change] {
    guard let vehicle = vehicles.removeValue(forKey: camera), wasSure else { return pass(time) }
    var changes: [Change] = []
    if vehicle.passage == nil {
      changes += passUnread(vehicle, before: camera, at: time)
    } else if vehicle.passage == open?.passage.id {
      open?.passed[camera] = time
    }
    // What else it showed there is gone with it.
    doubts.drop(of: camera)
    return changes + pass(time)
  }

  /// The plate of a track has left the picture.
  mutating func lose(_ track: Sighting.Track, at time: CaptureTime) -> [Change] {
    if let doubt = doubts.drop(track) { vehicles[track.camera]?.showed(doubt) }
    open?.seen[track] = nil
    return drivePast(track, at: time) + pass(time)
  }

  /// Time goes by.
  mutating func pass(_ time: CaptureTime) -> [Change] {
    tellOpen() + endDeparted(at: time) + forgetLostCameras(at: time) + judge(at: time)
  }

  /// Time goes by without a frame of any camera. While one delivers, its frames tell the time: one that is still being looked at may
  /// show what was there before.
  mutating func rest(_ time: CaptureTime) -> [Change] {
    heard.values.allSatisfy { isLost($0, at: time) } ? pass(time) : []
  }

  /// The lane closes down: whatever is open has ended.
  mutating func finish() -> [Change] {
    if let open { departures.add(open) }
    open = nil
    return departures.finish()
  }

  // MARK: Rules

  /// One that had driven past untold has the lane after all.
  private mutating func tellOpen() -> [Change] {
    guard let open, !open.isTold else { return [] }
    self.open?.isTold = true
    return [.changed(open.passage, at: open.plateLastSeen)]
  }

  private mutating func forgetLostCameras(at time: CaptureTime) -> [Change] {
    var changes: [Change] = []
    for (camera, last) in heard where isLost(last, at: time) {
      heard[camera] = nil
      vehicles[camera] = nil
      if let seen = open?.seen { open?.seen = seen.filter { $0.key.camera != camera } }
      doubts.drop(of: camera)
      for track in waiting.keys where track.camera == camera { changes += drivePast(track, at: time) }
    }
    return changes
  }

  private func isLost(_ lastHeard: CaptureTime, at time: CaptureTime) -> Bool {
    time.monotonic - lastHeard.monotonic > longestSilence
  }

  /// What it means that so much time went by.
  private mutating func judge(at time: CaptureTime) -> [Change] {
    guard let open else { return beginWithDoubt(at: time) }
    if let next = waiting.values.filter({ !hasLeft($0, with: open) }).min(by: { $0.sighting.at < $1.sighting.at }),
      !isInView(open.end(of: next.sighting).track, of: open, at: time)
    {
      waiting[next.sighting.track] = nil
      let changes = follow(open, with: next.sighting, at: time)
      self.open?.see(next.sighting.track, at: next.lastSeen)
      return changes
    }
    guard open.seen.isEmpty else {
      // The lettering of a vehicle whose plate is known; what is left when that is gone may be another vehicle.
      doubts.startOver(at: time)
      return []
    }
    if isHeld(open, at: time) {
      self.open?.lastSeen = max(open.lastSeen, time)
      guard let sighting = doubts.ripe(at: time, after: patience) else { return [] }
      doubts.drop(sighting.track)
      return open.hasPlate || open.hasPassed(before: sighting)
        ? follow(open, with: sighting, at: time) : join(sighting)
    }
    guard time.monotonic - open.lastSeen.monotonic > gap else { return [] }
    waiting = waiting.filter { !hasLeft($0.value, with: open) }
    return leave(open, at: time)
  }

  /// With the lane empty so far: a plate that nobody reads surely, or a vehicle that shows none.
  private mutating func beginWithDoubt(at time: CaptureTime) -> [Change] {
    if let sighting = doubts.ripe(at: time, after: patience) {
      doubts.drop(sighting.track)
      return begin(with: sighting)
    }
    let unread = vehicles.values.filter { $0.passage == nil }.min { $0.since < $1.since }
    guard let unread, time.monotonic - unread.since.monotonic > patienceWithoutPlate else { return [] }
    return tell(passage(of: unread, at: time), at: time)
  }

  private func belongs(_ sighting: Sighting, to open: OpenPassage) -> Bool {
    // The plate of the vehicle that showed none before.
    guard open.hasPlate else { return sighting.consensus.trusted && !open.hasPassed(before: sighting) }
    if open.isNamed(by: sighting) { return true }
    let (plate, track) = open.end(of: sighting)
    // The other end of the vehicle that is there; not of one that has just left. What it pulls comes into view when its own plate
    // has gone.
    guard let plate else {
      return isInView(open, at: sighting.at) || (sighting.isTrailer && isHeld(open, behind: sighting))
    }
    // Fleets number their lorries in a row: a sure read of another number is another lorry.
    let isNear = Confusion.nearKeys(of: plate.key).contains(sighting.consensus.key)
    return isNear && (!sighting.consensus.trusted || isInView(track, of: open, at: sighting.at))
  }

  /// Whether its vehicle is before a camera, though no plate of it need be.
  private func isHeld(_ open: OpenPassage, at time: CaptureTime) -> Bool {
    (!open.hasPlate || time.monotonic - open.plateLastSeen.monotonic <= longestHold)
      && vehicles.values.contains { $0.passage != nil }
  }

  /// Whether its vehicle is before a camera, and no other one before that which sees a trailer's plate.
  private func isHeld(_ open: OpenPassage, behind trailer: Sighting) -> Bool {
    let vehicle = vehicles[trailer.track.camera]
    return isHeld(open, at: trailer.at) && (vehicle == nil || vehicle?.passage == open.passage.id)
  }

  private func isInView(_ open: OpenPassage, at time: CaptureTime) -> Bool {
    open.seen.keys.contains { isInView($0, of: open, at: time) }
  }

  private func isInView(_ track: Sighting.Track?, of open: OpenPassage, at time: CaptureTime) -> Bool {
    guard let track, let seen = open.seen[track] else { return false }
    return time.monotonic - seen.monotonic <= glance
  }

  /// One vehicle takes another's place; what came and went with that one is gone with it.
  private mutating func follow(_ leaving: OpenPassage, with sighting: Sighting, at time: CaptureTime) -> [Change] {
    let changes = leave(leaving, at: time) + begin(with: sighting)
    waiting = waiting.filter { !hasLeft($0.value, with: leaving) }
    return changes
  }

  /// The other end of this vehicle, or the same one on another track, may have come into view, and waited, while the one
  /// before was still there.
  private mutating func begin(with sighting: Sighting) -> [Change] {
    let before = departures.takeBack(sighting)
    take(before ?? passage(since: sighting.at), before: sighting.track.camera)
    _ = join(sighting)
    for other in waiting.values.sorted(by: { $0.sighting.at < $1.sighting.at })
    where sighting.at.monotonic - other.lastSeen.monotonic <= glance
      || other.sighting.consensus.key == sighting.consensus.key
    {
      guard let open, belongs(other.sighting, to: open) else { continue }
      waiting[other.sighting.track] = nil
      _ = join(other.sighting)
    }
    guard let passage = open?.passage, passage != before?.passage || open?.isTold == false else { return [] }
    open?.isTold = true
    return [.changed(passage, at: sighting.at)]
  }

  private mutating func wait(_ sighting: Sighting) {
    guard let open else { return }
    let key = sighting.consensus.key
    let cameWithIt = sighting.at.monotonic - open.start.monotonic <= glance
    if cameWithIt { self.open?.companions.insert(key) }
    waiting[sighting.track] = Waiting(
      sighting: sighting, lastSeen: sighting.at, isCompanion: cameWithIt || open.companions.contains(key))
  }

  /// Whether it came with a vehicle and was not seen after it.
  private func hasLeft(_ other: Waiting, with open: OpenPassage) -> Bool {
    other.isCompanion && other.lastSeen.monotonic - open.plateLastSeen.monotonic <= glance
  }

  /// What waited has left before the vehicle that it waited for: it was there all the same. That is told when it is over, or when
  /// the lane is its own: the guard's page takes the newest passage of a lane for the one in front of the barrier.
  private mutating func drivePast(_ track: Sighting.Track, at time: CaptureTime) -> [Change] {
    guard let other = waiting.removeValue(forKey: track), let standing = open, !hasLeft(other, with: standing) else {
      return []
    }
    open = nil
    let isTold = departures.told(of: other.sighting)
    let news = begin(with: other.sighting)
    var changes = isTold ? news : []
    if var passing = open {
      passing.isTold = isTold
      passing.see(track, at: other.lastSeen)
      changes += leave(passing, at: time)
    }
    open = standing
    return changes
  }

  /// What nobody could read has left a camera's view. It has the lane, unless the one that has it is still before another.
  private mutating func passUnread(_ vehicle: VehicleInView, before camera: String, at time: CaptureTime) -> [Change] {
    var passing = passage(of: vehicle, at: time)
    if let doubt = vehicle.likeliest(or: doubts.before(camera, since: time.earlier(by: glance))) {
      passing.take(doubt)
      // It is gone, whatever of its plate is left in the picture.
      passing.seen = [:]
    }
    passing.met = [camera]
    passing.passed = [camera: time]
    passing.lastSeen = time
    guard let before = open else { return tell(passing, before: camera, at: time) }
    guard isInView(before, at: time) || isHeld(before, at: time) else {
      return leave(before, at: time) + tell(passing, before: camera, at: time)
    }
    passing.isTold = false
    departures.add(passing)
    return endDeparted(at: time)
  }

  private mutating func tell(_ unread: OpenPassage, before camera: String? = nil, at time: CaptureTime) -> [Change] {
    take(unread, before: camera)
    return [.changed(unread.passage, at: time)]
  }

  private func passage(of vehicle: VehicleInView, at time: CaptureTime) -> OpenPassage {
    var begun = passage(since: vehicle.since)
    begun.passage.pictures = vehicle.pictures
    begun.lastSeen = time
    return begun
  }

  private func passage(since time: CaptureTime) -> OpenPassage {
    OpenPassage(Passage(id: newID(time.wall), lane: lane, direction: direction, startedAt: time.wall), at: time)
  }

  /// What stands there and is no other's is this vehicle, unless it has passed there, and so is what the deciding camera sees.
  private mutating func take(_ passage: OpenPassage, before camera: String? = nil) {
    open = passage
    for (other, vehicle) in vehicles
    where other == camera || (vehicle.passage == nil && passage.passed[other] == nil) {
      vehicles[other]?.passage = passage.passage.id
      open?.met.insert(other)
    }
  }

  private mutating func join(_ sighting: Sighting) -> [Change] {
    guard var joined = open else { return [] }
    let before = joined.passage
    joined.take(sighting)
    open = joined
    vehicles[sighting.track.camera]?.passage = joined.passage.id
    return joined.passage == before ? [] : [.changed(joined.passage, at: sighting.at)]
  }

  /// The lane is free for another one.
  private mutating func leave(_ leaving: OpenPassage, at time: CaptureTime) -> [Change] {
    open = nil
    departures.add(leaving)
    var changes: [Change] = []
    // Another track of its plate may have waited, which is not the next vehicle's.
    for (track, other) in waiting where departures.know(other.sighting) {
      waiting[track] = nil
      changes += departures.see(other.sighting)
      departures.see(track, at: other.lastSeen)
    }
    return changes + endDeparted(at: time)
  }

  private mutating func endDeparted(at time: CaptureTime) -> [Change] { departures.over(at: time) }
}
