internal import Border

/// How likely each province is, 0…1, and that there is none.
struct ProvinceReading: Hashable {
  /// What a province that only one of the two named can be worth at most.
  static let mostAlone = 0.9

  var none: Double
  var probabilities: [Character: Double]

  /// The row reader's reading with the province that both together hold likeliest; unchanged if none stands there.
  ///
  /// What the row reader says of the other characters stays as it is. Both must have named the same province for its
  /// probability to rise above what one of them alone could claim. Of provinces that look alike the one with more people is
  /// meant more often; that decides which is named, and never makes it surer than its looks do.
  ///
  /// - Parameter centre: where the province's middle lies in the row, for readings that have passed over it.
  func joined(to reading: RowReading, at centre: Double) -> RowReading {
    guard none < 0.5 else { return reading }
    var heard: [Character: Double] = [:]
    for alternative in reading.alternatives {
      guard let first = alternative.characters.first?.character, first.isChinese else { continue }
      heard[first, default: 0] += alternative.probability
    }
    // A province that the row reader did not think of is unlikely, not impossible.
    let scores = probabilities.mapValues { max($0, 1e-4) }.reduce(into: [Character: Double]()) { scores, entry in
      scores[entry.key] = entry.value * max(heard[entry.key] ?? 0, 0.02).squareRoot()
    }
    let total = scores.values.repeatableSum
    let expected = scores.reduce(into: [Character: Double]()) { expected, entry in
      expected[entry.key] = entry.value * ProvincePopulation.share(of: entry.key)
    }
    let totalExpected = expected.values.repeatableSum
    let ranked = expected.sorted { ($0.value, $0.key) > ($1.value, $1.key) }.prefix(2)
    let loudest = heard.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key
    let agrees = loudest == ranked.first?.key && ranked.first?.key == probabilities.max { $0.value < $1.value }?.key
    var alternatives: [RowReading.Alternative] = []
    for alternative in reading.alternatives.prefix(3) {
      let hasProvince = alternative.characters.first?.character.isChinese ?? false
      let rest = Array(alternative.characters.dropFirst(hasProvince ? 1 : 0))
      let places = hasProvince || alternative.places.isEmpty ? alternative.places : [centre] + alternative.places
      for (province, score) in ranked {
        let share = score / totalExpected
        let looks = (scores[province] ?? 0) / total
        let character = CharacterRead(province, probability: min(share, looks, agrees ? 1 : Self.mostAlone))
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
