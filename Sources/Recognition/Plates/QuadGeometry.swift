internal import Border

extension Quad {
  func mapCorners(_ move: (Point) -> Point) -> Quad {
    Quad(
      topLeft: move(topLeft), topRight: move(topRight), bottomRight: move(bottomRight), bottomLeft: move(bottomLeft))
  }

  /// Every side moved outwards by `share` of the height, along the plate's own axes.
  func grown(by share: Double) -> Quad {
    let along = Point(
      x: topRight.x - topLeft.x + bottomRight.x - bottomLeft.x,
      y: topRight.y - topLeft.y + bottomRight.y - bottomLeft.y)
    let length = (along.x * along.x + along.y * along.y).squareRoot()
    guard length > 0 else { return self }
    let step = height * share / length
    let (x, y) = (along.x * step, along.y * step)
    // Down the plate is along it, turned by a quarter.
    return Quad(
      topLeft: Point(x: topLeft.x - x + y, y: topLeft.y - y - x),
      topRight: Point(x: topRight.x + x + y, y: topRight.y + y - x),
      bottomRight: Point(x: bottomRight.x + x - y, y: bottomRight.y + y + x),
      bottomLeft: Point(x: bottomLeft.x - x - y, y: bottomLeft.y - y + x))
  }

  /// Width over height of the plate as it lies in the picture.
  var aspect: Double { width / max(height, 1) }
}
