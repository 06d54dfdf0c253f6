import Border

/// An upright rectangle by its top left corner and its size.
func box(_ x: Double, _ y: Double, _ width: Double, _ height: Double) -> Quad {
  Quad(
    topLeft: Point(x: x, y: y), topRight: Point(x: x + width, y: y), bottomRight: Point(x: x + width, y: y + height),
    bottomLeft: Point(x: x, y: y + height))
}
