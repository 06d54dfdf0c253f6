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

/// What another look at one place of a picture shows.
public struct SecondLook: Sendable, Hashable {
  /// The plate's corners; nil where this look shows no plate.
  public var quad: Quad?
  /// How much anything there looks like a plate, 0…1.
  public var score: Double

  public init(quad: Quad?, score: Double) {
    self.quad = quad
    self.score = score
  }
}

/// Finds plates in a picture. Used by one thread at a time.
public protocol PlateDetector {
  /// Every plate, best first, without overlaps.
  func detect(in picture: Picture) throws -> [Detection]

  /// Looks again at a plate that was found, and at it alone. The corners are off in other ways than before, so that the mean is better
  /// than either.
  ///
  /// - Parameter nearer: a third look, other again.
  /// - Returns: nil where there is nothing to look at. A detector that has no such look says nil.
  func look(again quad: Quad, in picture: Picture, nearer: Bool) throws -> SecondLook?

  /// Networks among its own that this processor computes slowly, by their files; known once they have run.
  var slowNetworks: [String] { get }
}

extension PlateDetector {
  public func look(again quad: Quad, in picture: Picture, nearer: Bool) throws -> SecondLook? { nil }

  public var slowNetworks: [String] { [] }
}
