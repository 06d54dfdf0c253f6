/// How large the detector sees a picture, and what it calls a plate.
public struct DetectionOptions: Sendable, Hashable {
  /// Least score of a detection, 0…1.
  public var threshold: Double
  /// How wide a large picture is made for the detector, in pixels; larger ones are shrunk by more than half.
  public var width: Int
  /// Pictures up to this width are seen as they are.
  public var smallWidth: Int
  /// Whether to look again at twice and at half the size where nothing was found: right for single pictures of any
  /// origin, a waste for a lane that is mostly empty.
  public var looksTwice: Bool

  public init(threshold: Double = 0.35, width: Int = 640, smallWidth: Int = 416, looksTwice: Bool = false) {
    self.threshold = threshold
    self.width = width
    self.smallWidth = smallWidth
    self.looksTwice = looksTwice
  }

  /// How wide to look at a picture first: half its width, within the two limits.
  func scaledWidth(pictureWidth: Int, pictureHeight: Int) -> Int {
    let half = max(min(pictureWidth, smallWidth), min(pictureWidth / 2, width))
    return bounded(half, pictureWidth, pictureHeight)
  }

  func secondLook(pictureWidth: Int, pictureHeight: Int) -> [Int] {
    guard looksTwice else { return [] }
    let first = scaledWidth(pictureWidth: pictureWidth, pictureHeight: pictureHeight)
    let wide = bounded(min(first * 2, max(pictureWidth, first)), pictureWidth, pictureHeight)
    return [wide, first / 2].filter { $0 != first && $0 >= 64 }
  }

  /// A tall picture may not cost more than a wide one: its height is held to the same limit.
  private func bounded(_ scaled: Int, _ pictureWidth: Int, _ pictureHeight: Int) -> Int {
    let limit = max(width, scaled)
    let height = Double(pictureHeight) * Double(scaled) / Double(pictureWidth)
    guard height > Double(limit) else { return max(1, scaled) }
    return max(1, Int((Double(scaled) * Double(limit) / height).rounded(.down)))
  }
}
