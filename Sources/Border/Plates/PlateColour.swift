/// The ground of a plate. Law on Road Traffic Order and Safety 2024, Art. 36 (Vietnam); GA 36-2018 (China).
public enum PlateColour: String, Codable, Sendable, CaseIterable {
  case white, yellow, blue, red, green, black, unknown

  /// Whether characters are lighter than their ground, so that a reader of dark characters must invert the picture.
  public var hasLightCharacters: Bool {
    switch self {
    case .blue, .red, .black: true
    case .white, .yellow, .green, .unknown: false
    }
  }
}
