import CVision

/// Views of a calibration board through a lens that is known exactly: what a calibration must find out again.
public struct BoardViews: Sendable, Hashable {
  /// How the lens draws, lengths in pixels: OpenCV's pinhole model, distortion as k1, k2, p1, p2, k3.
  public struct Lens: Sendable, Hashable, Codable {
    public var focal, centreX, centreY: Double
    public var distortion: [Double]
  }

  public static let (width, height) = (1280, 720)
  public static let lens = Lens(focal: 1150, centreX: 652, centreY: 349, distortion: [-0.28, 0.09, 0, 0, 0])

  /// Rotation vector and translation in millimetres, so that the views are near and far, in every corner, and tilted.
  public static let poses: [[Double]] = {
    let tilts = [
      (0.0, 0.0), (0.45, 0.1), (-0.45, 0.1), (0.1, 0.5), (0.1, -0.5), (0.35, 0.35), (-0.35, -0.35), (0.3, -0.4),
      (-0.4, 0.3), (0.15, 0.6), (0.55, -0.15), (-0.2, -0.55),
    ]
    return tilts.enumerated().map { index, tilt in
      let (across, down) = (Double(index % 4) - 1.5, Double(index / 4) - 1)
      return [
        tilt.0, tilt.1, 0.08 * Double(index % 3 - 1), -135 + 105 * across, -90 + 55 * down,
        [430, 520, 610][index % 3],
      ]
    }
  }()

  /// A chequer with markers in its white squares, or a plain one.
  public var hasMarkers: Bool
  public var noise: Double
  public var blur: Double
  /// Hides a part of the picture, from the left, 0…1.
  public var hidden: Double

  public init(hasMarkers: Bool = true, noise: Double = 0, blur: Double = 0, hidden: Double = 0) {
    (self.hasMarkers, self.noise, self.blur, self.hidden) = (hasMarkers, noise, blur, hidden)
  }

  /// Nine by six squares of 30 mm.
  public func picture(_ pose: [Double], seed: UInt64) throws(SceneError) -> Picture {
    var picture = Picture(width: Self.width, height: Self.height)
    var isDrawn = false
    picture.edit { canvas in
      var board = cvision_board(has_markers: hasMarkers ? 1 : 0, columns: 9, rows: 6, square: 30)
      let (lens, d) = (Self.lens, Self.lens.distortion)
      var model = cvision_lens(
        fx: lens.focal, fy: lens.focal, cx: lens.centreX, cy: lens.centreY, k1: d[0], k2: d[1], p1: d[2], p2: d[3],
        k3: d[4])
      let covered = Int32(Double(Self.width) * hidden)
      isDrawn =
        cvision_board_photograph(&board, &model, pose, canvas.width, canvas.height, 120, covered, canvas.bgr) == 0
      if blur > 0 { _ = cv_scene_blur(canvas, 0, 0, Float(blur)) }
      if noise > 0 { _ = cv_scene_noise(canvas, Float(noise), seed) }
    }
    guard isDrawn else { throw .size(width: Self.width, height: Self.height) }
    return picture
  }
}
