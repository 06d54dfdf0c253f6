import Border
import CVision
import Foundation

/// A lens from views of a board: which views were used, which were bad and why, and how good the result is.
public struct LensCalibration: Sendable, Hashable {
  public struct ViewReport: Sendable, Hashable, Codable {
    public var name: String
    public var corners: Int
    /// Root mean square distance in pixels between where corners are seen and where the lens model sees them.
    public var error: Double?
    /// Between the board and the picture's plane, degrees.
    public var tilt: Double?
    /// Why it was left out; nil if it was used.
    public var rejected: String?
  }

  public var width, height: Int
  public var lens: LensModel
  /// Of all corners used, pixels.
  public var error: Double
  /// Share of the picture, by 8 x 6 fields, in which a corner was seen.
  public var coverage: Double
  public var views: [ViewReport]
  /// What makes the result doubtful, with the remedy; empty if nothing does.
  public var warnings: [String]

  static let fewestViews = 5
  static let fewestCorners = 8

  /// Fits the lens; views that do not fit with the others are left out, one after the other.
  ///
  /// - Throws: if too few views are left.
  public static func fit(_ views: [BoardView], width: Int, height: Int) throws(CalibrationError) -> LensCalibration {
    var rejected: [Int: String] = [:]
    for (index, view) in views.enumerated() { rejected[index] = objection(to: view, width: width) }
    for index in views.indices where rejected[index] == nil {
      let twin = views.indices.first { other in
        other < index && rejected[other] == nil && isSame(views[other], views[index])
      }
      if let twin { rejected[index] = "shows the board where \(views[twin].name) does: move it between pictures" }
    }
    while true {
      let used = views.indices.filter { rejected[$0] == nil }
      guard used.count >= fewestViews else {
        let reasons = Set(rejected.values).sorted().joined(separator: "; ")
        throw CalibrationError(
          "\(used.count) of \(views.count) views can be used, \(fewestViews) are needed"
            + (reasons.isEmpty ? "" : " (\(reasons))"),
          remedy: "show the board near, far, in every corner and tilted, and hold it still")
      }
      let fit = try solve(used.map { views[$0] }, width: width, height: height)
      // A view that is off by far more than the others was blurred, bent, or misread.
      let typical = fit.errors.sorted()[fit.errors.count / 2]
      if let worst = fit.errors.indices.max(by: { fit.errors[$0] < fit.errors[$1] }),
        fit.errors[worst] > max(3 * typical, 0.35), used.count > fewestViews
      {
        rejected[used[worst]] = String(
          format: "its corners are off by %.2f px where others are by %.2f: blurred, bent, or moved", fit.errors[worst],
          typical)
        continue
      }
      return report(views, used, rejected, fit, width: width, height: height)
    }
  }

  private static func objection(to view: BoardView, width: Int) -> String? {
    if view.image.isEmpty { return "the board is not seen: all of a chequer, or a good part of a charuco board" }
    if view.image.count < fewestCorners {
      return "only \(view.image.count) corners are seen, \(fewestCorners) are needed"
    }
    if let box = view.box, box.width < Double(width) / 10 { return "the board is too far away" }
    // Half of a sharp picture's detail is gone by then, and corners move with what light falls on the board.
    if let blur = view.blur, blur > 4 {
      return String(format: "is blurred by %.1f px: hold the board still, or focus", blur)
    }
    return nil
  }

  private static func isSame(_ a: BoardView, _ b: BoardView) -> Bool {
    guard a.image.count == b.image.count, a.plane == b.plane else { return false }
    return zip(a.image, b.image).allSatisfy { hypot($0.x - $1.x, $0.y - $1.y) < 3 }
  }

  private struct Fit {
    var lens: LensModel
    var error: Double
    var errors: [Double]
    var tilts: [Double]
  }

  private static func solve(_ views: [BoardView], width: Int, height: Int) throws(CalibrationError) -> Fit {
    let counts = views.map { Int32($0.image.count) }
    let image = views.flatMap { $0.image.flat.map(Float.init) }
    let plane = views.flatMap { $0.plane.flat.map(Float.init) }
    var lens = cvision_lens()
    var error = 0.0
    var errors = [Double](repeating: 0, count: views.count)
    var poses = [Double](repeating: 0, count: views.count * 6)
    let status = cvision_lens_fit(
      Int32(width), Int32(height), Int32(views.count), counts, image, plane, &lens, &error, &errors, &poses)
    guard status == 0 else {
      throw CalibrationError(
        "no lens fits the views (\(String(cString: cvision_message())))",
        remedy: "check the board's kind and squares, and show it tilted too")
    }
    let tilts = views.indices.map { index -> Double in
      let (x, y, z) = (poses[6 * index], poses[6 * index + 1], poses[6 * index + 2])
      let angle = (x * x + y * y + z * z).squareRoot()
      guard angle > 1e-9 else { return 0 }
      // Rodrigues: the third diagonal entry of the rotation is the cosine of the tilt.
      let cosine = cos(angle) + (1 - cos(angle)) * (z / angle) * (z / angle)
      let tilt = acos(min(1, max(-1, cosine))) * 180 / .pi
      return min(tilt, 180 - tilt)
    }
    return Fit(lens: LensModel(lens), error: error, errors: errors, tilts: tilts)
  }

  private static func report(
    _ views: [BoardView], _ used: [Int], _ rejected: [Int: String], _ fit: Fit, width: Int, height: Int
  ) -> LensCalibration {
    var fields: Set<Int> = []
    for point in used.flatMap({ views[$0].image }) {
      let column = min(7, max(0, Int(point.x * 8 / Double(width))))
      fields.insert(min(5, max(0, Int(point.y * 6 / Double(height)))) * 8 + column)
    }
    let coverage = Double(fields.count) / 48
    var warnings: [String] = []
    if fit.tilts.count(where: { $0 >= 15 }) < 3 {
      warnings.append(
        "fewer than three views are tilted by 15 degrees or more: tilt the board, or the focal length is a guess")
    }
    if coverage < 0.5 {
      warnings.append(
        "corners cover \(Int(coverage * 100)) % of the picture: show the board in its corners, where distortion is largest"
      )
    }
    if fit.error > 0.5 {
      warnings.append(
        String(format: "corners are off by %.2f px: is the board flat, and its kind and squares right?", fit.error))
    }
    return LensCalibration(
      width: width, height: height, lens: fit.lens, error: fit.error, coverage: coverage,
      views: views.enumerated().map { index, view in
        let place = used.firstIndex(of: index)
        return ViewReport(
          name: view.name, corners: view.image.count, error: place.map { fit.errors[$0] },
          tilt: place.map { fit.tilts[$0] }, rejected: rejected[index])
      }, warnings: warnings)
  }
}
