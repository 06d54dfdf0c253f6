internal import Border

/// Where the province character of a Chinese plate stands, found from the characters beside it.
///
/// The sizes are those of GA 36-2018: on a plate with one row the characters are 45 mm wide and stand 57 mm apart, with 34
/// mm instead of 12 after the second; the upper row of one with two has two characters of 80 mm, 140 mm apart.
struct ProvinceCut: Hashable {
  /// Dark characters on light ground, of any size.
  var patch: GreyPatch
  /// The character's middle, in pixels of the row from its left.
  var centre: Double

  /// Middles of the characters from the plate's left edge in mm, for seven characters and for the eight of new energy.
  private static let seven = [38.0, 95, 174, 231, 288, 345, 402]
  private static let eight = [36.5, 90.5, 174.5, 228.5, 282.5, 336.5, 390.5, 444.5]
  /// How much of the row is cut out, in mm.
  private static let wideInOneRow = 66.0
  private static let wideInTwoRows = 100.0
  /// Of the upper row as it is cut, in mm: to the split, and a little over it.
  private static let upperRowHeight = 99.0

  /// Whether a reading may be a Chinese plate's, with its province read, misread or missed.
  static func isLikely(_ reading: RowReading, lines: Int, colour: PlateColour) -> Bool {
    guard colour != .red else { return false }
    if reading.alternatives.prefix(3).contains(where: { $0.characters.first?.character.isChinese ?? false }) {
      return true
    }
    let text = reading.best.characters.map(\.character)
    guard lines == 1, let first = text.first else { return false }
    // Vietnamese plates begin with two digits, or with two letters on red ground.
    let isBlue = colour == .blue || colour == .green || colour == .black
    return (text.count == 6 && first.isLetter) || (isBlue && (6...8).contains(text.count) && text[1].isLetter)
  }

  /// Nil where the characters do not stand as on a Chinese plate.
  ///
  /// - Parameters:
  ///   - row: the only row, or the upper one of two.
  ///   - reading: of that row, with places.
  init?(_ row: GreyPatch, reading: RowReading, lines: Int) {
    guard let place = lines == 1 ? Self.inOneRow(reading.best) : Self.inUpperRow(row, reading.best) else { return nil }
    let count = Int(place.width.rounded())
    guard (6...2 * row.height).contains(count), place.centre > -place.width / 2, place.centre < Double(row.width) / 2
    else {
      return nil
    }
    patch = row.columns(from: Int((place.centre - place.width / 2).rounded()), count: count)
    centre = place.centre
  }

  private struct Place {
    var centre: Double
    var width: Double
  }

  /// The middles that were read, laid over those that the standard gives; the better of two ways if the first character may
  /// be a province taken for a letter, or the province may not have been read at all.
  private static func inOneRow(_ reading: RowReading.Alternative) -> Place? {
    guard reading.places.count == reading.characters.count, reading.characters.count >= 5 else { return nil }
    let hasProvince = reading.characters[0].character.isChinese
    var best: (error: Double, place: Place)?
    for cells in [seven, eight] {
      for skipped in hasProvince ? [0] : [0, 1] where reading.places.count + skipped == cells.count {
        // The province's own place is the least sure: it is what is looked for.
        let pairs = zip(cells.dropFirst(skipped), reading.places).dropFirst(skipped == 0 ? 1 : 0)
        guard let line = Line(through: Array(pairs)), line.slope > 0 else { continue }
        if line.error < best?.error ?? .infinity {
          best = (line.error, Place(centre: line.at(cells[0]), width: wideInOneRow * line.slope))
        }
      }
    }
    return best?.place
  }

  private static func inUpperRow(_ row: GreyPatch, _ reading: RowReading.Alternative) -> Place? {
    let scale = Double(row.height) / upperRowHeight
    guard reading.places.count == reading.characters.count, let last = reading.places.last else { return nil }
    if reading.characters[0].character.isChinese {
      return Place(centre: reading.places[0], width: wideInTwoRows * scale)
    }
    guard reading.characters.count == 1 else { return nil }
    return Place(centre: last - 140 * scale, width: wideInTwoRows * scale)
  }

  /// A straight line by least squares.
  private struct Line {
    var slope: Double
    var offset: Double
    /// Mean square distance.
    var error = 0.0

    func at(_ x: Double) -> Double { offset + slope * x }

    init?(through points: [(Double, Double)]) {
      let count = Double(points.count)
      guard points.count >= 3 else { return nil }
      let (meanX, meanY) = (points.reduce(0) { $0 + $1.0 } / count, points.reduce(0) { $0 + $1.1 } / count)
      let spread = points.reduce(0) { $0 + ($1.0 - meanX) * ($1.0 - meanX) }
      guard spread > 0 else { return nil }
      slope = points.reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) } / spread
      offset = meanY - slope * meanX
      error = points.reduce(0) { $0 + (at($1.0) - $1.1) * (at($1.0) - $1.1) } / count
    }
  }
}
