import CV4L2
import Foundation

/// Notices a picture that no longer changes. A living sensor's noise makes every frame differ from the one before.
///
/// Cheap: of a frame that differs only a few dozen places are read. Only when those have been the same for half the patience are
/// thousands looked at, and only when those were the same for half of the rest the whole frame, so a test picture in which little
/// moves is not taken for a frozen one.
struct Repetition: Sendable {
  private static let few = 48
  private static let many = 3072

  let patience: Duration
  /// How long few and many places must have been the same before more is looked at; reckoned once, not at every frame.
  private let suspicions: (few: Duration, many: Duration)
  private var few: UInt64?
  private var many: UInt64?
  private var whole: UInt64?
  private var changedAt: Duration = .zero
  /// The same picture has come for longer than the patience.
  private(set) var isFrozen = false

  init(patience: Duration) { (self.patience, suspicions) = (patience, (patience / 2, patience * 3 / 4)) }

  /// - Parameter time: monotonic.
  mutating func see(_ bytes: UnsafeRawBufferPointer, at time: Duration) {
    let seen = cv4l2_spot_digest(bytes.baseAddress, bytes.count, Self.few)
    let quiet = time - changedAt
    guard seen == few else { return change(to: seen, at: time) }
    guard isFrozen || quiet > suspicions.few else { return }
    guard Self.isSame(cv4l2_spot_digest(bytes.baseAddress, bytes.count, Self.many), &many) else {
      return change(to: seen, at: time)
    }
    guard isFrozen || quiet > suspicions.many else { return }
    let isFirst = whole == nil
    guard Self.isSame(cv4l2_digest(bytes.baseAddress, bytes.count), &whole) else { return change(to: seen, at: time) }
    if !isFirst, quiet >= patience { isFrozen = true }
  }

  /// The camera was away: time without frames is no repetition. A frozen picture stays one until another comes.
  mutating func paused(until time: Duration) { changedAt = time }

  /// Whether it is what was known, if anything was; it is known from now on.
  private static func isSame(_ digest: UInt64, _ known: inout UInt64?) -> Bool {
    defer { known = digest }
    return known.map { $0 == digest } ?? true
  }

  private mutating func change(to seen: UInt64, at time: Duration) {
    (few, many, whole, changedAt, isFrozen) = (seen, nil, nil, time, false)
  }
}
