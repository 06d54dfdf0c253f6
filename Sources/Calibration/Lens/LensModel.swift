public import Border
import CVision

/// How a lens draws: the pinhole model with radial and tangential distortion of OpenCV's calib3d (Brown, 1966; Zhang,
/// 2000). All but the distortion in pixels.
public struct LensModel: Sendable, Hashable, Codable {
  public var focalX, focalY: Double
  /// Where the optical axis meets the picture.
  public var centreX, centreY: Double
  /// k1, k2, p1, p2, k3.
  public var distortion: [Double]

  public init(focalX: Double, focalY: Double, centreX: Double, centreY: Double, distortion: [Double] = []) {
    (self.focalX, self.focalY, self.centreX, self.centreY) = (focalX, focalY, centreX, centreY)
    self.distortion = Array((distortion + [0, 0, 0, 0, 0]).prefix(5))
  }

  init(_ lens: cvision_lens) {
    self.init(
      focalX: lens.fx, focalY: lens.fy, centreX: lens.cx, centreY: lens.cy,
      distortion: [lens.k1, lens.k2, lens.p1, lens.p2, lens.k3])
  }

  var handle: cvision_lens {
    cvision_lens(
      fx: focalX, fy: focalY, cx: centreX, cy: centreY, k1: distortion[0], k2: distortion[1], p1: distortion[2],
      p2: distortion[3], k3: distortion[4])
  }

  /// Where the points would be if the lens drew straight lines straight.
  public func straightened(_ points: [Point]) -> [Point] { moved(points, cvision_lens_straighten) }

  /// Where points of a straight picture are seen through the lens.
  public func bent(_ points: [Point]) -> [Point] { moved(points, cvision_lens_bend) }

  private typealias Mover = (
    UnsafePointer<cvision_lens>?, Int32, UnsafePointer<Double>?, UnsafeMutablePointer<Double>?
  ) -> Int32

  private func moved(_ points: [Point], _ mover: Mover) -> [Point] {
    guard !points.isEmpty else { return [] }
    var lens = handle
    var result = [Double](repeating: 0, count: points.count * 2)
    guard mover(&lens, Int32(points.count), points.flat, &result) == 0 else { return points }
    return points.indices.map { Point(x: result[2 * $0], y: result[2 * $0 + 1]) }
  }
}

extension [Point] {
  /// x, y, x, y …
  var flat: [Double] { flatMap { [$0.x, $0.y] } }
}
