internal import Border
internal import Foundation

/// How likely each province is, 0…1, and that there is none.
struct ProvinceReading: Hashable {
  /// What a province that only one of the two named can be worth at most.
  static let mostAlone = 0.9
  /// What the row reader's word counts beside this reader's, as a power. In naming a province it has the lesser say, since it sees a Chinese
  /// character smaller than it can be told by; in vouching for the one that was named it is a second witness.
  private static let (inNaming, inVouching) = (0.5, 1.0)
  /// Less than this of all that the row reader may have read is no word for a province.
  private static let leastHeardToAgree = 0.5

  var none: Double
  var probabilities: [Character: Double]

  /// The row reader's reading with the province that both together hold likeliest; unchanged if none stands there.
  ///
  /// What the row reader says of the other characters stays as it is. Both must have named the same province for its
  /// probability to rise above what one of them alone could claim. Of provinces that look alike the one with more people is
  /// meant more often; that decides which is named, and never makes it surer than its looks do.
  ///
  /// - Parameter centre: where the province's middle lies in the row. A character that was read there is the province misread, and is
  ///   replaced; a reading that passed over the province has it put before the rest.
  func joined(to reading: RowReading, at centre: Double) -> RowReading {
    guard none < 0.5 else { return reading }
    var heard: [Character: Double] = [:]
    for alternative in reading.alternatives {
      guard let first = alternative.characters.first?.character, first.isChinese else { continue }
      heard[first, default: 0] += alternative.probability
    }
    let named = Weighing(probabilities, heard, rowReadersShare: Self.inNaming)
    let ranked = named.expected.sorted { ($0.value, $0.key) > ($1.value, $1.key) }.prefix(2).map(\.key)
    let seen = probabilities.max { $0.value < $1.value }?.key
    let agrees = ranked.first.map { $0 == seen && heard[$0] ?? 0 >= Self.leastHeardToAgree } ?? false
    let vouching = agrees ? Weighing(probabilities, heard, rowReadersShare: Self.inVouching) : named
    let choices = ranked.map { province in
      let sure = min(vouching.sureness(of: province), agrees ? 1 : Self.mostAlone)
      return (character: CharacterRead(province, probability: sure), share: named.share(of: province))
    }
    var alternatives: [RowReading.Alternative] = []
    for alternative in reading.alternatives.prefix(3) {
      let hasProvince = alternative.showsProvince(at: centre)
      let rest = Array(alternative.characters.dropFirst(hasProvince ? 1 : 0))
      let places = hasProvince || alternative.places.isEmpty ? alternative.places : [centre] + alternative.places
      for (character, share) in choices {
        let text = [character] + rest
        if let known = alternatives.firstIndex(where: { $0.characters.map(\.character) == text.map(\.character) }) {
          alternatives[known].probability += alternative.probability * share
        } else {
          alternatives.append(
            .init(characters: text, probability: alternative.probability * share, places: places))
        }
      }
    }
    return RowReading(alternatives: alternatives.sorted { $0.probability > $1.probability })
  }
}

extension RowReading.Alternative {
  /// Whether its first character stands where the province does: that is the province, whatever it was taken for.
  fileprivate func showsProvince(at centre: Double) -> Bool {
    guard let first = characters.first else { return false }
    if first.character.isChinese { return true }
    guard let place = places.first, let step else { return false }
    return abs(place - centre) < step / 2
  }
}

/// What two readers say of a province, multiplied.
private struct Weighing {
  /// By how often vehicles come from there.
  let expected: [Character: Double]
  private let scores: [Character: Double]
  private let totals: (scores: Double, expected: Double)

  /// Neither reader rules out what it did not think of.
  private static let (leastSeen, leastHeard) = (1e-4, 0.02)

  init(_ seen: [Character: Double], _ heard: [Character: Double], rowReadersShare: Double) {
    let scores = seen.reduce(into: [Character: Double]()) { scores, entry in
      let word = max(heard[entry.key] ?? 0, Self.leastHeard)
      scores[entry.key] = max(entry.value, Self.leastSeen) * pow(word, rowReadersShare)
    }
    let expected = scores.reduce(into: [Character: Double]()) { expected, entry in
      expected[entry.key] = entry.value * ProvincePopulation.share(of: entry.key)
    }
    (self.scores, self.expected) = (scores, expected)
    totals = (scores.values.repeatableSum, expected.values.repeatableSum)
  }

  func share(of province: Character) -> Double { (expected[province] ?? 0) / totals.expected }

  /// The population never makes a province surer than its looks do.
  func sureness(of province: Character) -> Double { min(share(of: province), (scores[province] ?? 0) / totals.scores) }
}
