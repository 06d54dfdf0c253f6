import Border

extension Quad {
  /// Mean distance of the corners from another's, in heights of that one.
  func cornerError(from truth: Quad) -> Double {
    let distances = zip(corners, truth.corners).map { a, b in
      ((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)).squareRoot()
    }
    return distances.reduce(0, +) / 4 / truth.height
  }
}
