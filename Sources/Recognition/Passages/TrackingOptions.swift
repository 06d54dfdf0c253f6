/// When two plates in two frames are the same one, and when it has gone.
public struct TrackingOptions: Sendable, Hashable {
  /// How long a moving plate may be out of sight before its track ends.
  public var gap: Duration
  /// The same for a plate that stood still when it was last seen: somebody may have walked in front of it.
  public var standingGap: Duration
  /// Share of equal characters from which two texts are of one plate.
  public var leastSimilarity: Double
  /// How far a plate that is read otherwise may have gone in a fifth of a second, in its own widths.
  public var reach: Double
  /// Overlap of boxes from which a text that nobody is sure of is taken for the plate that was there before.
  public var leastOverlap: Double
  /// Frames after which a plate is reported though no two of them agree; never trusted.
  public var framesWithoutAgreement: Int

  public init(
    gap: Duration = .seconds(2), standingGap: Duration = .seconds(15), leastSimilarity: Double = 0.6,
    reach: Double = 1.5, leastOverlap: Double = 0.3, framesWithoutAgreement: Int = 6
  ) {
    self.gap = gap
    self.standingGap = standingGap
    self.leastSimilarity = leastSimilarity
    self.reach = reach
    self.leastOverlap = leastOverlap
    self.framesWithoutAgreement = framesWithoutAgreement
  }
}
