internal import Border
internal import Foundation

/// The rows' candidates and the grammar, made into the text of one plate.
enum PlateReading {
  /// How much less likely a text outside the grammar is than one within it, as a logarithm.
  static let outsideGrammar = -3.0
  /// What remains of the confidence for each character that was substituted, and for a text of no known grammar.
  static let afterSubstitution = 0.5
  static let withoutGrammar = 0.7
  /// Below this probability a character counts as unread.
  static let unreadBelow = 0.15
  /// A character that was read surer than this is substituted beside another only if it is one of the twins.
  static let doubtedBelow = 0.9
  /// Letters and digits that some dies cut alike.
  private static let twins: Set<Character> = ["0", "O", "Q", "D", "1", "I"]
  /// Candidates this much less likely than the best are not looked at, as a logarithm.
  private static let hopeless = -8.0

  struct Result {
    var text: String
    var raw: String
    var country: Country
    var kind: PlateKind
    var confidence: Double
    /// Every reader that was heard read exactly this, and the grammar fits without a change.
    var isPlain: Bool
    var characters: [CharacterRead]
  }

  /// - Parameter rows: the candidates of each row, the upper row first, the likeliest first.
  static func result(rows: [[RowFusion.Candidate]], colour: PlateColour) -> Result {
    let wholes = combinations(rows)
    let asRead = wholes[0]
    let ranked = wholes.map { whole in
      let match = match(whole, colour).flatMap { isCredible($0, for: whole) ? $0 : nil }
      let isPlain = match.map(\.substituted.isEmpty) ?? false
      return (whole: whole, match: match, isPlain: isPlain, score: whole.score + (isPlain ? 0 : outsideGrammar))
    }
    // `wholes` is never empty, so there is a best one.
    let best = ranked.max { $0.score < $1.score } ?? (asRead, nil, false, 0)
    var characters = best.whole.characters
    var confidence = characters.reduce(1) { $0 * $1.probability }
    if let match = best.match {
      let corrected = Array(match.text)
      for position in match.substituted {
        let doubt = characters[position].probability * afterSubstitution
        characters[position] = CharacterRead(corrected[position], probability: doubt)
        confidence *= afterSubstitution
      }
    } else {
      confidence *= withoutGrammar
    }
    let text = String(characters.map(\.character))
    for index in characters.indices where characters[index].probability < unreadBelow {
      characters[index].character = "?"
    }
    return Result(
      text: text, raw: asRead.rows.joined(separator: "-"), country: best.match?.pattern.country ?? .unknown,
      kind: best.match?.pattern.kind ?? .unknown, confidence: characters.isEmpty ? 0 : confidence,
      isPlain: best.isPlain && best.match?.isAmbiguous == false && best.whole.agreed
        && isSureOfChinese(best.whole.characters), characters: characters)
  }

  /// How much sense a read makes, to choose between layouts: the mean logarithm of its characters' probabilities, with
  /// the grammar's word. Mean, not sum, or a layout that shows fewer characters would always win.
  static func sense(of read: Result) -> Double {
    guard !read.characters.isEmpty else { return -10 }
    let sum = read.characters.reduce(0.0) { $0 + log(max($1.probability, 1e-3)) }
    let few = Double(max(0, 5 - read.characters.count))
    return sum / Double(read.characters.count) - few + (read.kind == .unknown ? -0.7 : 0)
  }

  /// Whether one more digit before, between or after the digits of the number would make another lawful plate.
  static func mayLackCharacter(_ read: PlateRead) -> Bool {
    [read.text + "0", read.text + "D"].contains { longer in
      guard let match = PlateGrammar.match(longer, rows: read.lines, colour: read.colour) else { return false }
      // 12C-123.45 and a digit would be an old motorcycle's 12-C1 23450, which no lorry carries.
      return match.substituted.isEmpty && (match.pattern.kind != .motorcycle || read.kind == .motorcycle)
    }
  }

  /// Of the marks only one reader knows anything, so nobody confirms what it says; provinces have a second one.
  private static func isSureOfChinese(_ characters: [CharacterRead]) -> Bool {
    characters.allSatisfy { !$0.character.isChinese || $0.probability >= 0.99 }
  }

  /// One choice for every row.
  private struct Whole {
    var rows: [String] = []
    var characters: [CharacterRead] = []
    var score = 0.0
    var agreed = true
  }

  /// Every combination that is not hopeless, the likeliest first.
  private static func combinations(_ rows: [[RowFusion.Candidate]]) -> [Whole] {
    var wholes = [Whole()]
    for candidates in rows {
      wholes = wholes.flatMap { whole in
        candidates.prefix(6).map { candidate in
          Whole(
            rows: whole.rows + [candidate.text], characters: whole.characters + candidate.characters,
            score: whole.score + candidate.score, agreed: whole.agreed && candidate.agreed)
        }
      }
    }
    wholes.sort { $0.score > $1.score }
    let best = wholes[0].score
    return wholes.filter { $0.score >= best + hopeless }
  }

  /// One character may be bent to the grammar, since all others then speak for it; two only where the readers themselves were
  /// in doubt or could not have known better: a plate of another country that was read well is none of ours misread.
  private static func isCredible(_ match: PlateGrammar.Match, for whole: Whole) -> Bool {
    match.substituted.count <= 1
      || match.substituted.allSatisfy { position in
        let read = whole.characters[position]
        return read.probability < doubtedBelow || twins.contains(read.character)
      }
  }

  private static func match(_ whole: Whole, _ colour: PlateColour) -> PlateGrammar.Match? {
    PlateGrammar.match(
      whole.rows.joined(), rows: whole.rows.count, upperRow: whole.rows.count == 2 ? whole.rows[0].count : nil,
      colour: colour)
  }
}
