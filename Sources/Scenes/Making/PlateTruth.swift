public import Border

/// What is true of one plate in one picture.
public struct PlateTruth: Sendable, Hashable, Codable {
  public var text: String
  public var kind: PlateKind
  public var country: Country
  public var colour: PlateColour
  public var lines: Int
  /// Corners of the blank, clockwise from the plate's own top left, in pixels.
  public var quad: Quad
  /// Share of the plate that is in the picture and not covered, 0…1.
  public var visible: Double
  /// Mean length of the upper and lower edge in pixels.
  public var widthPixels: Double

  public init(_ plate: DrawnPlate, quad: Quad, visible: Double) {
    text = plate.text
    kind = plate.kind
    country = plate.country
    colour = plate.colour
    lines = plate.lines
    self.quad = quad
    self.visible = (visible * 100).rounded() / 100
    widthPixels = (quad.width * 10).rounded() / 10
  }

  private enum CodingKeys: String, CodingKey {
    case text, kind, country, colour, lines, quad, visible
    case widthPixels = "width_px"
  }
}

/// A drawn picture and what is true of it.
public struct DrawnFrame: Sendable {
  public var picture: Picture
  public var truth: [PlateTruth]
  public var conditions: SceneConditions
  public var seed: UInt64

  public var width: Int { picture.width }
  public var height: Int { picture.height }
}
