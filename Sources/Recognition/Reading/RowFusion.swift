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
    var texts: [[Character]] = []
    for reading in voices.map(\.reading) {
      for alternative in reading.alternatives.prefix(4) {
        let text = alternative.characters.map(\.character)
        if !texts.contains(text) { texts.append(text) }
      }
    }
    return texts.map { candidate($0, voices) }.sorted { $0.score > $1.score }
  }

  private static func candidate(_ text: [Character], _ voices: [Voice]) -> Candidate {
    var votes = [[Vote]](repeating: [], count: text.count)
    var score = 0.0
    var agreed = true
    for voice in voices {
      let (reading, weight) = (voice.reading, voice.weight)
      // A reader without Chinese characters has no voice on them: the rest is compared.
      let isLatin = !reading.best.characters.contains { $0.character.isChinese }
      let positions = text.indices.filter { !(isLatin && text[$0].isChinese) || reading.knowsChinese }
      let compared = positions.map { text[$0] }
      agreed = agreed && compared == reading.best.characters.map(\.character)
      let own = reading.alternatives.first { $0.characters.map(\.character) == compared }
      let (partners, extra) = Alignment.align(compared, with: (own ?? reading.best).characters)
      var aligned = log(max(reading.best.probability, 1e-6)) + Double(extra) * missed
      for (position, partner) in zip(positions, partners) {
        switch partner {
        case .some(let seen) where seen.character == text[position]:
          votes[position].append(Vote(probability: seen.probability, weight: weight))
        case .some(let seen):
          votes[position].append(Vote(probability: (1 - seen.probability) * 0.2, weight: weight))
          aligned += max(log(max(1 - seen.probability, 1e-6) * 0.1), unlikely)
        case nil:
          votes[position].append(Vote(probability: 0.05, weight: weight))
          aligned += missed
        }
      }
      score += weight * (own.map { log(max($0.probability, 1e-6)) } ?? aligned)
    }
    let characters = zip(text, votes).map { CharacterRead($0, probability: joint($1)) }
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

extension RowReading {
  /// Whether Chinese characters are among what the reader considered.
  fileprivate var knowsChinese: Bool {
    alternatives.contains { $0.characters.contains { $0.character.isChinese } }
  }
}

extension Character {
  /// Of the CJK ideographs, of which plates use some forty.
  var isChinese: Bool { unicodeScalars.allSatisfy { (0x4E00...0x9FFF).contains($0.value) } }
}
