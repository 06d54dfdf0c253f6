internal import Border

extension Quad {
  func mapCorners(_ move: (Point) -> Point) -> Quad {
    Quad(
      topLeft: move(topLeft), topRight: move(topRight), bottomRight: move(bottomRight), bottomLeft: move(bottomLeft))
  }

  /// Each corner in the middle of theirs.
  ///
  /// - Precondition: there is at least one.
  static func mean(of quads: [Quad]) -> Quad {
    func middle(_ corner: KeyPath<Quad, Point>) -> Point {
      let points = quads.map { $0[keyPath: corner] }
      return Point(
        x: points.reduce(0) { $0 + $1.x } / Double(points.count),
        y: points.reduce(0) { $0 + $1.y } / Double(points.count))
    }
    return Quad(
      topLeft: middle(\.topLeft), topRight: middle(\.topRight), bottomRight: middle(\.bottomRight),
      bottomLeft: middle(\.bottomLeft))
  }

  /// Every side moved outwards by `share` of the height, along the plate's own axes.
  func grown(by share: Double) -> Quad { grown(sideways: share, upAndDown: share) }

  /// Left and right edge moved outwards by one share of the height, upper and lower by another.
  func grown(sideways: Double, upAndDown: Double) -> Quad {
    let along = Point(
      x: topRight.x - topLeft.x + bottomRight.x - bottomLeft.x,
      y: topRight.y - topLeft.y + bottomRight.y - bottomLeft.y)
    let length = (along.x * along.x + along.y * along.y).squareRoot()
    guard length > 0 else { return self }
    let (x, y) = (along.x * height * sideways / length, along.y * height * sideways / length)
    // Down the plate is along it, turned by a quarter.
    let (u, v) = (-along.y * height * upAndDown / length, along.x * height * upAndDown / length)
    return Quad(
      topLeft: Point(x: topLeft.x - x - u, y: topLeft.y - y - v),
      topRight: Point(x: topRight.x + x - u, y: topRight.y + y - v),
      bottomRight: Point(x: bottomRight.x + x + u, y: bottomRight.y + y + v),
      bottomLeft: Point(x: bottomLeft.x - x + u, y: bottomLeft.y - y + v))
  }

  /// Whether all corners lie in a picture of this size, or beyond it by less than a pixel or two.
  func isInside(width: Int, height: Int) -> Bool {
    corners.allSatisfy { (-2...Double(width) + 2).contains($0.x) && (-2...Double(height) + 2).contains($0.y) }
  }

  /// Width over height of the plate as it lies in the picture.
  var aspect: Double { width / max(height, 1) }
}
