internal import Border

/// What the frames of one plate say, character by character. Grows with the number of different texts, not of frames.
struct PlateVotes {
  /// What is known of one text.
  private struct Text {
    var frames = 0
    var trusted = 0
    /// The surest read of it.
    var best: PlateRead
  }

  /// The voices for one position: a character's summed probability, and how likely all its readers err.
  private struct Position {
    var weight: [Character: Double] = [:]
    var doubt: [Character: Double] = [:]
  }

  /// At most this many different texts are kept; a plate that is read in more ways than this is not readable.
  private static let mostTexts = 64

  private var texts: [String: Text] = [:]
  /// By length of the text, since only texts of one length can be laid over one another.
  private var positions: [Int: [Position]] = [:]
  private var lengthWeights: [Int: Double] = [:]
  private(set) var frames = 0

  mutating func add(_ read: PlateRead) {
    frames += 1
    var text = texts[read.text] ?? Text(best: read)
    text.frames += 1
    if read.trusted { text.trusted += 1 }
    if read.confidence > text.best.confidence { text.best = read }
    if texts[read.text] != nil || texts.count < Self.mostTexts { texts[read.text] = text }
    let length = read.characters.count
    var votes = positions[length] ?? [Position](repeating: Position(), count: length)
    for (index, pair) in zip(read.characters, read.text).enumerated() {
      let (probability, character) = (pair.0.probability, pair.1)
      votes[index].weight[character, default: 0] += probability
      // The square root, because the frames of one vehicle are no independent witnesses.
      votes[index].doubt[character, default: 1] *= (1 - min(probability, 0.99)).squareRoot()
    }
    positions[length] = votes
    lengthWeights[length, default: 0] += read.characters.reduce(0) { $0 + $1.probability } / Double(max(length, 1))
  }

  /// The text of the most weight, and what speaks for it; nil before the first vote.
  func consensus(camera: String) -> PlateConsensus? {
    let length = lengthWeights.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key
    guard let length, length > 0, let votes = positions[length] else { return nil }
    let characters = votes.map { position -> CharacterRead in
      let all = position.weight.values.repeatableSum
      let first = position.weight.max { ($0.value, $0.key) < ($1.value, $1.key) }
      guard let first, all > 0 else { return CharacterRead("?", probability: 0) }
      return CharacterRead(
        first.key, probability: first.value / all * (1 - (position.doubt[first.key] ?? 1)))
    }
    let voted = String(characters.map(\.character))
    let witness = texts[voted]
    // Where no frame read just this, the likest read tells layout and colour.
    let like = witness?.best ?? texts.values.map(\.best).max { nearness($0, voted) < nearness($1, voted) }
    guard let like else { return nil }
    let match = PlateGrammar.match(voted, rows: like.lines, colour: like.colour)
    let pattern = match.flatMap { $0.substituted.isEmpty ? $0.pattern : nil }
    let (country, kind) =
      witness.map { ($0.best.country, $0.best.kind) } ?? (pattern?.country ?? .unknown, pattern?.kind ?? .unknown)
    let confidence = characters.reduce(1) { $0 * $1.probability } * (kind == .unknown ? PlateReading.withoutGrammar : 1)
    // The text is the best guess; what no frame could read is shown as such.
    let shown = characters.map {
      $0.probability < PlateReading.unreadBelow ? CharacterRead("?", probability: $0.probability) : $0
    }
    return PlateConsensus(
      text: voted, raw: witness?.best.raw ?? voted, country: country, kind: kind, colour: like.colour,
      lines: like.lines, confidence: confidence, trusted: isTrusted(voted, kind), agreeingFrames: witness?.frames ?? 0,
      characters: shown, camera: camera)
  }

  /// The confidence of the surest frame that read just this; 0 if none did.
  func surest(of text: String) -> Double { texts[text]?.best.confidence ?? 0 }

  /// The confidence of the surest frame.
  var surest: Double { texts.values.map(\.best.confidence).max() ?? 0 }

  /// Two frames that agree, one of which the readers and the grammar vouch for, and no other text so well vouched for.
  private func isTrusted(_ text: String, _ kind: PlateKind) -> Bool {
    guard kind != .unknown, let own = texts[text], own.frames >= 2, own.trusted >= 1 else { return false }
    return texts.allSatisfy { $0.key == text || $0.value.trusted * 3 <= own.trusted }
  }

  private func nearness(_ read: PlateRead, _ text: String) -> Double {
    TextSimilarity.of(read.text, text) + read.confidence / 100
  }
}
