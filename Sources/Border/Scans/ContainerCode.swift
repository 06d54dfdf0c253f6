/// A container number by ISO 6346: owner code of three letters, category U, J or Z, six digits, check digit.
public struct ContainerCode: Sendable, Hashable, Codable, CustomStringConvertible {
  /// Eleven characters, upper case, without separators.
  public let text: String

  /// Nil unless `text`, without separators, has the shape of a container number. The check digit may be wrong:
  /// a declared number with a bad digit is shown with a flag, never refused.
  public init?(_ text: String) {
    let compact = PlateText.compact(text)
    let characters = Array(compact)
    guard characters.count == 11, characters[0..<3].allSatisfy({ ("A"..."Z").contains($0) }),
      ["U", "J", "Z"].contains(characters[3]), characters[4...].allSatisfy({ ("0"..."9").contains($0) })
    else { return nil }
    self.text = compact
  }

  /// The check digit that the first ten characters call for, 0…9 (ISO 6346, annex A; a remainder of 10 is written 0).
  public var checkDigit: Int {
    var sum = 0
    for (index, character) in text.prefix(10).enumerated() { sum += Self.value(of: character) << index }
    return sum % 11 % 10
  }

  public var isValid: Bool { text.last == Character(String(checkDigit)) }
  public var description: String { text }

  /// A = 10, B = 12 … Z = 38: multiples of 11 are skipped.
  private static func value(of character: Character) -> Int {
    if let digit = character.wholeNumberValue { return digit }
    let letter = Int(character.asciiValue ?? 65) - 65
    return 10 + letter + (letter + 9) / 10
  }
}
