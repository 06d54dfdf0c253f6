public import Border

/// A plate to be drawn: what stands on it and what it is struck from.
public struct DrawnPlate: Sendable, Hashable {
  /// Compact, as `PlateText.compact` gives it.
  public var text: String
  public var kind: PlateKind
  public var country: Country
  public var colour: PlateColour
  public var format: PlateFormat

  public var lines: Int { format.lines }

  /// What the grammar says of `text`; format and colour are those most usual at the gate unless given.
  public init(_ text: String, format: PlateFormat? = nil, colour: PlateColour? = nil) {
    let compact = PlateText.compact(text)
    let pattern = PlateGrammar.match(compact, colour: colour ?? .unknown).flatMap {
      $0.substituted.isEmpty ? $0.pattern : nil
    }
    self.text = compact
    kind = pattern?.kind ?? .unknown
    country = pattern?.country ?? .unknown
    self.format = format ?? Self.usualFormat(kind, country)
    self.colour = colour ?? Self.usualColour(kind, country)
  }

  private static func usualFormat(_ kind: PlateKind, _ country: Country) -> PlateFormat {
    switch (country, kind) {
    case (.china, .trailer): .chinaTwoLine
    case (.china, .newEnergy): .chinaNewEnergy
    case (.china, _): .chinaOneLine
    case (_, .trailer): .vietnamShort
    case (_, .motorcycle): .vietnamMotorcycle
    default: .vietnamLong
    }
  }

  private static func usualColour(_ kind: PlateKind, _ country: Country) -> PlateColour {
    switch (country, kind) {
    case (.china, .newEnergy): .green
    case (.china, .police): .white
    case (.china, .crossBoundary), (.china, .diplomatic): .black
    case (.china, _): .yellow
    case (_, .army): .red
    case (_, .diplomatic), (_, .motorcycle): .white
    default: .yellow
    }
  }
}
