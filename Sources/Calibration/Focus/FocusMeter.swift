/// A live focus score with its peak held, so that whoever turns the ring sees how far past the best he is.
public struct FocusMeter: Sendable, Hashable {
  /// 0…100; nil while there is nothing to tell by.
  public private(set) var score: Double?
  /// The best score so far.
  public private(set) var peak: Double?
  private var recent: [Double] = []

  public init() {}

  /// Within this share of the peak it is as sharp as it gets: what is left is noise of the measurement.
  public static let tolerance = 0.05

  public mutating func see(_ quality: PictureQuality) {
    guard let sharpness = quality.sharpness else {
      score = nil
      return
    }
    // The middle of the last few: one odd frame moves nothing.
    recent = recent.suffix(4) + [sharpness]
    let smooth = recent.sorted()[recent.count / 2]
    score = smooth
    if recent.count >= 3 { peak = max(peak ?? 0, smooth) }
  }

  public var isAtPeak: Bool {
    guard let score, let peak else { return false }
    return score >= peak * (1 - Self.tolerance)
  }
}
