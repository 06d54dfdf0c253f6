public import Border
import CVision
import Foundation

/// The road before the camera, from marks on it: where every place of it is seen, and what stands above it.
///
/// On the road x is across the lane and y along it, in millimetres from any origin.
public struct GroundPlane: Sendable, Hashable {
  /// A mark on the ground and where it is seen.
  public struct Mark: Sendable, Hashable {
    public var image: Point
    public var ground: Point

    public init(image: Point, ground: Point) { (self.image, self.ground) = (image, ground) }
  }

  public var lens: LensModel
  /// Whether `lens` was measured with a board, or only its focal length was told from the marks.
  public var isLensMeasured: Bool
  /// Root mean square distance in pixels between where marks are and where they should be.
  public var error: Double
  private var across, along, up, origin: [Double]

  /// - Parameter lens: nil lets the focal length be found from the marks, which takes a camera that looks down on them.
  /// - Throws: if the marks do not suffice.
  public init(marks: [Mark], lens: LensModel?, width: Int, height: Int) throws(CalibrationError) {
    guard marks.count >= 4 else {
      throw CalibrationError("\(marks.count) marks are given, 4 are needed", remedy: "measure more marks on the ground")
    }
    let (ground, image) = (marks.map(\.ground).flat, marks.map(\.image).flat)
    if let lens {
      self.lens = lens
    } else {
      self.lens = try Self.pinhole(marks: marks, width: width, height: height)
    }
    isLensMeasured = lens != nil
    var handle = self.lens.handle
    var rotation = [Double](repeating: 0, count: 9)
    var translation = [Double](repeating: 0, count: 3)
    var error = 0.0
    guard
      cvision_plane_pose(&handle, Int32(marks.count), ground, image, &rotation, &translation, &error) == 0
    else {
      throw CalibrationError(
        "no road fits the marks (\(String(cString: cvision_message())))",
        remedy: "check the marks' places, and that not all are on a line")
    }
    guard error < max(3, Double(width) / 200) else {
      throw CalibrationError(
        String(format: "the marks are off by %.1f px", error),
        remedy: "check that each mark's pixel belongs to its place on the ground")
    }
    self.error = error
    across = [rotation[0], rotation[3], rotation[6]]
    along = [rotation[1], rotation[4], rotation[7]]
    let third = [rotation[2], rotation[5], rotation[8]]
    // Up is where the picture's y falls, whichever way the marks were counted.
    up = third[1] < 0 ? third : third.map { -$0 }
    origin = translation
  }

  /// Where something `height` millimetres above a place of the road is seen; nil if it is behind the camera.
  public func project(_ place: Point, height: Double = 0) -> Point? {
    let p = (0..<3).map { across[$0] * place.x + along[$0] * place.y + up[$0] * height + origin[$0] }
    guard p[2] > 1 else { return nil }
    let straight = Point(
      x: lens.focalX * p[0] / p[2] + lens.centreX, y: lens.focalY * p[1] / p[2] + lens.centreY)
    return lens.bent([straight]).first
  }

  /// The place of the road that is seen at a pixel; nil above the horizon.
  public func place(of pixel: Point) -> Point? {
    guard let straight = lens.straightened([pixel]).first else { return nil }
    let ray = [(straight.x - lens.centreX) / lens.focalX, (straight.y - lens.centreY) / lens.focalY, 1]
    // across·u + along·v - ray·depth = -origin
    let rows = (0..<3).map { [across[$0], along[$0], -ray[$0], -origin[$0]] }
    guard let solution = LinearSystem.solve(rows), solution[2] > 0 else { return nil }
    return Point(x: solution[0], y: solution[1])
  }

  /// The scale of plates that stand upright across the lane, `height` millimetres above the road, where the marks are.
  public func plateScale(over marks: [Mark], height: Double) throws(CalibrationError) -> PlateScale {
    let (xs, ys) = (marks.map(\.ground.x), marks.map(\.ground.y))
    guard let left = xs.min(), let right = xs.max(), let near = ys.min(), let far = ys.max() else {
      throw CalibrationError("no marks are given", remedy: "give four")
    }
    let size = PlateSize.long
    var sights: [PlateScale.Sight] = []
    for row in 0...8 {
      for column in 0...2 {
        let (x, y) = (left + (right - left) * Double(column) / 2, near + (far - near) * Double(row) / 8)
        let corners = [(-1.0, 1.0), (1, 1), (1, -1), (-1, -1)].map { side, level in
          project(Point(x: x + side * size.width / 2, y: y), height: height + level * size.height / 2)
        }
        guard let a = corners[0], let b = corners[1], let c = corners[2], let d = corners[3] else { continue }
        let isMirrored = b.x < a.x
        let quad =
          isMirrored
          ? Quad(topLeft: b, topRight: a, bottomRight: d, bottomLeft: c)
          : Quad(topLeft: a, topRight: b, bottomRight: c, bottomLeft: d)
        sights.append(.init(quad: quad, size: size))
      }
    }
    return try PlateScale.fit(sights)
  }

  /// A camera with square pixels and its axis in the middle of the picture has one unknown, and a view of a plane gives two
  /// equations for it (Zhang 2000, section 3.1).
  private static func pinhole(marks: [Mark], width: Int, height: Int) throws(CalibrationError) -> LensModel {
    let centre = Point(x: Double(width - 1) / 2, y: Double(height - 1) / 2)
    let image = marks.map { Point(x: $0.image.x - centre.x, y: $0.image.y - centre.y) }
    var h = [Double](repeating: 0, count: 9)
    guard cvision_homography(Int32(marks.count), marks.map(\.ground).flat, image.flat, 3, &h) == 0 else {
      throw CalibrationError(
        "no road fits the marks (\(String(cString: cvision_message())))",
        remedy: "check the marks' places, and that not all are on a line")
    }
    let equations = [
      (h[0] * h[1] + h[3] * h[4], h[6] * h[7]),
      (h[0] * h[0] + h[3] * h[3] - h[1] * h[1] - h[4] * h[4], h[6] * h[6] - h[7] * h[7]),
    ]
    let above = equations.map { $0.0 * $0.1 }.reduce(0, +)
    let below = equations.map { $0.0 * $0.0 }.reduce(0, +)
    let focal = below > 0 && above < 0 ? (-below / above).squareRoot() : 0
    guard focal > 0.3 * Double(width), focal < 30 * Double(width) else {
      throw CalibrationError(
        "the focal length cannot be told from these marks",
        remedy: "calibrate the lens with a board first, or spread the marks further")
    }
    return LensModel(focalX: focal, focalY: focal, centreX: centre.x, centreY: centre.y)
  }
}
