internal import Border

extension Quad {
  func mapCorners(_ move: (Point) -> Point) -> Quad {
    Quad(
      topLeft: move(topLeft), topRight: move(topRight), bottomRight: move(bottomRight), bottomLeft: move(bottomLeft))
  }

  /// - Returns: nil where one of the corners has no place.
  func compactMapCorners(_ move: (Point) -> Point?) -> Quad? {
    guard let topLeft = move(topLeft), let topRight = move(topRight), let bottomRight = move(bottomRight),
      let bottomLeft = move(bottomLeft)
    else { return nil }
    return Quad(topLeft: topLeft, topRight: topRight, bottomRight: bottomRight, bottomLeft: bottomLeft)
  }

  /// An upright rectangle at the origin.
  init(width: Int, height: Int) {
    let (right, bottom) = (Double(width), Double(height))
    self.init(
      topLeft: Point(x: 0, y: 0), topRight: Point(x: right, y: 0), bottomRight: Point(x: right, y: bottom),
      bottomLeft: Point(x: 0, y: bottom))
  }

  /// Each corner in the middle between this one's and the other's.
  func mean(with other: Quad) -> Quad {
    func middle(_ one: Point, _ other: Point) -> Point {
      Point(x: (one.x + other.x) / 2, y: (one.y + other.y) / 2)
    }
    return Quad(
      topLeft: middle(topLeft, other.topLeft), topRight: middle(topRight, other.topRight),
      bottomRight: middle(bottomRight, other.bottomRight), bottomLeft: middle(bottomLeft, other.bottomLeft))
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
