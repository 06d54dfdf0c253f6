import Border

@testable import Recognition

/// A detector with a fault that a limit on its corners must tell.
struct FaultyDetector: PlateDetector {
  enum Fault: CaseIterable {
    /// Corners 15 % of the plate's height too low.
    case shifted
    /// The upright box, as a detector without corners gives it.
    case boxed
    /// Its second look repeats the first.
    case repeating
    /// It has no second look.
    case withoutSecondLook
  }

  let detector: any PlateDetector
  let fault: Fault

  func detect(in picture: Picture) throws -> [Detection] {
    try detector.detect(in: picture).map { Detection(quad: altered($0.quad), score: $0.score) }
  }

  func look(again quad: Quad, in picture: Picture, nearer: Bool) throws -> SecondLook? {
    switch fault {
    case .withoutSecondLook: return nil
    case .repeating: return SecondLook(quad: quad, score: 1)
    case .shifted, .boxed:
      guard var look = try detector.look(again: quad, in: picture, nearer: nearer) else { return nil }
      look.quad = look.quad.map(altered)
      return look
    }
  }

  private func altered(_ quad: Quad) -> Quad {
    switch fault {
    case .shifted: return quad.mapCorners { Point(x: $0.x, y: $0.y + 0.15 * quad.height) }
    case .boxed:
      let (left, top, right, bottom) = quad.bounds
      return box(left, top, right - left, bottom - top)
    case .repeating, .withoutSecondLook: return quad
    }
  }
}
