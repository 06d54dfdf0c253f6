/// Whether a plate is blurred, so that its rows say no more than ones that are low in the picture: by a vehicle that moved while the shutter
/// was open (at 1/100 s and 15 km/h by 4 cm, a third of a row's height), or by a lens that is out of focus, dirty or wet.
enum PlateBlur {
  /// Squared steps from pixel to pixel along the rows over those down them. Characters have more upright strokes than level ones: plates that
  /// are not smeared have 1 to 3, smeared along their rows less, downwards more.
  static let unsmeared = 0.65...3.8
  /// The correlation of both steps, of either sign: smeared askew they go together. On plates that lean or are seen askew it is up to 0.26.
  static let leastAskew = 0.3
  /// Squared steps over the variance of the pixels: out of focus steps are small, however much contrast there is.
  static let leastSteps = 0.1

  /// - Parameter plate: rectified; its outermost pixels are left out, where its frame and the vehicle are.
  static func isSeen(in plate: GreyPatch) -> Bool {
    let (marginX, marginY) = (plate.width / 20, plate.height / 12)
    var (along, down, both) = (0, 0, 0)
    var (count, sum, squares) = (0, 0, 0)
    for y in marginY..<plate.height - marginY - 1 {
      for index in y * plate.width + marginX..<(y + 1) * plate.width - marginX - 1 {
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
    guard along > 0, down > 0 else { return false }
    let (a, d) = (Double(along), Double(down))
    let variance = Double(squares) / Double(count) - (Double(sum) / Double(count)) * (Double(sum) / Double(count))
    return !unsmeared.contains(a / d) || abs(Double(both)) > leastAskew * (a * d).squareRoot()
      || (a + d) / 2 < leastSteps * variance * Double(count)
  }
}
