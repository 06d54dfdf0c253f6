/// The short writing of a pattern's positions, so that a pattern is one line of data.
///
/// `#` digit, `L` Vietnamese serial letter, `S` second letter of a motorcycle, `1` digit but nought, `M` mark of an army
/// machine, `P` Chinese province, `A` agency letter, `X` Chinese serial, `N` new-energy letter, `U` any letter, and
/// `[c]` the character itself.
enum PlateTemplate {
  static func positions(_ template: String) -> [PlatePattern.Position] {
    var result: [PlatePattern.Position] = []
    var rest = template[...]
    while let symbol = rest.popFirst() {
      if symbol == "[", let literal = rest.popFirst() {
        result.append(.oneOf([literal]))
        rest = rest.dropFirst()
      } else if let position = classes[symbol] {
        result.append(position)
      } else {
        preconditionFailure("no such symbol in a plate template: \(symbol)")
      }
    }
    return result
  }

  private static let classes: [Character: PlatePattern.Position] = [
    "#": .digit,
    "L": .oneOf(PlateGrammar.serialLetters),
    "S": .oneOf(PlateGrammar.serialLetters.union(["R"]).subtracting(["G"])),
    "1": .oneOf(Set("123456789")),
    "M": .oneOf(Set("SLX")),
    "P": .oneOf(PlateText.chineseProvinces),
    "A": .oneOf(Set("ABCDEFGHJKLMNOPQRSTUVWXYZ")),
    "X": .oneOf(PlateGrammar.chineseSerial),
    "N": .oneOf(Set("ABCDEFGHJK")),
    "U": .oneOf(Set("ABCDEFGHIJKLMNOPQRSTUVWXYZ")),
  ]
}
