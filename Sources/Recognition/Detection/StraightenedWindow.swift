internal import Border

/// A window of a picture in which a plate that was found stands upright, in the middle, and at a size of its own: there a second look
/// gives its corners anew, with errors of their own.
struct StraightenedWindow {
  /// Of the window, in pixels of the network's input: multiples of 32.
  let width: Int
  let height: Int
  private let projection: Projection
  private let plate: (left: Double, top: Double, width: Double, height: Double)

  /// - Returns: nil where the corners make no plane: two of them are one, or they cross.
  init?(around quad: Quad, nearer: Bool) {
    guard let projection = Projection(onto: quad) else { return nil }
    self.projection = projection
    let plateWidth: Double
    switch (PlateRows.likelyLines(aspect: quad.aspect) == 2, nearer) {
    case (true, false): (width, height, plateWidth) = (128, 96, 72)
    case (true, true): (width, height, plateWidth) = (160, 128, 100)
    case (false, false): (width, height, plateWidth) = (160, 64, 96)
    case (false, true): (width, height, plateWidth) = (192, 64, 128)
    }
    let plateHeight = min(plateWidth / max(quad.aspect, 0.1), Double(height) - 8)
    plate = ((Double(width) - plateWidth) / 2, (Double(height) - plateHeight) / 2, plateWidth, plateHeight)
  }

  /// The window's corners in the picture; nil where it would reach beyond the plane's horizon.
  var outline: Quad? { Quad(width: width, height: height).compactMapCorners(inPicture) }

  /// Whether a plate with this centre, in the window, is the one it was laid around, and not its neighbour.
  func isInTheMiddle(_ centre: Point) -> Bool {
    abs(centre.x - Double(width) / 2) < 0.25 * plate.width && abs(centre.y - Double(height) / 2) < 0.5 * plate.height
  }

  /// A place in the window as one in the picture.
  func inPicture(_ point: Point) -> Point? {
    projection.point((point.x - plate.left) / plate.width, (point.y - plate.top) / plate.height)
  }
}

/// The unit square, laid onto a quadrilateral as a camera would show it.
///
/// Source: P. Heckbert, "Fundamentals of Texture Mapping and Image Warping", 1989, section 2.2.3.
private struct Projection {
  private let x: (Double, Double, Double)
  private let y: (Double, Double, Double)
  private let depth: (Double, Double)

  init?(onto quad: Quad) {
    let (p, q, r, s) = (quad.topLeft, quad.topRight, quad.bottomRight, quad.bottomLeft)
    let (x1, y1) = (q.x - r.x, q.y - r.y)
    let (x2, y2) = (s.x - r.x, s.y - r.y)
    let (x3, y3) = (p.x - q.x + r.x - s.x, p.y - q.y + r.y - s.y)
    let determinant = x1 * y2 - x2 * y1
    guard abs(determinant) > 1e-6 else { return nil }
    depth = ((x3 * y2 - x2 * y3) / determinant, (x1 * y3 - x3 * y1) / determinant)
    x = (q.x - p.x + depth.0 * q.x, s.x - p.x + depth.1 * s.x, p.x)
    y = (q.y - p.y + depth.0 * q.y, s.y - p.y + depth.1 * s.y, p.y)
  }

  /// - Returns: nil behind the horizon.
  func point(_ u: Double, _ v: Double) -> Point? {
    let w = depth.0 * u + depth.1 * v + 1
    guard w > 0.05 else { return nil }
    return Point(x: (x.0 * u + x.1 * v + x.2) / w, y: (y.0 * u + y.1 * v + y.2) / w)
  }
}
