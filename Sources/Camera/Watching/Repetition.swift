import CV4L2
import Foundation

/// Notices a picture that no longer changes. A living sensor's noise makes every frame differ from the one before.
///
/// Cheap: of a frame that differs only a few dozen places are read. Only when those have been the same for half the
/// patience is the whole frame looked at, so a test picture in which little moves is not taken for a frozen one.
struct Repetition: Sendable {
  private static let spots = 48

  let patience: Duration
  /// Half the patience; divided once, not at every frame.
  private let suspicion: Duration
  private var spots: UInt64?
  private var whole: UInt64?
  private var changedAt: Duration = .zero
  /// The same picture has come for longer than the patience.
  private(set) var isFrozen = false

  init(patience: Duration) { (self.patience, suspicion) = (patience, patience / 2) }

  /// - Parameter time: monotonic.
  mutating func see(_ bytes: UnsafeRawBufferPointer, at time: Duration) {
    let seen = cv4l2_spot_digest(bytes.baseAddress, bytes.count, Self.spots)
    guard seen == spots else { return change(to: seen, at: time) }
    guard isFrozen || time - changedAt > suspicion else { return }
    let digest = cv4l2_digest(bytes.baseAddress, bytes.count)
    guard let whole else {
      self.whole = digest
      return
    }
    if whole != digest {
      change(to: seen, at: time)
    } else if time - changedAt >= patience {
      isFrozen = true
    }
  }

  /// The camera was away: time without frames is no repetition. A frozen picture stays one until another comes.
  mutating func paused(until time: Duration) { changedAt = time }

  private mutating func change(to seen: UInt64, at time: Duration) {
    (spots, whole, changedAt, isFrozen) = (seen, nil, time, false)
  }
}
