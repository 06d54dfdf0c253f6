/// Whether a plate is blurred, so that its rows say no more than ones that are low in the picture: by a vehicle that moved while the shutter
/// was open (at 1/100 s and 15 km/h by 4 cm, a third to a half of a row's height), or by a lens that is out of focus, dirty or wet.
enum PlateBlur {
  /// Squared steps from pixel to pixel along the rows over those down them, on a plate as it is from the front. Characters have more upright
  /// strokes than level ones: of plates that are not smeared nearly all have 1 to 3, smeared along their rows less, downwards more.
  static let unsmeared = 0.65...3.8
  /// The correlation of both steps, of either sign: smeared askew they go together. On plates that lean or are seen askew it is up to 0.26.
  static let leastAskew = 0.3
  /// Squared steps over the variance of the pixels: out of focus steps are small, however much contrast there is.
  static let leastSteps = 0.1

  /// - Parameters:
  ///   - plate: rectified.
  ///   - ends: how much of it, from each side and from above and below, may show the vehicle.
  ///   - stretch: how much wider it is than the plate would be from the front: its steps along the rows are so much smaller.
  static func isSeen(in plate: GreyPatch, within ends: PlateRows.Ends, stretch: Double) -> Bool {
    let (besides, above) = (Int(Double(plate.width) * ends.sideways), Int(Double(plate.height) * ends.upAndDown))
    guard plate.width > 2 * besides + 1, plate.height > 2 * above + 1 else { return false }
    var (along, down, both) = (0, 0, 0)
    var (count, sum, squares) = (0, 0, 0)
    for y in above..<plate.height - above - 1 {
      for index in y * plate.width + besides..<(y + 1) * plate.width - besides - 1 {
        // Between the same four pixels, so that noise in one of them is no correlation.
        let (here, below) = (Int(plate.pixels[index]), index + plate.width)
        let falling = Int(plate.pixels[below + 1]) - here
        let rising = Int(plate.pixels[index + 1]) - Int(plate.pixels[below])
        let (right, downwards) = (falling + rising, falling - rising)
        along += right * right
        down += downwards * downwards
        both += right * downwards
        count += 1
        sum += here
        squares += here * here
      }
    }
    // A patch without any step is no plate.
    guard along + down > 0 else { return false }
    let (a, d, n) = (Double(along), Double(down), Double(count))
    let variance = Double(squares) / n - (Double(sum) / n) * (Double(sum) / n)
    return !unsmeared.contains(a / max(d, 1) * stretch * stretch)
      || abs(Double(both)) > leastAskew * (a * d).squareRoot()
      || (a + d) / 2 < leastSteps * variance * n
  }
}
