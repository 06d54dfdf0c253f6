/// Characters that readers and people take for one another on plates.
///
/// No standard has them: the commonest are those that public readers of Vietnamese plates use, the others follow from the shapes. Where
/// two readers differ, as on L for 4 or 1 and 7 for T or Z, `neighbours` has both and the tables for one class have one.
public enum Confusion {
  /// What a digit position may have meant when a letter was read.
  public static let toDigit: [Character: Character] = [
    "O": "0", "Q": "0", "D": "0", "U": "0", "I": "1", "J": "1", "L": "4", "Z": "2", "A": "4", "S": "5", "G": "6",
    "C": "0", "T": "7", "Y": "7", "B": "8", "E": "6", "H": "4", "K": "4", "P": "9", "F": "7",
  ]

  /// What a letter position may have meant when a digit was read. O and I are never issued, so 0 means D and 1 means L.
  public static let toLetter: [Character: Character] = [
    "0": "D", "1": "L", "2": "Z", "3": "B", "4": "A", "5": "S", "6": "G", "7": "T", "8": "B", "9": "P",
    "O": "D", "Q": "D", "I": "L", "J": "L", "W": "V",
  ]

  static let digitMeant = symbols(toDigit)
  static let letterMeant = symbols(toLetter)

  private static func symbols(_ table: [Character: Character]) -> [PlateSymbol: PlateSymbol] {
    table.reduce(into: [:]) { symbols, entry in
      guard let read = PlateSymbol(entry.key), let meant = PlateSymbol(entry.value) else { return }
      symbols[read] = meant
    }
  }

  private static let pairs: [(Character, Character)] = [
    ("0", "D"), ("0", "U"), ("0", "8"), ("0", "6"), ("0", "9"), ("1", "7"), ("1", "4"), ("1", "L"), ("1", "T"),
    ("2", "7"), ("2", "Z"), ("3", "8"), ("3", "B"), ("3", "9"), ("4", "A"), ("4", "L"), ("5", "S"), ("5", "6"),
    ("6", "G"), ("6", "8"), ("7", "T"), ("7", "Z"), ("8", "B"), ("8", "9"), ("B", "E"), ("B", "D"), ("C", "G"),
    ("D", "U"), ("E", "F"), ("F", "P"), ("H", "M"), ("H", "N"), ("K", "X"), ("M", "N"), ("S", "B"), ("U", "V"),
    ("V", "Y"), ("X", "Y"),
  ]

  /// Every character that may be meant when the key is read; symmetric.
  public static let neighbours: [Character: [Character]] = pairs.reduce(into: [:]) { table, pair in
    table[pair.0, default: []].append(pair.1)
    table[pair.1, default: []].append(pair.0)
  }

  /// All keys that differ from `key` in exactly one character, by a pair of the table.
  ///
  /// A near match only ever suggests. With 8 characters there are some 25, so an index finds them without a scan.
  public static func nearKeys(of key: PlateKey) -> [PlateKey] {
    let characters = Array(key.text)
    return characters.indices.flatMap { position in
      (neighbours[characters[position]] ?? []).map { other in
        var changed = characters
        changed[position] = other
        return PlateKey(String(changed))
      }
    }
  }
}
