/// A point of a picture, in pixels from its top left corner.
public struct Point: Sendable, Hashable {
  public var x: Double
  public var y: Double

  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}

/// The four corners of a plate, clockwise from the plate's own top left, in pixels of the upright picture.
///
/// In JSON: `[[x, y], [x, y], [x, y], [x, y]]`.
public struct Quad: Sendable, Hashable, Codable {
  public var topLeft, topRight, bottomRight, bottomLeft: Point

  public init(topLeft: Point, topRight: Point, bottomRight: Point, bottomLeft: Point) {
    (self.topLeft, self.topRight, self.bottomRight, self.bottomLeft) = (topLeft, topRight, bottomRight, bottomLeft)
  }

  public init(from decoder: any Decoder) throws {
    let corners = try decoder.singleValueContainer().decode([[Double]].self)
    guard corners.count == 4, corners.allSatisfy({ $0.count == 2 && $0.allSatisfy(\.isFinite) }) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "a quad is four points of two numbers"))
    }
    let points = corners.map { Point(x: $0[0], y: $0[1]) }
    self.init(topLeft: points[0], topRight: points[1], bottomRight: points[2], bottomLeft: points[3])
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(corners.map { [($0.x * 10).rounded() / 10, ($0.y * 10).rounded() / 10] })
  }

  public var corners: [Point] { [topLeft, topRight, bottomRight, bottomLeft] }

  /// Left, top, right and bottom of the upright box around the corners.
  public var bounds: (minX: Double, minY: Double, maxX: Double, maxY: Double) {
    let (xs, ys) = (corners.map(\.x), corners.map(\.y))
    return (xs.min() ?? 0, ys.min() ?? 0, xs.max() ?? 0, ys.max() ?? 0)
  }

  /// Mean length of the upper and lower edge, in pixels.
  public var width: Double { (distance(topLeft, topRight) + distance(bottomLeft, bottomRight)) / 2 }
  /// Mean length of the left and right edge, in pixels.
  public var height: Double { (distance(topLeft, bottomLeft) + distance(topRight, bottomRight)) / 2 }

  /// Overlap of the upright boxes: their intersection over their union, 0…1.
  public func overlap(with other: Quad) -> Double {
    let (a, b) = (bounds, other.bounds)
    let width = min(a.maxX, b.maxX) - max(a.minX, b.minX)
    let height = min(a.maxY, b.maxY) - max(a.minY, b.minY)
    guard width > 0, height > 0 else { return 0 }
    let intersection = width * height
    let union = (a.maxX - a.minX) * (a.maxY - a.minY) + (b.maxX - b.minX) * (b.maxY - b.minY) - intersection
    return intersection / union
  }

  private func distance(_ a: Point, _ b: Point) -> Double {
    let (dx, dy) = (a.x - b.x, a.y - b.y)
    return (dx * dx + dy * dy).squareRoot()
  }
}
