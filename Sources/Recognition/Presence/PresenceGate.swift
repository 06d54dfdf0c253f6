/// Decides which frames are worth the detector: those that differ from the last that it looked at, and one now and then.
///
/// Is: pure, one for each camera; times come in. Always: the reference is the frame last *looked at*, never the one
/// before, so that what creeps in adds up; an unchanged picture is looked at again after `relook` at the latest, so that
/// nothing can hide for longer, however dark or slow it is; a change of light costs a look and never hides anything. Once
/// every plate in view is known for sure, moving frames are looked at a little less often: nine looks a second follow a
/// vehicle at a gate, and see the next one in time.
public struct PresenceGate: Sendable {
  public struct Options: Sendable, Hashable {
    /// The longest that an unchanged picture without plates goes unlooked at.
    public var relook: Duration
    /// From when on a picture with plates in which nothing moves is looked at less often, and how often then.
    public var settlesAfter: Duration
    public var relookSettled: Duration
    /// The least time between two looks while every plate in view is known for sure.
    public var relookKnown: Duration
    /// Changed cells, of some 300, from which on a frame is looked at.
    public var leastCells: Int

    public init(
      relook: Duration = .seconds(1), settlesAfter: Duration = .seconds(2),
      relookSettled: Duration = .milliseconds(250), relookKnown: Duration = .milliseconds(110),
      leastCells: Int = 2
    ) {
      self.relook = relook
      self.settlesAfter = settlesAfter
      self.relookSettled = relookSettled
      self.relookKnown = relookKnown
      self.leastCells = leastCells
    }
  }

  public let options: Options
  private var reference: [Int32]?
  private var lookedAt = Duration.zero
  private var changedAt = Duration.zero
  private var sawPlates = false
  private var knowsPlates = false

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
    let waited = time - lookedAt
    if ChangeTest.changedCells(cells, since: reference) >= options.leastCells {
      changedAt = time
      return !knowsPlates || waited < .zero || waited >= options.relookKnown
    }
    // A clock that was set back says nothing about how long it has been.
    guard waited >= .zero else { return true }
    guard sawPlates else { return waited >= options.relook }
    guard time - changedAt < options.settlesAfter else { return waited >= options.relookSettled }
    return !knowsPlates || waited >= options.relookKnown
  }

  /// The detector has looked.
  ///
  /// - Parameters:
  ///   - foundPlates: also while plates that were seen lately are awaited back.
  ///   - knowsPlates: whether it saw plates, and each of them is known for sure.
  mutating func looked(_ cells: [Int32], at time: Duration, foundPlates: Bool, knowsPlates: Bool = false) {
    reference = cells
    lookedAt = time
    sawPlates = foundPlates
    self.knowsPlates = knowsPlates
  }
}
