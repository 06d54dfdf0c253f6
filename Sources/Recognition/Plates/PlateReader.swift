internal import Border

/// Reads the plate that lies in one place of a picture: rectifies it, cuts its rows, hears every reader, and weighs them.
final class PlateReader {
  /// Rows lower than this in the picture are the far reader's, in pixels; the province reader has never seen such low ones.
  static let farBelow = 13.0

  private let readers: [any RowReader]
  private let far: (any RowReader)?
  private let provinces: ProvinceReader?

  /// - Parameter far: takes the first reader's place where rows are low.
  init(readers: [any RowReader], far: (any RowReader)?, provinces: ProvinceReader?) {
    self.readers = readers
    self.far = far
    self.provinces = provinces
  }

  /// One reader alone is never enough for trust.
  var hasTwoVoices: Bool { readers.count > 1 }

  var slowNetworks: [String] {
    (readers + [far].compactMap(\.self)).flatMap(\.slowNetworks) + (provinces?.slowNetworks ?? [])
  }

  /// Cuts the plate out and hears the first reader alone: enough to choose a layout, or to see that there is no plate.
  ///
  /// - Parameter rowHeight: of one row as it lies in the picture, in pixels, however wide the cut is.
  func glimpse(of picture: Picture, _ quad: Quad, lines: Int, rowHeight: Double, colour: PlateColour) throws
    -> PlateView
  {
    var plate = try PlateRows.rectify(picture, quad, lines: lines)
    let isLightOnDark =
      switch colour {
      case .blue, .red, .yellow, .green: colour.hasLightCharacters
      // White in the shade and black in the sun are alike: the picture decides.
      case .white, .black, .unknown: PlateRows.isLightOnDark(plate)
      }
    if isLightOnDark { plate = plate.inverted() }
    let rows = PlateRows.rows(of: plate, lines: lines)
    let isFar = rowHeight < Self.farBelow
    guard let first = isFar ? far ?? readers.first : readers.first else {
      return PlateView(quad: quad, lines: lines, colour: colour, rows: rows, voices: [])
    }
    var readings = try first.read(rows)
    if !readings.isEmpty, !isFar { readings[0] = try heard(readings[0], rows, colour) }
    let voices = readings.map { [RowFusion.Voice(reading: $0, weight: first.weight)] }
    return PlateView(quad: quad, lines: lines, colour: colour, rows: rows, voices: voices)
  }

  /// The same cut with all readers heard.
  func completed(_ glimpse: PlateView) throws -> PlateView {
    var voices = glimpse.voices
    for reader in readers.dropFirst() {
      for (row, reading) in try reader.read(glimpse.rows).enumerated() {
        voices[row].append(RowFusion.Voice(reading: reading, weight: reader.weight))
      }
    }
    return PlateView(
      quad: glimpse.quad, lines: glimpse.lines, colour: glimpse.colour, rows: glimpse.rows, voices: voices)
  }

  /// Where it may be a Chinese plate, the reader that knows Chinese characters gets a second opinion on the first of them.
  private func heard(_ reading: RowReading, _ rows: [GreyPatch], _ colour: PlateColour) throws -> RowReading {
    guard let provinces, ProvinceCut.isLikely(reading, lines: rows.count, colour: colour),
      let cut = ProvinceCut.cut(rows[0], reading: reading, lines: rows.count)
    else { return reading }
    return try provinces.read(cut).joined(to: reading)
  }
}

/// One cut of a plate, what the readers said of its rows, and what that makes.
struct PlateView {
  var quad: Quad
  var lines: Int
  var colour: PlateColour
  /// As the readers see them.
  var rows: [GreyPatch]
  /// A list of voices a row.
  var voices: [[RowFusion.Voice]]
  var result: PlateReading.Result

  /// Steps between characters by which a row's ends may differ: corners that are off take half a step.
  private static let roomForOne = 0.8

  /// Of one row as it lies in the picture, in pixels.
  var rowHeight: Double { quad.height / Double(lines) }

  /// Whether a row has room for another character at one end and not at the other, by the places that the first reader gives.
  var hasRoomAtOneEnd: Bool {
    zip(rows, voices).contains { row, voices in
      guard let places = voices.first?.reading.best.places, let first = places.first, let last = places.last else {
        return false
      }
      // The dash and the gap between groups make single steps longer.
      let steps = zip(places.dropFirst(), places).map(-).sorted()
      guard steps.count >= 2 else { return false }
      return abs(first - (Double(row.width) - last)) > Self.roomForOne * steps[steps.count / 2]
    }
  }

  init(quad: Quad, lines: Int, colour: PlateColour, rows: [GreyPatch], voices: [[RowFusion.Voice]]) {
    (self.quad, self.lines, self.colour, self.rows, self.voices) = (quad, lines, colour, rows, voices)
    result = PlateReading.result(rows: voices.map(RowFusion.candidates), colour: colour)
  }

  /// Several cuts of one plate, their voices heard together. Cuts of one picture are no independent witnesses: together
  /// they weigh no more than one.
  ///
  /// - Precondition: there is at least one, and all have the same layout.
  static func joined(_ views: [PlateView]) -> PlateView {
    let first = views[0]
    let voices = first.voices.indices.map { row in
      views.flatMap { view in
        view.voices[row].map { RowFusion.Voice(reading: $0.reading, weight: $0.weight / Double(views.count)) }
      }
    }
    return PlateView(quad: first.quad, lines: first.lines, colour: first.colour, rows: first.rows, voices: voices)
  }
}
