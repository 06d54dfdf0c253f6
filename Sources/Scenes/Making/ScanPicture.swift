/// What a container scanner might show: a lorry from the side in shades of grey, dark where much is in the way.
///
/// For the demo and tests of the inbox; it resembles no vendor's picture and shows nothing real.
public enum ScanPicture {
  /// - Parameter hidesSomething: draws a dense block behind the load.
  public static func draw(hidesSomething: Bool, seed: UInt64, width: Int = 960, height: Int = 320) throws(SceneError)
    -> Picture
  {
    let canvas = try Canvas(width: width, height: height)
    var random = SeededGenerator(seed: seed)
    // Drawn on 960 x 320.
    let sheet = Sheet(scale: Double(width) / 960)
    func shadow(_ path: Path, _ density: Double) { canvas.fill(path, on: sheet, .grey(0, density)) }

    canvas.fill(.rect(0, 0, 960, 320), on: sheet, .grey(0.93))
    // Container: walls, floor and posts.
    shadow(.rect(250, 60, 660, 170), 0.18)
    shadow(.rect(250, 60, 660, 6), 0.35)
    shadow(.rect(250, 222, 660, 10), 0.5)
    for post in stride(from: 250.0, through: 902, by: 54.3) { shadow(.rect(post, 60, 7, 172), 0.3) }
    // Load: crates in rows, no two alike.
    for column in 0..<15 {
      for row in 0..<4 {
        let density = Double.random(in: 0.12...0.3, using: &random)
        let x = 268 + Double(column) * 41
        shadow(.round(x, 84 + Double(row) * 34, 38, 31, 4), density)
        shadow(.ellipse(x + 19, 100 + Double(row) * 34, 11, 9), density * 0.7)
      }
    }
    if hidesSomething { shadow(.round(560, 108, 74, 62, 6), 0.72) }
    // Chassis, wheels, cab and engine.
    shadow(.rect(180, 236, 730, 14), 0.55)
    for wheel in [118.0, 292, 346, 760, 814, 868] {
      shadow(.ellipse(wheel, 268, 28, 28), 0.45)
      shadow(.ellipse(wheel, 268, 13, 13), 0.4)
    }
    shadow(.round(60, 96, 130, 150, 14), 0.22)
    shadow(.rect(66, 104, 66, 56), 0.08)
    shadow(.round(76, 184, 96, 54, 6), 0.62)
    return canvas.picture()
  }
}
