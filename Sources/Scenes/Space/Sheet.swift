import Border

/// A flat surface in the world as the camera sees it: what is drawn on it in millimetres lands in the picture.
struct Sheet: Sendable {
  /// Nothing nearer than this to the camera's plane is drawn, in millimetres.
  static let near = 250.0

  // Columns of the homography from surface to picture: of the first coordinate, the second, and the origin.
  private var across, down, origin: (x: Double, y: Double, w: Double)

  /// - Parameters:
  ///   - origin: the surface's point (0, 0), its top left.
  ///   - across: direction of its first coordinate, of length 1.
  ///   - down: direction of its second.
  init(_ camera: SceneCamera, origin: Vector, across: Vector, down: Vector) {
    self.across = camera.homogeneous(across)
    self.down = camera.homogeneous(down)
    self.origin = camera.homogeneous(origin - camera.position)
  }

  /// A sheet that lies in the picture: `scale` pixels a millimetre, its corner at the picture's corner.
  init(scale: Double) {
    // Depth is only known up to a factor: 1 m keeps it beyond `near`. Pixel centres are at whole numbers, so the corner
    // of the picture is at minus one half.
    origin = (-500, -500, 1000)
    across = (scale * 1000, 0, 0)
    down = (0, scale * 1000, 0)
  }

  /// A sheet whose rectangle of this size fills a quad: for plates without a world around them.
  init(quad: Quad, width: Double, height: Double) {
    // Square to quad after Heckbert (1989), then scaled to millimetres.
    let (a, b, c, d) = (quad.topLeft, quad.topRight, quad.bottomRight, quad.bottomLeft)
    let (dx1, dx2, sx) = (b.x - c.x, d.x - c.x, a.x - b.x + c.x - d.x)
    let (dy1, dy2, sy) = (b.y - c.y, d.y - c.y, a.y - b.y + c.y - d.y)
    let det = dx1 * dy2 - dx2 * dy1
    let g = (sx * dy2 - dx2 * sy) / det
    let h = (dx1 * sy - sx * dy1) / det
    // Depth is only known up to a factor: 10 m keeps it beyond `near`.
    let k = 10_000.0
    across = (k * (b.x - a.x + g * b.x) / width, k * (b.y - a.y + g * b.y) / width, k * g / width)
    down = (k * (d.x - a.x + h * d.x) / height, k * (d.y - a.y + h * d.y) / height, k * h / height)
    origin = (k * a.x, k * a.y, k)
  }

  func homogeneous(_ p: Point) -> (x: Double, y: Double, w: Double) {
    (
      across.x * p.x + down.x * p.y + origin.x, across.y * p.x + down.y * p.y + origin.y,
      across.w * p.x + down.w * p.y + origin.w
    )
  }

  /// Where a point of the surface is seen; nil if behind the camera.
  func project(_ p: Point) -> Point? {
    let h = homogeneous(p)
    return h.w > Self.near ? Point(x: h.x / h.w, y: h.y / h.w) : nil
  }

  /// The picture of a rectangle on the surface; nil if any corner is behind the camera.
  func quad(x: Double, y: Double, width: Double, height: Double) -> Quad? {
    guard let a = project(Point(x: x, y: y)), let b = project(Point(x: x + width, y: y)),
      let c = project(Point(x: x + width, y: y + height)), let d = project(Point(x: x, y: y + height))
    else { return nil }
    return Quad(topLeft: a, topRight: b, bottomRight: c, bottomLeft: d)
  }

  /// Pixels a millimetre at a point.
  func scale(at p: Point) -> Double {
    let h = homogeneous(p)
    guard h.w > Self.near else { return 0 }
    let dx = (across.x - h.x / h.w * across.w) / h.w
    let dy = (across.y - h.y / h.w * across.w) / h.w
    let ex = (down.x - h.x / h.w * down.w) / h.w
    let ey = (down.y - h.y / h.w * down.w) / h.w
    return abs(dx * ey - dy * ex).squareRoot()
  }

  /// The same surface with its origin moved to a point of it.
  func moved(to p: Point) -> Sheet {
    var copy = self
    copy.origin = homogeneous(p)
    return copy
  }
}
