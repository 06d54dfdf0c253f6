/// A character of plates as a number, so that it is compared, and looked for in a class, in one step: reading one plate tries hundreds
/// of texts on every pattern.
struct PlateSymbol: Sendable, Hashable {
  /// Below 128: digits first, then letters, then Chinese characters.
  let index: UInt8

  private static let letters: UInt8 = 10
  private static let chinese: UInt8 = 36
  private static let characters =
    Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") + PlateText.chineseProvinces.union(PlateText.chineseMarks).sorted()
  private static let indices = Dictionary(uniqueKeysWithValues: zip(characters, 0 as UInt8..<UInt8(characters.count)))

  /// - Returns: nil for what is on no plate: `PlateText.compact` leaves such characters out.
  init?(_ character: Character) {
    // Nearly all are these, and need no lookup.
    if let ascii = character.asciiValue {
      switch ascii {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): index = ascii - UInt8(ascii: "0")
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): index = ascii - UInt8(ascii: "A") + Self.letters
      default: return nil
      }
    } else {
      guard let index = Self.indices[character] else { return nil }
      self.index = index
    }
  }

  var isDigit: Bool { index < Self.letters }
  var isLetter: Bool { (Self.letters..<Self.chinese).contains(index) }

  var character: Character { Self.characters[Int(index)] }
}

/// A class of characters, a bit each.
struct PlateSymbolSet: Sendable, Hashable {
  private var bits: UInt128 = 0

  init(_ characters: some Sequence<Character>) {
    for symbol in characters.lazy.compactMap(PlateSymbol.init) { bits |= 1 << UInt128(symbol.index) }
  }

  func contains(_ symbol: PlateSymbol) -> Bool { bits >> UInt128(symbol.index) & 1 == 1 }
  func isSubset(of other: Self) -> Bool { bits & ~other.bits == 0 }

  static let digits = Self("0123456789")
  static let letters = Self("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
}
