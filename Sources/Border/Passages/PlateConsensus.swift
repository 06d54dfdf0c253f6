/// What the frames of one vehicle agree on for one of its plates.
public struct PlateConsensus: Sendable, Hashable, Codable {
  public var text: String
  public var raw: String
  public var country: Country
  public var kind: PlateKind
  public var colour: PlateColour
  public var lines: Int
  /// That the whole text is right, 0…1.
  public var confidence: Double
  /// Sure enough that a `pass` may rest on it: readers, grammar and at least two frames agree.
  public var trusted: Bool
  /// How many frames read exactly this text.
  public var agreeingFrames: Int
  public var characters: [CharacterRead]
  /// The camera that saw it.
  public var camera: String

  public init(
    text: String, raw: String, country: Country, kind: PlateKind, colour: PlateColour, lines: Int, confidence: Double,
    trusted: Bool, agreeingFrames: Int, characters: [CharacterRead], camera: String
  ) {
    self.text = text
    self.raw = raw
    self.country = country
    self.kind = kind
    self.colour = colour
    self.lines = lines
    self.confidence = confidence
    self.trusted = trusted
    self.agreeingFrames = agreeingFrames
    self.characters = characters
    self.camera = camera
  }

  public var key: PlateKey { PlateKey(text) }
}
