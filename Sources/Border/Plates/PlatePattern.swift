/// One shape of plate text: a class of characters for each position.
public struct PlatePattern: Sendable, Hashable {
  /// What may stand at a position.
  public enum Position: Sendable, Hashable {
    case digit
    /// Exactly one of these characters.
    case oneOf(Set<Character>)

    /// What may stand here.
    var symbols: PlateSymbolSet {
      switch self {
      case .digit: .digits
      case .oneOf(let set): PlateSymbolSet(set)
      }
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
  /// The one number of rows that it has; nil where it may be either.
  public let rows: Int?
  /// The one ground that it stands on; nil for any but red, which is the army's.
  public let ground: PlateColour?
  /// Where the rule is written, or that it is by a secondary source.
  public let source: String

  /// `positions`, as they are looked up.
  private let classes: [PlateSymbolSet]

  /// How many characters may be replaced: more would make a Vietnamese plate of any foreign one.
  static let mostSubstitutions = 2

  init(
    country: Country, kind: PlateKind, positions: [Position], constraints: [Constraint], upperRow: Int?,
    rows: Int? = nil, ground: PlateColour?, source: String
  ) {
    (self.country, self.kind, self.positions) = (country, kind, positions)
    (self.constraints, self.upperRow, self.rows) = (constraints, upperRow, rows)
    (self.ground, self.source) = (ground, source)
    classes = positions.map(\.symbols)
  }

  /// Whether `text` fits without any change.
  func matches(_ text: [PlateSymbol]) -> Bool {
    guard text.count == classes.count else { return false }
    for (index, symbol) in text.enumerated() where !classes[index].contains(symbol) { return false }
    return holds(text)
  }

  /// `text` with characters of the wrong class replaced by what they are mistaken for, and where; nil if none fits.
  ///
  /// Only positions of one fixed class are touched, only by the confusion table, and only two.
  func substituting(_ text: [PlateSymbol]) -> (text: [PlateSymbol], changed: [Int])? {
    guard text.count == classes.count else { return nil }
    var result = text
    var changed: [Int] = []
    for (index, symbol) in text.enumerated() where !classes[index].contains(symbol) {
      guard changed.count < Self.mostSubstitutions, let other = meant(by: symbol, as: classes[index]) else {
        return nil
      }
      result[index] = other
      changed.append(index)
    }
    return holds(result) ? (result, changed) : nil
  }

  /// What a character of the other class was mistaken for; nil where both classes may stand, or no table knows.
  private func meant(by symbol: PlateSymbol, as allowed: PlateSymbolSet) -> PlateSymbol? {
    let table: [PlateSymbol: PlateSymbol]
    if allowed.isSubset(of: .digits) {
      table = Confusion.digitMeant
    } else if allowed.isSubset(of: .letters) {
      table = Confusion.letterMeant
    } else {
      return nil
    }
    return table[symbol].flatMap { allowed.contains($0) ? $0 : nil }
  }

  private func holds(_ text: [PlateSymbol]) -> Bool {
    constraints.allSatisfy { constraint in
      switch constraint {
      case .province(let start): PlateGrammar.issued.contains(Pair(text[start], text[start + 1]))
      case .armyPrefix: PlateGrammar.army.contains(Pair(text[0], text[1]))
      case .chineseSerial: text.dropFirst(2).count { $0.isLetter } <= 2
      case .number(let start): text[start...].contains { $0.isDigit && $0.index != 0 }
      }
    }
  }

  /// Two characters that mean something together: a province's code, a prefix.
  struct Pair: Sendable, Hashable {
    var first: PlateSymbol
    var second: PlateSymbol

    init(_ first: PlateSymbol, _ second: PlateSymbol) { (self.first, self.second) = (first, second) }

    /// - Returns: nil where `text` is not two characters of plates.
    init?(_ text: String) {
      let symbols = text.compactMap(PlateSymbol.init)
      guard symbols.count == 2, text.count == 2 else { return nil }
      self.init(symbols[0], symbols[1])
    }
  }
}
