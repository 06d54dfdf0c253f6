/// Decides which frames are worth the detector: those that differ from the last that it looked at, and one now and then.
///
/// Is: pure, one for each camera; times come in. Always: the reference is the frame last *looked at*, never the one
/// before, so that what creeps in adds up; an unchanged picture is looked at again after `relook` at the latest, so that
/// nothing can hide for longer, however dark or slow it is; a change of light costs a look and never hides anything.
public struct PresenceGate: Sendable {
  public struct Options: Sendable, Hashable {
    /// The longest that an unchanged picture without plates goes unlooked at.
    public var relook: Duration
    /// From when on a picture with plates in which nothing moves is looked at less often, and how often then.
    public var settlesAfter: Duration
    public var relookSettled: Duration
    /// Changed cells, of some 300, from which on a frame is looked at.
    public var leastCells: Int

    public init(
      relook: Duration = .seconds(1), settlesAfter: Duration = .seconds(2),
      relookSettled: Duration = .milliseconds(250),
      leastCells: Int = 2
    ) {
      self.relook = relook
      self.settlesAfter = settlesAfter
      self.relookSettled = relookSettled
      self.leastCells = leastCells
    }
  }

  public let options: Options
  private var reference: [Int32]?
  private var lookedAt = Duration.zero
  private var changedAt = Duration.zero
  private var sawPlates = false

  public init(options: Options = Options()) { self.options = options }

  /// - Parameters:
  ///   - cells: of the frame's glance.
  ///   - time: the frame's, monotonic.
  /// - Returns: whether the detector must look; then `looked` is to be called.
  mutating func needsLook(_ cells: [Int32], at time: Duration) -> Bool {
    guard let reference else {
      changedAt = time
      return true
    }
    if ChangeTest.changedCells(cells, since: reference) >= options.leastCells {
      changedAt = time
      return true
    }
    let waited = time - lookedAt
    // A clock that was set back says nothing about how long it has been.
    guard waited >= .zero else { return true }
    guard sawPlates else { return waited >= options.relook }
    return time - changedAt < options.settlesAfter || waited >= options.relookSettled
  }

  /// The detector has looked.
  ///
  /// - Parameter foundPlates: also while plates that were seen lately are awaited back.
  mutating func looked(_ cells: [Int32], at time: Duration, foundPlates: Bool) {
    reference = cells
    lookedAt = time
    sawPlates = foundPlates
  }
}
