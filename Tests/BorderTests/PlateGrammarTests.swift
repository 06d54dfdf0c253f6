import Border
import Testing

@Suite struct PlateGrammarTests {
  @Test(arguments: [
    ("12C12345", PlateKind.car, Country.vietnam), ("12C-123.45", .car, .vietnam), ("12C1234", .car, .vietnam),
    ("12RM01234", .trailer, .vietnam), ("60R61172", .trailer, .vietnam), ("12LD01234", .special, .vietnam),
    ("80601NG01", .diplomatic, .vietnam), ("QB1234", .army, .vietnam), ("TM12345", .army, .vietnam),
    ("59P166480", .motorcycle, .vietnam), ("12AA12345", .motorcycle, .vietnam), ("12MĐ12345", .special, .vietnam),
    ("桂F12345", .car, .china), ("桂FA1B23", .car, .china), ("桂F1234挂", .trailer, .china),
    ("粤Z1234港", .crossBoundary, .china), ("桂AD12345", .newEnergy, .china), ("桂A12345F", .newEnergy, .china),
    ("桂F1234学", .drivingSchool, .china), ("桂O1234警", .police, .china),
  ])
  func validPlatesMatchPlainly(text: String, kind: PlateKind, country: Country) throws {
    let match = try #require(PlateGrammar.match(text))
    #expect(match.pattern.kind == kind)
    #expect(match.pattern.country == country)
    #expect(match.substituted.isEmpty)
  }

  @Test func carComesBeforeTemporaryAndMotorcycle() {
    #expect(PlateGrammar.match("12T12345")?.pattern.kind == .car)
    #expect(PlateGrammar.match("12B11234")?.pattern.kind == .car)
  }

  @Test func rowBreakTellsMotorcycleFromCar() {
    #expect(PlateGrammar.match("12B11234", rows: 2, upperRow: 4)?.pattern.kind == .motorcycle)
    #expect(PlateGrammar.match("12B11234", rows: 2, upperRow: 3)?.pattern.kind == .car)
  }

  @Test func redGroundSpeaksForTheArmyAndNothingElseDoes() throws {
    #expect(try #require(PlateGrammar.match("AB1234", colour: .red)).isAmbiguous == false)
    // 桂AB1234 whose province character was not read.
    #expect(try #require(PlateGrammar.match("AB1234", colour: .blue)).isAmbiguous)
    #expect(try #require(PlateGrammar.match("AB1234")).isAmbiguous)
    #expect(try #require(PlateGrammar.match("12C12345", colour: .red)).isAmbiguous)
  }

  @Test func chineseTrailersHaveTwoRows() throws {
    #expect(try #require(PlateGrammar.match("桂F1234挂", rows: 2, upperRow: 2, colour: .yellow)).isAmbiguous == false)
    #expect(try #require(PlateGrammar.match("桂F1234挂", rows: 1, colour: .yellow)).isAmbiguous)
  }

  @Test func bluePlatesHaveTheLettersOfStateBodies() throws {
    #expect(try #require(PlateGrammar.match("12C12345", colour: .blue)).isAmbiguous == false)
    #expect(try #require(PlateGrammar.match("12T12345", colour: .blue)).isAmbiguous)
  }

  @Test(arguments: [
    ("TM1234RM", PlateKind.trailer, PlateColour.red), ("QBS1234", .army, .red), ("224578使", .diplomatic, .black),
    ("使014578", .diplomatic, .black), ("沪A0023领", .diplomatic, .black), ("桂F1234试", .temporary, .white),
  ])
  func rarePlatesMatchPlainly(text: String, kind: PlateKind, colour: PlateColour) throws {
    let match = try #require(PlateGrammar.match(text, colour: colour))
    #expect(match.pattern.kind == kind && match.substituted.isEmpty && !match.isAmbiguous)
  }

  @Test(arguments: [
    "13C12345", "42A12345", "87C12345", "FA1234", "12I12345", "ABCDEFGH", "1", "", "桂I12345", "桂FABC12",
    "12C00000", "12C0000", "12RM00000", "桂F1234澳", "粤B1234港",
  ])
  func textsOutsideTheGrammarDoNotMatchPlainly(text: String) {
    #expect(PlateGrammar.match(text)?.substituted.isEmpty != true)
  }

  @Test(arguments: [
    ("1ZC12345", "12C12345"), ("12C1Z345", "12C12345"), ("128I2345", "12B12345"), ("I2C12B45", "12C12845"),
  ])
  func substitutesOnlyAcrossClasses(read: String, meant: String) throws {
    let match = try #require(PlateGrammar.match(read))
    #expect(match.text == meant)
    #expect(!match.substituted.isEmpty)
  }

  @Test(arguments: ["桂FO2345", "桂F1I345", "1ZC1Z34S", "ZZC12Z4S"])
  func whereBothClassesMayStandOrTooMuchIsWrongNothingIsSubstituted(read: String) {
    #expect(PlateGrammar.match(read) == nil)
  }

  @Test func aPlainMatchIsNeverSubstituted() {
    #expect(PlateGrammar.match("12S12345")?.text == "12S12345")
    #expect(PlateGrammar.match("12B12345")?.text == "12B12345")
  }

  @Test(arguments: [
    ("12C12345", PlateColour.white, "Circular 79/2024/TT-BCA"), ("12R12345", .yellow, "Circular 58/2020/TT-BCA"),
    ("12MK12345", .white, "Circular 79/2024/TT-BCA"), ("12LD12345", .white, "secondary source"),
    ("12KT12345", .white, "secondary source"),
    ("12LB12345", .yellow, "secondary source"), ("12CT12345", .yellow, "secondary source"),
    ("80601NG01", .white, "secondary source"), ("T1212345", .white, "secondary source"),
    ("QB1234", .red, "Circular 169/2021/TT-BQP"), ("桂F12345", .yellow, "GA 36-2018"),
  ])
  func everyRuleNamesItsLawOrThatNoneWasRead(text: String, colour: PlateColour, source: String) throws {
    #expect(try #require(PlateGrammar.match(text, colour: colour)).pattern.source.hasPrefix(source))
  }

  @Test func eightyOneProvincesAreIssued() {
    #expect(PlateGrammar.vietnameseProvinces.count == 81)
    #expect(PlateGrammar.serialLetters.count == 20)
    #expect(PlateText.chineseProvinces.count == 31)
  }
}

@Suite struct PlateTextTests {
  @Test(arguments: [
    ("12C-123.45", "12C12345"), (" 12c 123 45\t", "12C12345"), ("12MĐ-00123", "12MD00123"), ("桂F·12345", "桂F12345"),
    ("１２Ｃ", "12C"), ("<script>", "SCRIPT"), ("", ""),
  ])
  func compactKeepsOnlyWhatIsOnPlates(text: String, compact: String) {
    #expect(PlateText.compact(text) == compact)
  }

  @Test func keysLeaveOutProvinceCharacterAndTrailerMark() {
    #expect(PlateKey("桂F12345") == PlateKey("F12345"))
    #expect(PlateKey("桂F1234挂") == PlateKey("F1234"))
    #expect(PlateKey("12C-123.45") == PlateKey("12C12345"))
    #expect(PlateKey("桂F12345") != PlateKey("桂F12346"))
  }

  @Test func nearKeysDifferInOneConfusableCharacter() {
    let near = Confusion.nearKeys(of: PlateKey("12C12345"))
    #expect(near.contains(PlateKey("12G12345")))
    #expect(near.contains(PlateKey("12C72345")))
    #expect(!near.contains(PlateKey("12C12345")))
    #expect(near.count < 40)
  }
}
