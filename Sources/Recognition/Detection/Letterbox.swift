internal import Border

/// How a picture, or a window of it, is laid into a network's input: scaled to the top left, black beyond it.
struct Letterbox: Hashable {
  /// The picture's pixel that lies in the input's top left.
  let left: Int
  let top: Int
  /// Input pixels a picture pixel.
  let scale: Double
  /// Of the input; multiples of 32, as the network's strides demand.
  let width: Int
  let height: Int

  /// A window's input, in pixels.
  static let window = (width: 192, height: 128)

  /// The whole picture.
  ///
  /// - Parameter scaledWidth: how wide the picture is inside the input.
  init(pictureWidth: Int, pictureHeight: Int, scaledWidth: Int) {
    (left, top) = (0, 0)
    // The lower edge may not be lost to rounding, hence up.
    scale = Double(scaledWidth) / Double(pictureWidth)
    width = Self.up(scaledWidth)
    height = Self.up(max(1, Int((Double(pictureHeight) * scale).rounded())))
  }

  /// A window of the picture with `centre` in its middle, or as near to that as the picture's edges allow.
  init(around centre: Point, scale: Double, pictureWidth: Int, pictureHeight: Int) {
    self.scale = scale
    (width, height) = Self.window
    left = Self.first(centre.x, span: Double(width) / scale, of: pictureWidth)
    top = Self.first(centre.y, span: Double(height) / scale, of: pictureHeight)
  }

  /// A place in the input as one in the picture.
  func inPicture(_ point: Point) -> Point {
    Point(x: Double(left) + point.x / scale, y: Double(top) + point.y / scale)
  }

  /// Whether a plate of usual size around this place lies wholly inside.
  func showsWell(_ place: Point) -> Bool {
    let (x, y) = ((place.x - Double(left)) * scale, (place.y - Double(top)) * scale)
    return x > 48 && y > 32 && x < Double(width) - 48 && y < Double(height) - 32
  }

  /// Where a window begins along one side of the picture.
  private static func first(_ centre: Double, span: Double, of side: Int) -> Int {
    Int(min(max(0, centre - span / 2), max(0, Double(side) - span)))
  }

  private static func up(_ value: Int) -> Int { max(1, (value + 31) / 32) * 32 }
}
