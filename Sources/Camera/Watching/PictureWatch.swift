import Border
import Foundation

/// Judges whether a camera's pictures show anything new: neither the same one again and again, nor nothing at all.
///
/// Pure: the time comes in with the frames, by the monotonic clock. Always: as soon as one frame shows something, the
/// fault is over.
struct PictureWatch: Sendable {
  enum Finding: Sendable, Hashable {
    /// To be shown and read.
    case live
    /// The same picture for longer than the patience: an old frame, whatever its time says.
    case frozen
    /// Nothing to be seen for longer than the patience.
    case blind(Sight)
  }

  private let patience: Duration
  private var repetition: Repetition
  private var lookedAt: Duration?
  /// What was found at the last look, since when.
  private var sight: (found: Sight, since: Duration)?
  private var isBlind = false

  init(patience: Duration) {
    self.patience = patience
    repetition = Repetition(patience: patience)
  }

  var isFrozen: Bool { repetition.isFrozen }

  /// The camera has been away; what comes is judged from `time` on.
  mutating func paused(until time: Duration) {
    repetition.paused(until: time)
    if !isBlind { sight = nil }
    lookedAt = nil
  }

  mutating func see(
    _ bytes: UnsafeRawBufferPointer, format: PixelFormat, width: Int, height: Int, bytesPerRow: Int, at time: Duration
  ) -> Finding {
    repetition.see(bytes, at: time)
    // Looking costs more than capturing: twice a second while all is well, at every frame while it may not be.
    if sight != nil || lookedAt.map({ time - $0 >= .milliseconds(500) }) ?? true {
      lookedAt = time
      let found = Brightness.levels(bytes, format: format, width: width, height: height, bytesPerRow: bytesPerRow)
        .flatMap(Sight.judge)
      look(found, at: time)
    }
    if isBlind, let sight { return .blind(sight.found) }
    // A covered camera's picture may well be the same again and again; what can be done is about the cover.
    return repetition.isFrozen && sight == nil ? .frozen : .live
  }

  private mutating func look(_ found: Sight?, at time: Duration) {
    guard let found else {
      (sight, isBlind) = (nil, false)
      return
    }
    let since = sight?.since ?? time
    sight = (found, since)
    if time - since >= patience { isBlind = true }
  }
}
