/// The light on a plate's ground from place to place. A shadow's edge across a plate leaves the characters on one side of it next to no
/// contrast once the whole is stretched.
///
/// Light multiplies, so it shows on light ground alone: of plates with light characters nothing can be told so.
struct GroundLight {
  /// Of the map's places, in pixels of the rectified plate: wide enough to hold ground beside a stroke, a sixth of a row.
  private static let cell = 8
  /// The lighter places over the darker ones, from which the light is evened out: among photographed plates (gates, Chinese scenes, a
  /// weighbridge) it is 1.1 in the median and 1.3 to 1.7 in the hundredth, under a shadow's edge 3.
  static let leastUneven = 2.2
  /// Of the ground once it is evened out.
  private static let white = 230.0

  private let columns: Int
  private let lines: Int
  /// Brightness of the ground, 1…255, row by row.
  private let levels: [Double]

  /// - Parameter plate: rectified, dark characters on light ground.
  init(of plate: GreyPatch) {
    (columns, lines) = ((plate.width + Self.cell - 1) / Self.cell, (plate.height + Self.cell - 1) / Self.cell)
    // Characters are holes in the ground, which a closing fills, and leaves a shadow's edge where it is.
    let brightest = Self.brightest(of: plate, columns, lines)
    levels = Self.neighbours(min, of: Self.neighbours(max, of: brightest, columns, lines), columns, lines)
  }

  /// Whether a part of the plate lies in a shadow, or in a light, that is worth evening out.
  ///
  /// - Parameter ends: how much of the cut, from each side and from above and below, may show the vehicle.
  func isUneven(within ends: PlateRows.Ends) -> Bool {
    let (besides, above) = (Int(Double(columns) * ends.sideways) + 1, Int(Double(lines) * ends.upAndDown) + 1)
    guard columns > 2 * besides, lines > 2 * above else { return false }
    var inner: [Double] = []
    for line in above..<lines - above {
      inner += levels[line * columns + besides..<(line + 1) * columns - besides]
    }
    inner.sort()
    let last = inner.count - 1
    return inner[last - last / 20] > Self.leastUneven * inner[last / 20]
  }

  /// The plate as it would be if light fell on all of it alike.
  func evened(_ plate: GreyPatch) -> GreyPatch {
    let across = (0..<plate.width).map { Self.between($0, columns) }
    var evened = plate
    for y in 0..<plate.height {
      let (above, below, low) = Self.between(y, lines)
      for (x, (left, right, far)) in across.enumerated() {
        let upper = levels[above * columns + left] * (1 - far) + levels[above * columns + right] * far
        let lower = levels[below * columns + left] * (1 - far) + levels[below * columns + right] * far
        let ground = upper * (1 - low) + lower * low
        evened.pixels[y * plate.width + x] = UInt8(
          min(Double(plate.pixels[y * plate.width + x]) * Self.white / ground, 255))
      }
    }
    return evened
  }

  /// The places whose middles a pixel lies between, and how far it is from the first to the second.
  private static func between(_ pixel: Int, _ count: Int) -> (Int, Int, Double) {
    let place = min(max((Double(pixel) + 0.5) / Double(cell) - 0.5, 0), Double(count - 1))
    let first = Int(place)
    return (first, min(first + 1, count - 1), place - Double(first))
  }

  /// Of every place the mean of the brightest four pixels that form a square, at least 1.
  private static func brightest(of plate: GreyPatch, _ columns: Int, _ lines: Int) -> [Double] {
    var sums = [Int](repeating: 4, count: columns * lines)
    for y in 0..<plate.height - 1 {
      for x in 0..<plate.width - 1 {
        let (index, place) = (y * plate.width + x, y / cell * columns + x / cell)
        let upper = Int(plate.pixels[index]) + Int(plate.pixels[index + 1])
        let lower = Int(plate.pixels[index + plate.width]) + Int(plate.pixels[index + plate.width + 1])
        sums[place] = max(sums[place], upper + lower)
      }
    }
    return sums.map { Double($0) / 4 }
  }

  /// Of every place and its neighbours the one that `choose` chooses.
  private static func neighbours(
    _ choose: (Double, Double) -> Double, of levels: [Double], _ columns: Int, _ lines: Int
  ) -> [Double] {
    levels.indices.map { index in
      let (line, column) = (index / columns, index % columns)
      var chosen = levels[index]
      for y in max(0, line - 1)...min(lines - 1, line + 1) {
        for x in max(0, column - 1)...min(columns - 1, column + 1) { chosen = choose(chosen, levels[y * columns + x]) }
      }
      return chosen
    }
  }
}
