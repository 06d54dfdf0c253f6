public import Border
import Foundation

/// How many pixels a millimetre of a plate is, wherever a plate can be in the picture.
///
/// Vehicles drive on a plane and carry their plates upright, so plates move on a plane too; the depth of a plane's points
/// seen by a pinhole camera is one over a linear function of the picture's coordinates, and the scale is the inverse of
/// the depth. Three numbers hold it all: `scale = a + b x + c y`.
public struct PlateScale: Sendable, Hashable, Codable {
  public var a, b, c: Double
  /// Angle of plates in the picture, degrees, clockwise; tells a camera that leans.
  public var roll: Double
  /// Typical relative error of the plates it was made of.
  public var error: Double

  public init(a: Double, b: Double, c: Double, roll: Double = 0, error: Double = 0) {
    (self.a, self.b, self.c, self.roll, self.error) = (a, b, c, roll, error)
  }

  /// One plate of known size somewhere in the picture.
  public struct Sight: Sendable, Hashable {
    public var quad: Quad
    public var size: PlateSize

    public init(quad: Quad, size: PlateSize) { (self.quad, self.size) = (quad, size) }

    public var centre: Point {
      Point(x: quad.corners.map(\.x).reduce(0, +) / 4, y: quad.corners.map(\.y).reduce(0, +) / 4)
    }
    public var scale: Double { quad.width / size.width }
    /// Degrees, clockwise.
    public var roll: Double {
      let (dx, dy) = (
        quad.topRight.x + quad.bottomRight.x - quad.topLeft.x - quad.bottomLeft.x,
        quad.topRight.y + quad.bottomRight.y - quad.topLeft.y - quad.bottomLeft.y
      )
      return atan2(dy, dx) * 180 / .pi
    }
  }

  /// Pixels a millimetre at a point; 0 beyond the horizon.
  public func at(_ point: Point) -> Double { max(0, a + b * point.x + c * point.y) }

  /// Width in pixels of a long plate at a point.
  public func width(at point: Point) -> Double { at(point) * PlateSize.long.width }

  /// Where along the line from `from` to `to` a long plate becomes as wide as `width` pixels, 0…1; nil if nowhere.
  public func place(ofWidth width: Double, from: Point, to: Point) -> Double? {
    let (start, end) = (self.width(at: from), self.width(at: to))
    if start >= width { return 0 }
    return end >= width ? (width - start) / (end - start) : nil
  }

  static let fewest = 6

  /// Fits plates of known size. Plates that do not fit, such as misread ones, are left out.
  ///
  /// - Throws: if there are too few, or all are at one place.
  public static func fit(_ sights: [Sight]) throws(CalibrationError) -> PlateScale {
    var kept = sights.filter { $0.quad.width > 8 }
    for round in 0..<5 {
      guard kept.count >= fewest else {
        throw CalibrationError(
          "\(kept.count) plates of known size are seen, \(fewest) are needed",
          remedy: "let more vehicles drive up the lane")
      }
      let fit = try solve(kept)
      let errors = kept.map { abs(fit.at($0.centre) / $0.scale - 1) }
      let typical = errors.sorted()[errors.count / 2]
      if round == 4 {
        return PlateScale(
          a: fit.a, b: fit.b, c: fit.c, roll: kept.map(\.roll).sorted()[kept.count / 2], error: typical)
      }
      kept = zip(kept, errors).filter { $1 <= max(4 * typical, 0.01) }.map(\.0)
    }
    throw CalibrationError("no plane fits the plates", remedy: "let more vehicles drive up the lane")
  }

  /// Least squares of the relative error. Plates of one lane lie nearly on a line, so what is across it is hardly known:
  /// a little of the change across is charged for, which keeps it small there.
  private static func solve(_ sights: [Sight]) throws(CalibrationError) -> PlateScale {
    let centres = sights.map(\.centre)
    let count = Double(sights.count)
    let middle = Point(x: centres.map(\.x).reduce(0, +) / count, y: centres.map(\.y).reduce(0, +) / count)
    let spread = (centres.map { pow($0.x - middle.x, 2) + pow($0.y - middle.y, 2) }.reduce(0, +) / count).squareRoot()
    guard spread > 10 else {
      throw CalibrationError(
        "all plates are at one place of the picture", remedy: "let vehicles drive up the lane while it is measured")
    }
    var matrix = [[Double]](repeating: [0, 0, 0, 0], count: 3)
    for sight in sights {
      let row = [1, (sight.centre.x - middle.x) / spread, (sight.centre.y - middle.y) / spread]
      let weight = 1 / (sight.scale * sight.scale)
      for i in 0..<3 {
        for j in 0..<3 { matrix[i][j] += weight * row[i] * row[j] }
        matrix[i][3] += weight * row[i] * sight.scale
      }
    }
    let charge = 1e-4 * (matrix[1][1] + matrix[2][2])
    matrix[1][1] += charge
    matrix[2][2] += charge
    guard let solution = LinearSystem.solve(matrix) else {
      throw CalibrationError("no plane fits the plates", remedy: "let vehicles drive up the lane while it is measured")
    }
    let (b, c) = (solution[1] / spread, solution[2] / spread)
    return PlateScale(a: solution[0] - b * middle.x - c * middle.y, b: b, c: c)
  }
}

/// A few linear equations, by Gauss with pivoting.
enum LinearSystem {
  /// - Parameter rows: coefficients and the right side. Nil if they do not have one solution.
  static func solve(_ rows: [[Double]]) -> [Double]? {
    var rows = rows
    let count = rows.count
    for column in 0..<count {
      guard let pivot = (column..<count).max(by: { abs(rows[$0][column]) < abs(rows[$1][column]) }),
        abs(rows[pivot][column]) > 1e-12
      else { return nil }
      rows.swapAt(column, pivot)
      for row in 0..<count where row != column {
        let factor = rows[row][column] / rows[column][column]
        for entry in column...count { rows[row][entry] -= factor * rows[column][entry] }
      }
    }
    return (0..<count).map { rows[$0][count] / rows[$0][$0] }
  }
}
