/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): small, fast, and the same on every machine.
public struct SeededGenerator: RandomNumberGenerator, Sendable, Hashable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

// The standard library may change how it draws numbers from a generator; these do not.
extension RandomNumberGenerator {
  /// 0 ..< 1.
  mutating func unit() -> Double { Double(next() >> 11) / Double(1 << 53) }

  mutating func real(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound + unit() * (range.upperBound - range.lowerBound)
  }

  /// 0 ..< count.
  mutating func index(_ count: Int) -> Int { Int(next() % UInt64(Swift.max(1, count))) }

  mutating func integer(_ range: ClosedRange<Int>) -> Int { range.lowerBound + index(range.count) }

  mutating func chance(_ probability: Double) -> Bool { unit() < probability }

  mutating func pick<Element>(_ choices: [Element]) -> Element { choices[index(choices.count)] }

  mutating func pick(_ characters: String) -> Character {
    characters[characters.index(characters.startIndex, offsetBy: index(characters.count))]
  }
}
