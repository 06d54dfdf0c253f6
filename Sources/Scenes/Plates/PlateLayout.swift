import Border

/// Where each mark stands on a blank, in millimetres from its top left.
///
/// China: widths, heights and gaps of GA 36-2018. Vietnam: no public text gives them; measured on photographs against
/// the size of the blank, with characters of 63 mm (80 mm on the old short blank).
struct PlateLayout {
  struct Mark {
    enum Shape { case character(Character), dash, dot }
    var shape: Shape
    /// The cell: characters are fitted into it.
    var x, y, width, height: Double
    /// Diplomatic marks and special zones.
    var red = false
  }

  private(set) var marks: [Mark] = []
  private let format: PlateFormat

  init(_ plate: DrawnPlate) {
    format = plate.format
    switch plate.format {
    case .chinaOneLine: chinaOneLine(plate)
    case .chinaTwoLine: chinaTwoLine(plate)
    case .chinaNewEnergy: chinaNewEnergy(plate)
    default: vietnam(plate)
    }
  }

  // MARK: China

  private mutating func chinaOneLine(_ plate: DrawnPlate) {
    var x = 15.5
    for (index, character) in plate.text.enumerated() {
      add(character, x, 25, 45, 90)
      x += 57
      if index == 1 {
        marks.append(Mark(shape: .dot, x: x, y: 65, width: 10, height: 10))
        x += 22
      }
    }
  }

  private mutating func chinaTwoLine(_ plate: DrawnPlate) {
    let characters = Array(plate.text)
    // Upper row of 80 x 60 with the dot between, lower row of 65 x 110.
    if let first = characters.first { add(first, 112, 15, 80, 60) }
    marks.append(Mark(shape: .dot, x: 214, y: 39, width: 12, height: 12))
    if characters.count > 1 { add(characters[1], 248, 15, 80, 60) }
    var x = 27.5
    for character in characters.dropFirst(2) {
      add(character, x, 90, 65, 110)
      x += 80
    }
  }

  private mutating func chinaNewEnergy(_ plate: DrawnPlate) {
    var x = 15.5
    for (index, character) in plate.text.enumerated() {
      let width = index == 0 ? 45.0 : 43
      add(character, x, 25, width, 90)
      x += width + (index == 1 ? 49 : 9)
    }
  }

  // MARK: Vietnam

  private mutating func vietnam(_ plate: DrawnPlate) {
    let rows = Self.vietnameseRows(plate)
    let red = Self.redLetters(plate)
    let height = format.height
    let cap: Double =
      switch format {
      case .vietnamOldShort: 80
      case .vietnamMotorcycle: 55
      case .vietnamShort: 63
      default: 68
      }
    if rows.count == 1 {
      row(rows[0], top: (height - cap) / 2, cap: cap, widest: 0.54, red: red)
    } else {
      let gap = (height - 2 * cap) / 3
      row(rows[0], top: gap * 1.05, cap: cap, widest: 0.56, red: red)
      row(rows[1], top: 2 * gap * 0.98 + cap, cap: cap, widest: 0.56, red: red)
    }
  }

  /// The rows with their dash and dot.
  static func vietnameseRows(_ plate: DrawnPlate) -> [String] {
    let text = plate.text
    let match = PlateGrammar.match(text, colour: plate.colour)
    var head = match?.pattern.upperRow ?? 3
    if plate.kind == .diplomatic {
      // 80-601-NG-01: province, country, mark, number; only ever drawn on one line.
      let c = Array(text)
      return [String(c[0..<2]) + "-" + String(c[2..<5]) + "-" + String(c[5..<7]) + "-" + String(c[7...])]
    }
    head = min(head, text.count)
    let mark = String(text.prefix(head))
    var digits = String(text.dropFirst(head))
    if digits.count == 5 {
      digits = digits.prefix(3) + (plate.kind == .army ? "-" : ".") + digits.suffix(2)
    } else if digits.count == 4, plate.kind == .army {
      digits = digits.prefix(2) + "-" + digits.suffix(2)
    }
    if plate.lines == 1 { return [mark + "-" + digits] }
    let upper = plate.kind == .motorcycle ? mark.prefix(2) + "-" + mark.dropFirst(2) : Substring(mark)
    return [String(upper), digits]
  }

  private static func redLetters(_ plate: DrawnPlate) -> Set<Character> {
    if plate.kind == .diplomatic, plate.text.contains("NG") || plate.text.contains("QT") { return Set("NGQT") }
    return []
  }

  private mutating func row(_ text: String, top: Double, cap: Double, widest: Double, red: Set<Character>) {
    let margin = 13.0 / 110 * min(format.height, 130)
    let free = format.width - 2 * margin
    // In units of a character's width: dash, dot and gap.
    func units(_ c: Character) -> Double { c == "-" ? 0.55 : c == "." ? 0.24 : 1 }
    let gap = 0.27
    let total = text.map(units).reduce(0, +) + gap * Double(text.count - 1)
    let unit = min(cap * widest, free / total)
    // What is left over spreads the characters a little, as on short rows.
    let spread = text.count > 1 ? min(0.12 * unit, (free - total * unit) / Double(text.count - 1)) : 0
    var x = (format.width - total * unit - spread * Double(text.count - 1)) / 2
    for character in text {
      let width = units(character) * unit
      switch character {
      case "-":
        marks.append(Mark(shape: .dash, x: x, y: top + cap * 0.46, width: width, height: cap * 0.13))
      case ".":
        let side = cap * 0.13
        marks.append(
          Mark(shape: .dot, x: x + width / 2 - side / 2, y: top + cap - side, width: side, height: side))
      default:
        marks.append(
          Mark(shape: .character(character), x: x, y: top, width: width, height: cap, red: red.contains(character)))
      }
      x += width + gap * unit + spread
    }
  }

  private mutating func add(_ character: Character, _ x: Double, _ y: Double, _ width: Double, _ height: Double) {
    let red = character == "警" || character == "使" || character == "领"
    marks.append(Mark(shape: .character(character), x: x, y: y, width: width, height: height, red: red))
  }
}
