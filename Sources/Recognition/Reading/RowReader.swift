public import Border

/// Reads the characters of one row of a plate. Used by one thread at a time.
public protocol RowReader {
  /// How much its voice counts beside the others', 0…1.
  var weight: Double { get }

  /// - Parameter rows: dark characters on light ground, cut by `PlateRows`.
  /// - Returns: one reading a row.
  func read(_ rows: [GreyPatch]) throws -> [RowReading]

  /// Networks among its own that this processor computes slowly, by their files; known once they have run.
  var slowNetworks: [String] { get }
}

extension RowReader {
  public var slowNetworks: [String] { [] }
}

/// What one reader made of one row.
public struct RowReading: Sendable, Hashable {
  /// The likeliest first; never empty, though its text may be.
  public var alternatives: [Alternative]

  /// One text and how likely the reader holds it, in whole and character by character.
  public struct Alternative: Sendable, Hashable {
    public var characters: [CharacterRead]
    /// Of the whole text against all others, 0…1.
    public var probability: Double
    /// Where each character's middle lies, in pixels of the row from its left; empty where the reader does not tell.
    public var places: [Double]

    public init(characters: [CharacterRead], probability: Double, places: [Double] = []) {
      self.characters = characters
      self.probability = probability
      self.places = places
    }

    public var text: String { String(characters.map(\.character)) }

    /// The median step from one character's place to the next; nil where places are not told or there is but one. The dash and the gap
    /// between groups make single steps longer.
    var step: Double? {
      let steps = zip(places.dropFirst(), places).map(-).sorted()
      return steps.isEmpty ? nil : steps[steps.count / 2]
    }
  }

  public init(alternatives: [Alternative]) {
    self.alternatives = alternatives.isEmpty ? [Alternative(characters: [], probability: 1)] : alternatives
  }

  public var best: Alternative { alternatives[0] }
}
