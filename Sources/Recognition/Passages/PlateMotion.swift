internal import Border

/// Which way a plate goes, by its size in the picture: the one thing that any camera shows, wherever it hangs.
public enum PlateMotion: Sendable, Hashable {
  /// It grows: the vehicle comes towards the camera.
  case approaching
  /// It shrinks.
  case receding

  /// So much larger or smaller it must have become: corners jitter by some hundredths.
  private static let leastChange = 1.2

  /// Nil while it is not clear: a plate that crosses the picture, or has hardly moved.
  init?(from first: Quad, to last: Quad) {
    let (before, after) = (Self.size(first), Self.size(last))
    guard before > 0, after > 0 else { return nil }
    if after >= before * Self.leastChange {
      self = .approaching
    } else if after * Self.leastChange <= before {
      self = .receding
    } else {
      return nil
    }
  }

  /// The side of a square of the plate's area: turning foreshortens width alone.
  private static func size(_ quad: Quad) -> Double { (quad.width * quad.height).squareRoot() }
}
