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
}
