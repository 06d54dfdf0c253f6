/// One shape of plate text: a class of characters for each position.
public struct PlatePattern: Sendable, Hashable {
  /// What may stand at a position.
  public enum Position: Sendable, Hashable {
    case digit
    /// Exactly one of these characters.
    case oneOf(Set<Character>)

    public func allows(_ character: Character) -> Bool {
      switch self {
      case .digit: ("0"..."9").contains(character)
      case .oneOf(let set): set.contains(character)
      }
    }
  }

  /// A rule over several positions at once.
  public enum Constraint: Sendable, Hashable {
    case none
    /// The first two digits are an issued Vietnamese province code.
    case province(at: Int)
    /// The first two letters are a prefix of the army.
    case armyPrefix
    /// At most two letters among positions 2…6, as the ten serial patterns of GA 36-2018 have it.
    case chineseSerial
  }

  public let country: Country
  public let kind: PlateKind
  public let positions: [Position]
  public let constraint: Constraint
  /// How many characters stand on the upper row when the plate has two rows; nil where it never has.
  public let upperRow: Int?
  /// Where the rule is written.
  public let source: String

  /// Whether `text` fits without any change.
  public func matches(_ text: [Character]) -> Bool {
    text.count == positions.count && zip(positions, text).allSatisfy { $0.allows($1) } && holds(text)
  }

  /// `text` with characters of the wrong class replaced by what they are mistaken for, and where; nil if none fits.
  ///
  /// Only positions of one fixed class are touched, and only by the confusion table.
  public func substituting(_ text: [Character]) -> (text: [Character], changed: [Int])? {
    guard text.count == positions.count else { return nil }
    var result = text
    var changed: [Int] = []
    for (index, position) in positions.enumerated() where !position.allows(text[index]) {
      let table = if case .digit = position { Confusion.toDigit } else { Confusion.toLetter }
      guard let other = table[text[index]], position.allows(other) else { return nil }
      result[index] = other
      changed.append(index)
    }
    return holds(result) ? (result, changed) : nil
  }

  private func holds(_ text: [Character]) -> Bool {
    switch constraint {
    case .none: true
    case .province(let start): PlateGrammar.vietnameseProvinces.contains(String(text[start..<start + 2]))
    case .armyPrefix: PlateGrammar.armyPrefixes.contains(String(text[0..<2]))
    case .chineseSerial: text.dropFirst(2).count { ("A"..."Z").contains($0) } <= 2
    }
  }
}
