internal import Border
internal import Foundation

/// Several readers' voices on one row, made into one list of texts.
enum RowFusion {
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
  static func candidates(_ readings: [RowReading]) -> [Candidate] {
    var texts: [[Character]] = []
    for reading in readings {
      for alternative in reading.alternatives.prefix(4) {
        let text = alternative.characters.map(\.character)
        if !texts.contains(text) { texts.append(text) }
      }
    }
    return texts.map { candidate($0, readings) }.sorted { $0.score > $1.score }
  }

  private static func candidate(_ text: [Character], _ readings: [RowReading]) -> Candidate {
    var votes = [[Double]](repeating: [], count: text.count)
    var score = 0.0
    var agreed = true
    for reading in readings {
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
          votes[position].append(seen.probability)
        case .some(let seen):
          votes[position].append((1 - seen.probability) * 0.2)
          aligned += max(log(max(1 - seen.probability, 1e-6) * 0.1), unlikely)
        case nil:
          votes[position].append(0.05)
          aligned += missed
        }
      }
      score += own.map { log(max($0.probability, 1e-6)) } ?? aligned
    }
    let characters = zip(text, votes).map { CharacterRead($0, probability: joint($1)) }
    return Candidate(characters: characters, score: score, agreed: agreed)
  }

  /// Voices as odds, multiplied: readers that err in different places strengthen one another. Each counts for less than
  /// a whole voice, since they look at the same pixels.
  static func joint(_ votes: [Double]) -> Double {
    guard !votes.isEmpty else { return 0 }
    let weight = votes.count > 1 ? 0.75 : 1.0
    let odds = votes.reduce(0.0) { sum, vote in
      let bounded = min(max(vote, 0.01), 0.995)
      return sum + weight * log(bounded / (1 - bounded))
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
