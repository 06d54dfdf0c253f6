/// Every plate text that can lawfully exist at this border, as data with its sources.
///
/// Is: the shapes of Vietnamese and Chinese plates of all generations that are still valid.
/// Is not: a reason to refuse. A plate outside the grammar is reported as it was read, kind `unknown`, never trusted.
public enum PlateGrammar {
  /// A text, the pattern that explains it, and which characters had to be replaced for that.
  public struct Match: Sendable, Hashable {
    public let text: String
    public let pattern: PlatePattern
    /// Positions whose character was substituted; empty for a plain match.
    public let substituted: [Int]
  }

  /// The first pattern that fits `text`, plain matches before substituted ones; nil if none does.
  ///
  /// - Parameters:
  ///   - text: as read; compacted here.
  ///   - rows: how many rows were seen, to prefer the patterns that break there.
  ///   - upperRow: how many characters the upper row had, if there were two.
  ///   - colour: red speaks for the army, and a text without a province character is never Chinese by pattern alone.
  public static func match(_ text: String, rows: Int = 1, upperRow: Int? = nil, colour: PlateColour = .unknown)
    -> Match?
  {
    let characters = Array(PlateText.compact(text))
    guard (6...10).contains(characters.count) else { return nil }
    let candidates = patterns.filter { $0.positions.count == characters.count }
    // A pattern whose row break is where the break was seen comes first; the sort is stable by offset.
    let ordered = candidates.enumerated().sorted { a, b in
      let (x, y) = (fits(a.element, rows, upperRow, colour), fits(b.element, rows, upperRow, colour))
      return x == y ? a.offset < b.offset : x
    }.map(\.element)
    if let plain = ordered.first(where: { $0.matches(characters) }) {
      return Match(text: String(characters), pattern: plain, substituted: [])
    }
    let substituted = ordered.compactMap { pattern in
      pattern.substituting(characters).map { Match(text: String($0.text), pattern: pattern, substituted: $0.changed) }
    }
    return substituted.min { $0.substituted.count < $1.substituted.count }
  }

  private static func fits(_ pattern: PlatePattern, _ rows: Int, _ upperRow: Int?, _ colour: PlateColour) -> Bool {
    if colour == .red { return pattern.kind == .army }
    return rows == 2 && upperRow != nil && pattern.upperRow == upperRow
  }

  // MARK: Sets

  /// The 81 issued codes; 13, 42, 44–46, 87, 91 and 96 were never issued. Circular 51/2025/TT-BCA and its forerunners.
  public static let vietnameseProvinces: Set<String> = Set(
    (11...99).filter { ![13, 42, 44, 45, 46, 87, 91, 96].contains($0) }.map(String.init))

  /// The 20 serial letters: no I, J, O, Q, R, W. Circular 79/2024/TT-BCA.
  public static let serialLetters: Set<Character> = Set("ABCDEFGHKLMNPSTUVXYZ")

  /// Prefixes of army plates. Circular 169/2021/TT-BQP.
  public static let armyPrefixes: Set<String> = Set(
    """
    TM TC TH TT TK TN KA KB KC KD KV KP KK KT AA AB AC AD AT AN AX AM AV QA QB QC QH QM BL BB BC BK BP BH BT \
    HA HB HC HD HE HH HT HQ HN PA PG PK PQ PM PX PP VT CA CB CD CH CM CN CP CT CV
    """.split(separator: " ").map(String.init))

  /// The ground of all Chinese serials: letters without I and O, and digits. GA 36-2018.
  public static let chineseSerial: Set<Character> = Set("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789")

  /// Every pattern, in the order in which a text that fits several is explained.
  public static let patterns: [PlatePattern] = vietnamese + chinese

  private static let vietnamese: [PlatePattern] = {
    let circular79 = "Circular 79/2024/TT-BCA"
    func plate(
      _ kind: PlateKind, _ template: String, digits: ClosedRange<Int>, upperRow: Int?,
      constraint: PlatePattern.Constraint = .province(at: 0), source: String
    ) -> [PlatePattern] {
      digits.reversed().map { count in
        PlatePattern(
          country: .vietnam, kind: kind, positions: positions(template + String(repeating: "#", count: count)),
          constraint: constraint, upperRow: upperRow, source: source)
      }
    }
    let special = ["LD", "DA", "MK", "HC", "KT", "CD", "TD", "MD", "LB", "CT"]
    return plate(.car, "##L", digits: 4...5, upperRow: 3, source: circular79)
      + plate(.trailer, "##[R]", digits: 4...5, upperRow: 3, source: "Circular 58/2020/TT-BCA")
      + plate(.trailer, "##[R][M]", digits: 4...5, upperRow: 4, source: circular79)
      + special.flatMap { mark in
        plate(
          .special, "##" + mark.map { "[\($0)]" }.joined(), digits: 4...5, upperRow: 4, source: circular79)
      }
      + plate(.army, "UU", digits: 4...5, upperRow: 2, constraint: .armyPrefix, source: "Circular 169/2021/TT-BQP")
      + plate(.motorcycle, "##LS", digits: 4...5, upperRow: 4, source: circular79)
      + plate(.motorcycle, "##L1", digits: 4...5, upperRow: 4, source: "Circular 15/2014/TT-BCA")
      + ["NG", "QT", "CV", "NN"].flatMap { mark in
        plate(
          .diplomatic, "#####" + mark.map { "[\($0)]" }.joined(), digits: 2...3, upperRow: nil, source: circular79)
      }
      + plate(
        .temporary, "[T]##", digits: 4...6, upperRow: 3, constraint: .province(at: 1),
        source: "described, no official text read")
  }()

  private static let chinese: [PlatePattern] = {
    let standard = "GA 36-2018"
    func plate(_ kind: PlateKind, _ template: String, constraint: PlatePattern.Constraint = .none) -> PlatePattern {
      PlatePattern(
        country: .china, kind: kind, positions: positions(template), constraint: constraint, upperRow: 2,
        source: standard)
    }
    return [
      plate(.car, "PAXXXXX", constraint: .chineseSerial),
      plate(.trailer, "PAXXXX[挂]"), plate(.drivingSchool, "PAXXXX[学]"), plate(.police, "PAXXXX[警]"),
      plate(.crossBoundary, "PAXXXX[港]"), plate(.crossBoundary, "PAXXXX[澳]"),
      plate(.newEnergy, "PA#####N"), plate(.newEnergy, "PANX####"),
    ]
  }()

  /// `#` digit, `L` serial letter, `S` second motorcycle letter, `1` digit but nought, `U` any letter, `P` Chinese
  /// province, `A` agency letter, `X` Chinese serial, `N` new-energy letter, `[c]` the character itself.
  private static func positions(_ template: String) -> [PlatePattern.Position] {
    var result: [PlatePattern.Position] = []
    var rest = template[...]
    while let symbol = rest.popFirst() {
      switch symbol {
      case "#": result.append(.digit)
      case "L": result.append(.oneOf(serialLetters))
      case "S": result.append(.oneOf(serialLetters.union(["R"]).subtracting(["G"])))
      case "1": result.append(.oneOf(Set("123456789")))
      case "U": result.append(.oneOf(Set("ABCDEFGHIJKLMNOPQRSTUVWXYZ")))
      case "P": result.append(.oneOf(PlateText.chineseProvinces))
      case "A": result.append(.oneOf(Set("ABCDEFGHJKLMNOPQRSTUVWXYZ")))
      case "X": result.append(.oneOf(chineseSerial))
      case "N": result.append(.oneOf(Set("ABCDEFGHJK")))
      case "[":
        if let literal = rest.popFirst() { result.append(.oneOf([literal])) }
        rest = rest.dropFirst()
      default: preconditionFailure("no such symbol in a plate template: \(symbol)")
      }
    }
    return result
  }
}
