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

    /// What a character of the other class was mistaken for here; nil where both classes may stand, or no table knows.
    func meant(by character: Character) -> Character? {
      let table: [Character: Character]
      switch self {
      case .digit: table = Confusion.toDigit
      case .oneOf(let set) where set.allSatisfy { ("0"..."9").contains($0) }: table = Confusion.toDigit
      case .oneOf(let set) where set.allSatisfy { ("A"..."Z").contains($0) }: table = Confusion.toLetter
      case .oneOf: return nil
      }
      return table[character].flatMap { allows($0) ? $0 : nil }
    }
  }

  /// A rule over several positions at once.
  public enum Constraint: Sendable, Hashable {
    /// Two digits from a position on are an issued Vietnamese province code.
    case province(at: Int)
    /// The first two letters are a prefix of the army.
    case armyPrefix
    /// At most two letters from position 2 on. GA 36-2018 has ten patterns of serials, all of which hold to this; so do
    /// four more that are on the road (DLLDD, LDDLD, DDLLD, DLDLD), and no other rule is needed to tell a misread.
    case chineseSerial
    /// The number is not nought: 000.01 and 0001 are the first that are issued. From a position to the last digit.
    case number(from: Int)
  }

  public let country: Country
  public let kind: PlateKind
  public let positions: [Position]
  public let constraints: [Constraint]
  /// How many characters stand on the upper row when the plate has two rows; nil where it never has.
  public let upperRow: Int?
  /// The one ground that it stands on; nil for any but red, which is the army's.
  public let ground: PlateColour?
  /// Where the rule is written.
  public let source: String

  /// How many characters may be replaced: more would make a Vietnamese plate of any foreign one.
  static let mostSubstitutions = 2

  /// Whether `text` fits without any change.
  public func matches(_ text: [Character]) -> Bool {
    text.count == positions.count && zip(positions, text).allSatisfy { $0.allows($1) } && holds(text)
  }

  /// `text` with characters of the wrong class replaced by what they are mistaken for, and where; nil if none fits.
  ///
  /// Only positions of one fixed class are touched, only by the confusion table, and only two.
  public func substituting(_ text: [Character]) -> (text: [Character], changed: [Int])? {
    guard text.count == positions.count else { return nil }
    var result = text
    var changed: [Int] = []
    for (index, position) in positions.enumerated() where !position.allows(text[index]) {
      guard changed.count < Self.mostSubstitutions, let other = position.meant(by: text[index]) else { return nil }
      result[index] = other
      changed.append(index)
    }
    return holds(result) ? (result, changed) : nil
  }

  private func holds(_ text: [Character]) -> Bool {
    constraints.allSatisfy { constraint in
      switch constraint {
      case .province(let start): PlateGrammar.vietnameseProvinces.contains(String(text[start..<start + 2]))
      case .armyPrefix: PlateGrammar.armyPrefixes.contains(String(text[0..<2]))
      case .chineseSerial: text.dropFirst(2).count { ("A"..."Z").contains($0) } <= 2
      case .number(let start): text[start...].contains { ("1"..."9").contains($0) }
      }
    }
  }
}
