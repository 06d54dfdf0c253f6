/// One character of a read and how sure the readers are of it.
public struct CharacterRead: Sendable, Hashable, Codable {
  /// The character; `?` where none could be read.
  public var character: Character
  /// 0…1.
  public var probability: Double

  public init(_ character: Character, probability: Double) {
    self.character = character
    self.probability = probability
  }

  private enum CodingKeys: String, CodingKey {
    case character = "c"
    case probability = "p"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    character = try container.decode(String.self, forKey: .character).first ?? "?"
    probability = try container.decode(Double.self, forKey: .probability)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(String(character), forKey: .character)
    try container.encode((probability * 1000).rounded() / 1000, forKey: .probability)
  }
}

/// One plate in one frame.
public struct PlateRead: Sendable, Hashable, Codable {
  /// The best guess: letters, digits and Chinese characters only, Đ as D.
  public var text: String
  /// What was read before any rule was applied.
  public var raw: String
  public var country: Country
  public var kind: PlateKind
  /// Rows, 1 or 2.
  public var lines: Int
  public var colour: PlateColour
  /// That the whole text is right, 0…1.
  public var confidence: Double
  /// Sure enough that a `pass` may rest on it.
  public var trusted: Bool
  public var quad: Quad
  /// One for each character of `text`.
  public var characters: [CharacterRead]

  public init(
    text: String, raw: String, country: Country, kind: PlateKind, lines: Int, colour: PlateColour, confidence: Double,
    trusted: Bool, quad: Quad, characters: [CharacterRead]
  ) {
    self.text = text
    self.raw = raw
    self.country = country
    self.kind = kind
    self.lines = lines
    self.colour = colour
    self.confidence = confidence
    self.trusted = trusted
    self.quad = quad
    self.characters = characters
  }

  public var key: PlateKey { PlateKey(text) }
}
