/// How a picture is laid into a network's input: scaled to the top left, black beyond it.
struct Letterbox: Hashable {
  /// Input pixels a picture pixel.
  let scale: Double
  /// Of the input; multiples of 32, as the network's strides demand.
  let width: Int
  let height: Int

  /// - Parameter scaledWidth: how wide the picture is inside the input.
  init(pictureWidth: Int, pictureHeight: Int, scaledWidth: Int) {
    // The lower edge may not be lost to rounding, hence up.
    scale = Double(scaledWidth) / Double(pictureWidth)
    width = Self.up(scaledWidth)
    height = Self.up(max(1, Int((Double(pictureHeight) * scale).rounded())))
  }

  /// A length in the input as one in the picture.
  func inPicture(_ value: Double) -> Double { value / scale }

  private static func up(_ value: Int) -> Int { max(1, (value + 31) / 32) * 32 }
}
