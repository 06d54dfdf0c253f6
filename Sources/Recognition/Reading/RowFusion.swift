internal import Border
internal import Foundation

/// Several readers' voices on one row, made into one list of texts.
enum RowFusion {
  /// One reader's reading and how much it counts.
  struct Voice {
    var reading: RowReading
    var weight: Double
  }

  /// A text of a row and what all readers together think of it.
  struct Candidate: Hashable {
    /// With the readers' joint probability for each.
    var characters: [CharacterRead]
    /// Logarithm of the joint probability, not normalised: only differences mean something.
    var score: Double
    /// Whether every reader's own best text is this one.
    var agreed: Bool

    var text: String { String(characters.map(\.character)) }
  }

  /// What a character that a reader saw differently, did not see, or saw besides costs: logarithms of how often readers
  /// do so.
  private static let unlikely = log(0.003)
  private static let missed = log(0.01)

  /// Every reader's alternatives, the likeliest first.
  static func candidates(_ voices: [Voice]) -> [Candidate] {
    let hearings = voices.map(Hearing.init)
    var texts: [Text] = []
    for hearing in hearings {
      for text in hearing.texts.prefix(4) where !texts.contains(where: { $0.codes == text.codes }) {
        texts.append(text)
      }
    }
    return texts.map { candidate($0, hearings) }.sorted { $0.score > $1.score }
  }

  /// A text as numbers, which are compared in a fraction of the time that characters take.
  private struct Text {
    let codes: [UInt32]
    let characters: [CharacterRead]
    let probability: Double

    init(_ alternative: RowReading.Alternative) {
      codes = alternative.characters.map(\.character.code)
      (characters, probability) = (alternative.characters, alternative.probability)
    }
  }

  /// One reader's reading, made ready to be compared.
  private struct Hearing {
    let texts: [Text]
    let weight: Double
    /// A reader that considered no Chinese characters has no voice on them.
    let knowsChinese: Bool

    init(_ voice: Voice) {
      texts = voice.reading.alternatives.map(Text.init)
      weight = voice.weight
      knowsChinese = texts.contains { $0.codes.contains(where: Character.isChinese) }
    }

    /// A reading is never empty.
    var best: Text { texts[0] }
  }

  private static func candidate(_ text: Text, _ hearings: [Hearing]) -> Candidate {
    var votes = [[Vote]](repeating: [], count: text.codes.count)
    var score = 0.0
    var agreed = true
    for hearing in hearings {
      let weight = hearing.weight
      let positions = text.codes.indices.filter { hearing.knowsChinese || !Character.isChinese(text.codes[$0]) }
      let compared = positions.count == text.codes.count ? text.codes : positions.map { text.codes[$0] }
      agreed = agreed && compared == hearing.best.codes
      if let own = hearing.texts.first(where: { $0.codes == compared }) {
        score += weight * log(max(own.probability, 1e-6))
        for (position, seen) in zip(positions, own.characters) {
          votes[position].append(Vote(probability: seen.probability, weight: weight))
        }
        continue
      }
      let (partners, extra) = Alignment.align(compared, with: hearing.best.codes)
      var aligned = log(max(hearing.best.probability, 1e-6)) + Double(extra) * missed
      for (position, partner) in zip(positions, partners) {
        guard let partner else {
          votes[position].append(Vote(probability: 0.05, weight: weight))
          aligned += missed
          continue
        }
        let seen = hearing.best.characters[partner].probability
        if hearing.best.codes[partner] == text.codes[position] {
          votes[position].append(Vote(probability: seen, weight: weight))
        } else {
          votes[position].append(Vote(probability: (1 - seen) * 0.2, weight: weight))
          aligned += max(log(max(1 - seen, 1e-6) * 0.1), unlikely)
        }
      }
      score += weight * aligned
    }
    let characters = zip(text.characters, votes).map { CharacterRead($0.character, probability: joint($1)) }
    return Candidate(characters: characters, score: score, agreed: agreed)
  }

  /// What one reader thinks of one character.
  struct Vote {
    var probability: Double
    var weight: Double
  }

  /// Votes as odds, multiplied: readers that err in different places strengthen one another.
  static func joint(_ votes: [Vote]) -> Double {
    guard !votes.isEmpty else { return 0 }
    let odds = votes.reduce(0.0) { sum, vote in
      // No reader is surer than its training allows.
      let bounded = min(max(vote.probability, 0.01), 0.995)
      return sum + vote.weight * log(bounded / (1 - bounded))
    }
    return 1 / (1 + exp(-odds))
  }
}

extension Character {
  /// Of the CJK ideographs, of which plates use some forty.
  var isChinese: Bool { unicodeScalars.allSatisfy { Self.isChinese($0.value) } }

  /// Its first scalar: a plate's characters have one.
  fileprivate var code: UInt32 { unicodeScalars.first?.value ?? 0 }

  fileprivate static func isChinese(_ code: UInt32) -> Bool { (0x4E00...0x9FFF).contains(code) }
}
