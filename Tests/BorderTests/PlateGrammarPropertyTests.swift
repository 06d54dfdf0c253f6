import Border
import Testing

/// The grammar's data against the same rules written as regular expressions.
@Suite struct PlateGrammarPropertyTests {
  /// What may be trusted: a plain match that neither the ground nor the number of rows speaks against; a Chinese trailer's has two.
  private func isTrustworthy(_ text: String, _ colour: PlateColour = .unknown) -> Bool {
    let rows = text.hasSuffix("挂") ? 2 : 1
    return PlateGrammar.match(text, rows: rows, upperRow: rows == 2 ? 2 : nil, colour: colour)
      .map { $0.substituted.isEmpty && !$0.isAmbiguous } ?? false
  }

  private func isLawful(_ text: String, _ colour: PlateColour) -> Bool {
    if colour == .red { return LawfulPlates.isLawful(text, by: LawfulPlates.armyPlates) }
    return LawfulPlates.isLawful(text, by: LawfulPlates.vietnamese + LawfulPlates.chinesePlates)
  }

  /// Texts whose trust the rules do not bear out, among `count` that are nearly or wholly lawful.
  private func violations(_ count: Int, trusting: (String, PlateColour) -> Bool) -> [String] {
    var dice = Dice(seed: 36)
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789桂粤京挂学警使"
    return (0..<count).compactMap { _ in
      var text = Array(LawfulPlates.random(&dice))
      // None to three characters replaced, left out or put in.
      for _ in 0..<Int.random(in: 0...3, using: &dice) {
        let at = Int.random(in: 0..<text.count, using: &dice)
        switch Int.random(in: 0..<4, using: &dice) {
        case 0: text.remove(at: at)
        case 1: text.insert(dice.pick(alphabet), at: at)
        default: text[at] = dice.pick(alphabet)
        }
      }
      let (read, colour) = (String(text), dice.pick(PlateColour.allCases))
      return trusting(read, colour) && !isLawful(read, colour) ? "\(read) on \(colour)" : nil
    }
  }

  @Test func whatIsTrustedIsPossible() {
    #expect(violations(20_000) { isTrustworthy($0, $1) } == [])
  }

  @Test func aGrammarThatTrustsWhatItSubstitutedIsCaught() {
    #expect(!violations(2000) { text, colour in PlateGrammar.match(text, colour: colour) != nil }.isEmpty)
  }

  @Test func everyLawfulPlateFitsPlainly() {
    var dice = Dice(seed: 79)
    for _ in 0..<5000 {
      let plate = LawfulPlates.random(&dice)
      #expect(isTrustworthy(plate), "\(plate)")
    }
  }

  @Test func everyArmyPlateFitsOnRedAndIsTrustedThereAlone() {
    var dice = Dice(seed: 169)
    for prefix in PlateGrammar.armyPrefixes.sorted() {
      for plate in [
        prefix + dice.digits(4), prefix + dice.digits(5), prefix + "S" + dice.digits(4), prefix + dice.digits(4) + "RM",
      ] {
        #expect(LawfulPlates.isLawful(plate, by: LawfulPlates.armyPlates), "\(plate)")
        #expect(isTrustworthy(plate, .red), "\(plate)")
        #expect(!isTrustworthy(plate, .unknown) && !isTrustworthy(plate, .yellow), "\(plate)")
      }
    }
  }

  @Test func substitutionChangesOnlyPositionsOfOneClassAndAtMostTwo() throws {
    var dice = Dice(seed: 7)
    for _ in 0..<5000 {
      var text = Array(LawfulPlates.random(&dice))
      for _ in 0..<2 { text[Int.random(in: 0..<text.count, using: &dice)] = dice.pick("OIQZSBGDLTAJ0123578") }
      guard let match = PlateGrammar.match(String(text)), !match.substituted.isEmpty else { continue }
      #expect(match.substituted.count <= 2)
      for (position, pair) in zip(text, match.text).enumerated() {
        #expect((pair.0 != pair.1) == match.substituted.contains(position))
        guard pair.0 != pair.1 else { continue }
        if case .oneOf(let set) = match.pattern.positions[position] {
          #expect(set.allSatisfy(\.isNumber) || set.allSatisfy(\.isLetter), "\(String(text)) as \(match.text)")
        }
      }
    }
  }

  /// Lorries of other countries: India, Indonesia, Thailand, Malaysia, Cambodia, Laos in Latin letters, Russia.
  @Test(arguments: [
    "GJ05BV0967", "MH12AB1234", "KA01A1234", "DL1CAB1234", "B9043QZ", "BK8123XA", "L1234UX", "BG8046TL", "70-1234",
    "WXY1234", "LAO1234", "A123BC77", "RJ14GD2058",
  ])
  func foreignPlatesStayAsTheyAreRead(text: String) {
    for colour in PlateColour.allCases { #expect(PlateGrammar.match(text, colour: colour) == nil, "\(colour)") }
  }

  @Test func everyPatternNamesItsSource() {
    #expect(PlateGrammar.patterns.allSatisfy { !$0.source.isEmpty && $0.country != .unknown && $0.kind != .unknown })
  }
}
