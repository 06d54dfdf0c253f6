/// How large the detector sees a picture, and what it calls a plate.
public struct DetectionOptions: Sendable, Hashable {
  /// How wide a large picture is made for the detector, in pixels; larger ones are shrunk by more than half.
  public var width: Int
  /// Pictures up to this width are seen as they are; those somewhat larger to some two thirds.
  public var smallWidth: Int
  /// Whether to look again at other sizes where little or nothing was found: right for single pictures of any origin, a
  /// waste for a lane whose plates are known to measure.
  public var looksTwice: Bool

  /// Whether `width` is what was measured to be right, and not a limit.
  private var isFixed = false

  /// A pass with no centre as probable as this saw nothing that could be a plate; in small pictures it costs little to make sure.
  static let leastHint = 0.08
  /// At so many places at most it looks closer: a millisecond each.
  static let mostWindows = 4
  /// Plates below this width in the first look's input show their corners better from closer, and may have smaller ones beside
  /// them, in pixels; more so in pictures that may show vehicles from afar.
  private static let (small, smallFromAfar) = (28.0, 36.0)
  /// By how much pictures above `smallWidth` are shrunk at least, down to `middleWidth` at most.
  private static let middleShare = 0.65
  private static let middleWidth = 512
  /// Narrower pictures may be cut around a vehicle or a plate, in pixels.
  private static let tinyBelow = 512
  /// Pictures from this width on may show vehicles from afar, in pixels.
  private static let farFrom = 900
  /// How wide a picture is made at most to look for far plates, in pixels: costs some 20 ms.
  private static let farWidth = 1024

  public init(width: Int = 640, smallWidth: Int = 416, looksTwice: Bool = false) {
    self.width = width
    self.smallWidth = smallWidth
    self.looksTwice = looksTwice
  }

  /// For a lane whose calibration tells how wide a plate is in its pictures: plates come to some 56 px in the input, where the
  /// corners are best for the time they take.
  ///
  /// - Parameters:
  ///   - plateWidth: in the camera's pixels, at the stop line.
  ///   - pictureWidth: of the camera, in pixels.
  public static func forPlates(ofWidth plateWidth: Double, pictureWidth: Int) -> DetectionOptions {
    let ideal = Double(pictureWidth) * 56 / max(plateWidth, 1)
    let width = min(max(Int((ideal / 32).rounded()) * 32, 256), farWidth, max(pictureWidth, 256))
    var options = DetectionOptions(width: width)
    options.isFixed = true
    return options
  }

  /// How wide to look at a picture first: half its width or two thirds, within the limits.
  func scaledWidth(pictureWidth: Int, pictureHeight: Int) -> Int {
    if isFixed { return bounded(min(width, pictureWidth), pictureWidth, pictureHeight) }
    let middle = min(Int(Double(pictureWidth) * Self.middleShare), Self.middleWidth)
    let wanted = max(min(pictureWidth, smallWidth), min(middle, width), min(pictureWidth / 2, width))
    return bounded(wanted, pictureWidth, pictureHeight)
  }

  /// How a picture is looked at: once as a whole, and again where that showed little or nothing.
  struct Plan: Hashable {
    /// How wide it is first seen, in pixels of the network's input.
    var width: Int
    /// Input pixels a picture pixel where it is looked at closer; nil if nowhere.
    var closer: Double?
    /// Plates narrower than this are looked at closer, in pixels of the network's input.
    var small = DetectionOptions.small
    /// How wide to see it again, one after the other, while nothing was found.
    var others: [Int] = []
    /// Whether it is worth seeing again also if nothing in it hinted at a plate.
    var isWorthMore = false
    /// Whether it may be a plate cut out of a picture, with nothing around it.
    var isTight = false
  }

  func plan(pictureWidth: Int, pictureHeight: Int) -> Plan {
    let first = scaledWidth(pictureWidth: pictureWidth, pictureHeight: pictureHeight)
    guard looksTwice else { return Plan(width: first) }
    let scale = Double(first) / Double(pictureWidth)
    let (isFar, isTiny) = (pictureWidth >= Self.farFrom && pictureWidth > first, pictureWidth < Self.tinyBelow)
    // A tight cut of a plate leaves it no surroundings at its own size; twice as large it is found.
    let largest = pictureWidth * 2 < Self.tinyBelow ? first * 2 : max(pictureWidth, first)
    let finer = bounded(min(first * 2, largest, max(Self.farWidth, first)), pictureWidth, pictureHeight)
    return Plan(
      width: first, closer: scale < 1 ? min(2 * scale, 1) : nil,
      small: isFar ? Self.smallFromAfar : Self.small,
      others: [finer, first / 2].filter { $0 != first && $0 >= 64 && (isFar || isTiny || $0 < first) },
      isWorthMore: isFar || isTiny, isTight: isTiny && pictureHeight < Self.tinyBelow)
  }

  /// A tall picture may not cost more than a wide one: its height is held to the same limit.
  private func bounded(_ scaled: Int, _ pictureWidth: Int, _ pictureHeight: Int) -> Int {
    let limit = max(width, scaled)
    let height = Double(pictureHeight) * Double(scaled) / Double(pictureWidth)
    guard height > Double(limit) else { return max(1, scaled) }
    return max(1, Int((Double(scaled) * Double(limit) / height).rounded(.down)))
  }
}
