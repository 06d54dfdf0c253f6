import Border
import Foundation

/// The vehicles of a lane that seem to have left, until it is sure that they have.
///
/// A plate may be dazzled, covered, or unread for some seconds while its vehicle is still there. So a passage is not told to
/// be over as soon as the lane is free for the next one: what was told once as ended cannot go on. Always: whatever comes in
/// goes out once, taken back or over.
///
/// Only a plate that was read surely, and is again, or one that its camera has followed all the while, brings a passage
/// back. One that is misread or in doubt may be the next vehicle's, which would go by under a passage that an officer has
/// decided already.
struct Departures {
  /// Longer than a plate on the move is dazzled; shorter than any vehicle needs to turn round and come again, which is another
  /// passage. At peak one comes every ten seconds: by then the one before is through.
  static let usualPatience = Duration.seconds(10)

  /// How long after a vehicle was last seen it may still turn out not to have left.
  let patience: Duration
  private var passages: [OpenPassage] = []

  init(patience: Duration) { self.patience = patience }

  /// In the order in which they left.
  mutating func add(_ passage: OpenPassage) {
    var passage = passage
    // Tracks that end from now on are no longer told of here.
    passage.seen = [:]
    passages.append(passage)
  }

  /// Whether it is the plate of one of these.
  func know(_ sighting: Sighting) -> Bool { index(of: sighting) != nil }

  /// Whether it is the plate of one that was told of.
  func told(of sighting: Sighting) -> Bool { index(of: sighting).map { passages[$0].isTold } ?? false }

  /// Whether it was seen beside the plate of one of these, when that came: lettering, or its plate of another country.
  func accompanied(_ sighting: Sighting) -> Bool {
    passages.contains { $0.companions.contains(sighting.consensus.key) && mayBeThere($0, at: sighting.at) }
  }

  /// The passage whose plate this is, which goes on.
  mutating func takeBack(_ sighting: Sighting) -> OpenPassage? {
    index(of: sighting).map { passages.remove(at: $0) }
  }

  mutating func takeBack(_ track: Sighting.Track, at time: CaptureTime) -> OpenPassage? {
    index(of: track, at: time).map { passages.remove(at: $0) }
  }

  /// The first that has not been before a camera yet: something large that comes before it, with no other in the lane, is that one.
  mutating func meet(before camera: String, at time: CaptureTime) -> UUID? {
    guard let index = passages.firstIndex(where: { !$0.met.contains(camera) && mayBeThere($0, at: time) }) else {
      return nil
    }
    passages[index].met.insert(camera)
    return passages[index].passage.id
  }

  /// It has not left, though another vehicle has the lane.
  mutating func see(_ sighting: Sighting) -> [PassageAssembler.Change] {
    guard let index = index(of: sighting) else { return [] }
    let before = passages[index].passage
    passages[index].take(sighting)
    passages[index].seen = [:]
    let isNews = passages[index].isTold && passages[index].passage != before
    return isNews ? [.changed(passages[index].passage, at: sighting.at)] : []
  }

  /// The same for a plate that is still followed, though nothing new was learned of it.
  mutating func see(_ track: Sighting.Track, at time: CaptureTime) {
    guard let index = index(of: track, at: time) else { return }
    passages[index].see(track, at: time)
    passages[index].seen = [:]
  }

  /// Those that have left for sure.
  mutating func over(at time: CaptureTime) -> [PassageAssembler.Change] {
    let over = passages.filter { !mayBeThere($0, at: time) }
    if !over.isEmpty { passages = passages.filter { mayBeThere($0, at: time) } }
    return over.flatMap(end)
  }

  /// The lane closes down: all have left.
  mutating func finish() -> [PassageAssembler.Change] {
    defer { passages = [] }
    return passages.flatMap(end)
  }

  private func end(_ passage: OpenPassage) -> [PassageAssembler.Change] {
    (passage.isTold ? [] : [.changed(passage.passage, at: passage.plateLastSeen)]) + [.ended(passage.over)]
  }

  private func mayBeThere(_ passage: OpenPassage, at time: CaptureTime) -> Bool {
    time.monotonic - passage.lastSeen.monotonic < patience
  }

  private func index(of sighting: Sighting) -> Int? {
    guard sighting.consensus.trusted else { return nil }
    let key = sighting.consensus.key
    return passages.firstIndex { open in
      let plates = [open.passage.tractor, open.passage.trailer]
      return plates.contains { $0?.trusted == true && $0?.key == key } && open.isNamed(by: sighting)
        && mayBeThere(open, at: sighting.at)
    }
  }

  private func index(of track: Sighting.Track, at time: CaptureTime) -> Int? {
    passages.firstIndex { $0.isNamed(by: track) && mayBeThere($0, at: time) }
  }
}
