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
    /// The ground or the number of rows speaks against it, or would have to speak for it and is not known: such a text is not to be
    /// trusted.
    /// A Chinese plate whose province character was not read, AB1234, looks just like one of the army.
    public let isAmbiguous: Bool
  }

  /// The first pattern that fits `text`, plain matches before substituted ones; nil if none does.
  ///
  /// - Parameters:
  ///   - text: as read; compacted here.
  ///   - rows: how many rows were seen, to prefer the patterns that break there.
  ///   - upperRow: how many characters the upper row had, if there were two.
  ///   - colour: red is the army's, and only red is.
  public static func match(_ text: String, rows: Int = 1, upperRow: Int? = nil, colour: PlateColour = .unknown)
    -> Match?
  {
    let read = PlateText.compact(text).compactMap(PlateSymbol.init)
    guard let candidates = patternsByLength[read.count] else { return nil }
    func isPreferred(_ pattern: PlatePattern) -> Bool { fits(pattern, rows, upperRow, colour) }
    // Patterns whose row break is where the break was seen come first.
    let plain = candidates.indices.filter { candidates[$0].matches(read) }
    if let first = plain.first(where: { isPreferred(candidates[$0]) }) ?? plain.first {
      return match(read, candidates[first], substituted: [], rows, colour)
    }
    var best: Match?
    for preferred in [true, false] {
      for index in candidates.indices where isPreferred(candidates[index]) == preferred {
        guard let (meant, changed) = candidates[index].substituting(read),
          changed.count < best?.substituted.count ?? .max
        else { continue }
        best = match(meant, candidates[index], substituted: changed, rows, colour)
      }
    }
    return best
  }

  private static func match(
    _ symbols: [PlateSymbol], _ pattern: PlatePattern, substituted: [Int], _ rows: Int, _ colour: PlateColour
  ) -> Match {
    let text = symbols.map(\.character)
    return Match(
      text: String(text), pattern: pattern, substituted: substituted,
      isAmbiguous: !isBorneOut(text, pattern, by: rows, colour))
  }

  private static func fits(_ pattern: PlatePattern, _ rows: Int, _ upperRow: Int?, _ colour: PlateColour) -> Bool {
    if colour == .red { return pattern.ground == .red }
    return rows == 2 && upperRow != nil && pattern.upperRow == upperRow
  }

  private static func isBorneOut(
    _ text: [Character], _ pattern: PlatePattern, by rows: Int, _ colour: PlateColour
  ) -> Bool {
    if let own = pattern.rows, rows != own { return false }
    if let ground = pattern.ground { return colour == ground }
    if colour == .red { return false }
    guard colour == .blue, pattern.country == .vietnam, pattern.kind == .car else { return true }
    return stateLetters.contains(text[2])
  }

  // MARK: Sets

  /// The 81 issued codes; 13, 42, 44–46, 87, 91 and 96 were never issued. Circular 51/2025/TT-BCA and its forerunners.
  public static let vietnameseProvinces: Set<String> = Set(
    (11...99).filter { ![13, 42, 44, 45, 46, 87, 91, 96].contains($0) }.map(String.init))

  /// The 20 serial letters: no I, J, O, Q, R, W. Circular 79/2024/TT-BCA.
  public static let serialLetters: Set<Character> = Set("ABCDEFGHKLMNPSTUVXYZ")

  /// The 11 of them that blue plates, those of state bodies, use. Circular 79/2024/TT-BCA.
  public static let stateLetters: Set<Character> = Set("ABCDEFGHKLM")

  /// Prefixes of army plates: Circular 169/2021/TT-BQP, by a secondary source.
  public static let armyPrefixes: Set<String> = Set(
    """
    TM TC TH TT TK TN KA KB KC KD KV KP KK KT AA AB AC AD AT AN AX AM AV QA QB QC QH QM BL BB BC BK BP BH BT \
    HA HB HC HD HE HH HT HQ HN PA PG PK PQ PM PX PP VT CA CB CD CH CM CN CP CT CV
    """.split(separator: " ").map(String.init))

  /// The ground of all Chinese serials: letters without I and O, and digits. GA 36-2018.
  public static let chineseSerial: Set<Character> = Set("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789")

  /// Every pattern, in the order in which a text that fits several is explained.
  public static let patterns: [PlatePattern] = VietnamesePlates.patterns + ChinesePlates.patterns

  // MARK: The same, as it is looked up

  private static let patternsByLength = Dictionary(grouping: patterns, by: \.positions.count)
  static let issued = Set(vietnameseProvinces.compactMap(PlatePattern.Pair.init))
  static let army = Set(armyPrefixes.compactMap(PlatePattern.Pair.init))
}
