/// Chinese plates after GA 36-2018, a line a shape.
enum ChinesePlates {
  private static let standard = "GA 36-2018"
  private static let olderForm = "GA 36-2014, the form before GA 36-2018"

  /// In the letters of `PlateTemplate`: P a province, A an agency letter, X a digit or letter of the serial, N of new energy.
  static let patterns: [PlatePattern] = [
    plate(.car, "PAXXXXX", [.chineseSerial]),
    // 440 x 220 mm, so of two rows: on a plate of one row 挂 may be 超, which the readers do not know.
    plate(.trailer, "PAXXXX[挂]", [.chineseSerial], rows: 2),
    plate(.drivingSchool, "PAXXXX[学]", [.chineseSerial]),
    plate(.police, "PAXXXX[警]", [.chineseSerial]),
    // Guangdong issues them all. Without that 试, which the readers do not know, is a lawful 澳.
    plate(.crossBoundary, "[粤][Z]XXXX[港]", [.chineseSerial]),
    plate(.crossBoundary, "[粤][Z]XXXX[澳]", [.chineseSerial]),
    plate(.diplomatic, "PAXXXX[领]", [.chineseSerial]),
    plate(.diplomatic, "######[使]"),
    plate(.diplomatic, "[使]######", source: olderForm),
    plate(.temporary, "PAXXXX[试]", [.chineseSerial]),
    plate(.temporary, "PAXXXX[超]", [.chineseSerial]),
    plate(.newEnergy, "PA#####N"),
    plate(.newEnergy, "PANX####"),
  ]

  private static func plate(
    _ kind: PlateKind, _ template: String, _ constraints: [PlatePattern.Constraint] = [], rows: Int? = nil,
    source: String = standard
  ) -> PlatePattern {
    PlatePattern(
      country: .china, kind: kind, positions: PlateTemplate.positions(template), constraints: constraints, upperRow: 2,
      rows: rows, ground: nil, source: source)
  }
}
