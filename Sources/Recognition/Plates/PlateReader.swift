internal import Border

/// Reads the plate that lies in one place of a picture: rectifies it, cuts its rows, hears every reader, and weighs them.
final class PlateReader {
  private let readers: [any RowReader]
  private let provinces: ProvinceReader?

  init(readers: [any RowReader], provinces: ProvinceReader?) {
    self.readers = readers
    self.provinces = provinces
  }

  /// One reader alone is never enough for trust.
  var hasTwoVoices: Bool { readers.count > 1 }

  func view(of picture: Picture, _ quad: Quad, lines: Int, colour: PlateColour) throws -> PlateView {
    var plate = try PlateRows.rectify(picture, quad, lines: lines)
    let isLightOnDark =
      switch colour {
      case .blue, .red, .yellow, .green: colour.hasLightCharacters
      // White in the shade and black in the sun are alike: the picture decides.
      case .white, .black, .unknown: PlateRows.isLightOnDark(plate)
      }
    if isLightOnDark { plate = plate.inverted() }
    let rows = PlateRows.rows(of: plate, lines: lines)
    var readings = try readers.map { try $0.read(rows) }
    try hearProvince(&readings, rows, colour)
    let voices = rows.indices.map { row in
      zip(readers, readings).map { RowFusion.Voice(reading: $1[row], weight: $0.weight) }
    }
    return PlateView(quad: quad, lines: lines, colour: colour, voices: voices)
  }

  /// Where it may be a Chinese plate, the reader that knows Chinese characters gets a second opinion on the first of them.
  private func hearProvince(_ readings: inout [[RowReading]], _ rows: [GreyPatch], _ colour: PlateColour) throws {
    guard let provinces,
      let knower = readings.firstIndex(where: { !$0[0].best.places.isEmpty }),
      ProvinceCut.isLikely(readings[knower][0], lines: rows.count, colour: colour),
      let cut = ProvinceCut.cut(rows[0], reading: readings[knower][0], lines: rows.count)
    else { return }
    readings[knower][0] = try provinces.read(cut).joined(to: readings[knower][0])
  }
}

/// One cut of a plate, what the readers said of its rows, and what that makes.
struct PlateView {
  var quad: Quad
  var lines: Int
  var colour: PlateColour
  /// A list of voices a row.
  var voices: [[RowFusion.Voice]]
  var result: PlateReading.Result

  /// Of one row as it lies in the picture, in pixels.
  var rowHeight: Double { quad.height / Double(lines) }

  init(quad: Quad, lines: Int, colour: PlateColour, voices: [[RowFusion.Voice]]) {
    (self.quad, self.lines, self.colour, self.voices) = (quad, lines, colour, voices)
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
    return PlateView(quad: first.quad, lines: first.lines, colour: first.colour, voices: voices)
  }
}
