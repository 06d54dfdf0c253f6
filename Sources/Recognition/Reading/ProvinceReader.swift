internal import Border
internal import Foundation

/// Reads the one character that tells where a Chinese plate is from: a network for this alone, which sees it four times as
/// large as the row reader does. A second opinion on what the row reader is weakest at.
public final class ProvinceReader {
  /// The network's input.
  static let width = 32
  static let height = 64
  /// The network's classes from 1 on, in the order it was trained with; class 0 says that no province stands there.
  static let provinces = Array("京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新")

  private let net: Net

  public init(models: ModelStore) throws(ModelError) {
    net = try Net(.province, of: models, sizes: .one(width: Self.width, height: Self.height))
  }

  var slowNetworks: [String] { net.slowName.map { [$0] } ?? [] }

  /// - Parameter cut: of any size, made by `ProvinceCut`; dark characters on light ground.
  func read(_ cut: GreyPatch) throws(ModelError) -> ProvinceReading {
    let output = try net.run(cut.stretched().scaled(width: Self.width, height: Self.height))
    guard output.shape.3 == Self.provinces.count + 1 else {
      throw net.unusable("it knows \(output.shape.3) classes, not \(Self.provinces.count) provinces and none")
    }
    let values = output.values.map(Double.init)
    return ProvinceReading(
      none: values[0], probabilities: Dictionary(zip(Self.provinces, values.dropFirst()), uniquingKeysWith: max))
  }
}

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
  func joined(to reading: RowReading) -> RowReading {
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
      for (province, score) in ranked {
        let share = score / totalExpected
        let looks = (scores[province] ?? 0) / total
        let character = CharacterRead(province, probability: min(share, looks, agrees ? 1 : Self.mostAlone))
        let text = [character] + rest
        if let known = alternatives.firstIndex(where: { $0.characters.map(\.character) == text.map(\.character) }) {
          alternatives[known].probability += alternative.probability * share
        } else {
          alternatives.append(.init(characters: text, probability: alternative.probability * share))
        }
      }
    }
    return RowReading(alternatives: alternatives.sorted { $0.probability > $1.probability })
  }
}
