internal import Border

/// Areas and overlaps of convex quadrilaterals, corners clockwise in picture coordinates (y down).
enum ConvexQuad {
  /// Intersection over union of two convex quadrilaterals, 0…1.
  static func overlap(_ a: Quad, _ b: Quad) -> Double {
    let common = area(clip(a.corners, by: b.corners))
    let union = area(a.corners) + area(b.corners) - common
    return union > 0 ? max(0, common) / union : 0
  }

  /// Positive for corners clockwise as seen (shoelace formula).
  static func area(_ polygon: [Point]) -> Double {
    guard polygon.count >= 3 else { return 0 }
    var twice = 0.0
    for (index, a) in polygon.enumerated() {
      let b = polygon[(index + 1) % polygon.count]
      twice += a.x * b.y - b.x * a.y
    }
    return twice / 2
  }

  /// What of `subject` lies inside `window` (Sutherland and Hodgman 1974).
  private static func clip(_ subject: [Point], by window: [Point]) -> [Point] {
    var result = subject
    for (index, a) in window.enumerated() {
      let b = window[(index + 1) % window.count]
      func side(_ p: Point) -> Double { (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x) }
      let input = result
      result = []
      for (at, p) in input.enumerated() {
        let q = input[(at + 1) % input.count]
        let (sp, sq) = (side(p), side(q))
        if sp >= 0 { result.append(p) }
        if (sp >= 0) != (sq >= 0) {
          let t = sp / (sp - sq)
          result.append(Point(x: p.x + t * (q.x - p.x), y: p.y + t * (q.y - p.y)))
        }
      }
    }
    return result
  }
}
