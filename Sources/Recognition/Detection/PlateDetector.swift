public import Border

/// A place in a picture that looks like a plate.
public struct Detection: Sendable, Hashable {
  /// In pixels of the upright picture; corners may lie a little outside it.
  public var quad: Quad
  /// How much it looks like a plate, 0…1.
  public var score: Double

  public init(quad: Quad, score: Double) {
    self.quad = quad
    self.score = score
  }
}

/// Finds plates in a picture. Used by one thread at a time.
public protocol PlateDetector {
  /// Every plate, best first, without overlaps.
  func detect(in picture: Picture) throws -> [Detection]

  /// The corners of a plate that was found, as another look at it alone gives them: off in other ways than before, so that the mean
  /// is better than either.
  ///
  /// - Parameter nearer: a third look, other again.
  /// - Returns: nil where that look shows no plate. A detector that has no such look says nil.
  func corners(of quad: Quad, in picture: Picture, nearer: Bool) throws -> Quad?
}

extension PlateDetector {
  public func corners(of quad: Quad, in picture: Picture, nearer: Bool) throws -> Quad? { nil }
}
