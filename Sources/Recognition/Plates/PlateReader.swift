internal import Border

/// Reads the plate that lies in one place of a picture: rectifies it, cuts its rows, hears every reader, and weighs them.
final class PlateReader {
  /// Rows lower than this in the picture are the far reader's alone, in pixels; the province reader has never seen such low ones.
  private static let farBelow = 13.0
  /// Up to this height the far reader has a second opinion on rows that are in doubt: it does better where they are blurred or noisy.
  private static let farOpinionBelow = 26.0

  private let readers: [any RowReader]
  private let far: (any RowReader)?
  private let provinces: ProvinceReader?

  /// - Parameter far: takes the first reader's place where rows are lowest or blurred, and has a second opinion where they are low.
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
  /// - Parameters:
  ///   - cut: the plate with more or less around it.
  ///   - corners: the plate's own.
  func glimpse(of picture: Picture, _ cut: Quad, corners: Quad, lines: Int, colour: PlateColour) throws -> PlateView {
    let rowHeight = corners.height / Double(lines)
    var plate = try PlateRows.rectify(picture, cut, lines: lines, aspect: corners.aspect)
    let isLightOnDark =
      switch colour {
      case .blue, .red, .yellow, .green: colour.hasLightCharacters
      // White in the shade and black in the sun are alike: the picture decides.
      case .white, .black, .unknown: PlateRows.isLightOnDark(plate)
      }
    let ends = PlateRows.Ends(of: cut, around: corners)
    let light = isLightOnDark ? nil : GroundLight(of: plate)
    let isShaded = light?.isUneven(within: ends) ?? false
    if isLightOnDark { plate = plate.inverted() }
    if let light, isShaded { plate = light.evened(plate) }
    let rows = PlateRows.rows(of: plate, lines: lines)
    let isLowest = rowHeight < Self.farBelow
    let stretch = PlateRows.stretch(of: plate, cut, lines: lines, aspect: corners.aspect)
    let isBlurred = far != nil && !isLowest && PlateBlur.isSeen(in: plate, within: ends, stretch: stretch)
    let first = isLowest || isBlurred ? far ?? readers.first : readers.first
    let readings = try first.map { isLowest ? try $0.read(rows) : try heard($0, rows, colour) } ?? []
    let voices = readings.map { [RowFusion.Voice(reading: $0, weight: first?.weight ?? 0)] }
    return PlateView(
      lines: lines, colour: colour, rows: rows, rowHeight: rowHeight, isBlurred: isBlurred, isShaded: isShaded,
      voices: voices)
  }

  /// The same cut with all readers heard.
  func completed(_ glimpse: PlateView) throws -> PlateView {
    var voices = glimpse.voices
    for reader in readers.dropFirst() {
      for (row, reading) in try reader.read(glimpse.rows).enumerated() {
        voices[row].append(RowFusion.Voice(reading: reading, weight: reader.weight))
      }
    }
    return glimpse.with(voices)
  }

  /// The same cut with the far reader's opinion where rows are low and it did not read them first: the surer of both speaks. The other
  /// keeps a voice without weight, so that a row of which they say different things is not agreed on, and not trusted. (Of a Chinese plate's
  /// province the province reader has told both: there they are no two witnesses.)
  func withFarOpinion(_ view: PlateView) throws -> PlateView {
    let isLow = (Self.farBelow..<Self.farOpinionBelow).contains(view.rowHeight)
    guard let far, isLow, !view.isBlurred, !view.voices.isEmpty else { return view }
    var voices = view.voices
    for (row, opinion) in try heard(far, view.rows, view.colour).enumerated() {
      var (surer, other) = (voices[row][0], RowFusion.Voice(reading: opinion, weight: voices[row][0].weight))
      if other.reading.best.probability > surer.reading.best.probability { swap(&surer, &other) }
      other.weight = 0
      voices[row][0] = surer
      voices[row].append(other)
    }
    return view.with(voices)
  }

  /// Where it may be a Chinese plate, the reader that knows Chinese characters has a say on the first of them, whoever reads the rows.
  private func heard(_ reader: any RowReader, _ rows: [GreyPatch], _ colour: PlateColour) throws -> [RowReading] {
    var readings = try reader.read(rows)
    guard let provinces, let first = readings.first,
      ProvinceCut.isLikely(first, lines: rows.count, colour: colour),
      let cut = ProvinceCut(rows[0], reading: first, lines: rows.count)
    else { return readings }
    readings[0] = try provinces.read(cut).joined(to: first, at: cut.centre)
    return readings
  }
}
