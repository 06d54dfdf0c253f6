import Border
import Testing

@testable import Recognition

@Suite("Two readers and the grammar")
struct FusionTests {
  private func reading(_ texts: (String, Double)...) -> RowReading {
    RowReading(
      alternatives: texts.map { text, probability in
        .init(characters: text.map { CharacterRead($0, probability: probability) }, probability: probability)
      })
  }

  private func voices(_ strong: RowReading, _ weak: RowReading) -> [RowFusion.Voice] {
    [RowFusion.Voice(reading: strong, weight: 1), RowFusion.Voice(reading: weak, weight: 0.4)]
  }

  private func plate(_ rows: [[RowFusion.Voice]], colour: PlateColour = .white) -> PlateReading.Result {
    PlateReading.result(rows: rows.map(RowFusion.candidates), colour: colour)
  }

  @Test func `readers that agree are surer together than alone`() throws {
    let alone = RowFusion.candidates([.init(reading: reading(("12C12345", 0.9)), weight: 1)])
    let both = RowFusion.candidates(voices(reading(("12C12345", 0.9)), reading(("12C12345", 0.9))))
    #expect(both[0].agreed)
    #expect(both[0].characters[0].probability > alone[0].characters[0].probability)
  }

  @Test func `one differing character lowers only that character`() {
    let mixed = RowFusion.candidates(voices(reading(("12C12345", 0.9)), reading(("12C12845", 0.6))))
    #expect(mixed[0].text == "12C12345")
    #expect(!mixed[0].agreed)
    let probabilities = mixed[0].characters.map(\.probability)
    #expect(probabilities.enumerated().min { $0.element < $1.element }?.offset == 5)
    #expect(probabilities[4] > 0.9 && probabilities[5] < 0.9)
  }

  @Test func `agreed and within the grammar is plain`() {
    let result = plate([voices(reading(("12C12345", 0.95)), reading(("12C12345", 0.95)))])
    #expect(result.isPlain && result.country == .vietnam && result.kind == .car)
    #expect(result.text == "12C12345" && result.raw == "12C12345")
    #expect(result.confidence > 0.85)
  }

  @Test(
    arguments: [
      ([20, 45, 70, 95, 120], false), ([20, 45, 70, 95], true), ([45, 70, 95, 120], true), ([32, 57, 82, 107], false),
      ([12, 37, 62, 98, 123], false), ([20, 120], false), ([], false),
    ] as [([Double], Bool)])
  func `room for a character at one end of a row is seen`(places: [Double], isThere: Bool) {
    let alternative = RowReading.Alternative(
      characters: places.map { _ in CharacterRead("8", probability: 0.9) }, probability: 0.9, places: places)
    let view = PlateView(
      lines: 1, colour: .white,
      rows: [GreyPatch(width: 140, height: 48, pixels: [UInt8](repeating: 0, count: 140 * 48))], rowHeight: 48,
      isBlurred: false, isShaded: false,
      voices: [[RowFusion.Voice(reading: RowReading(alternatives: [alternative]), weight: 1)]])
    #expect(view.hasRoomAtOneEnd == isThere)
  }

  @Test func `disagreement is never plain, however sure one reader is`() {
    let result = plate([voices(reading(("12C12345", 0.99)), reading(("12C12346", 0.6)))])
    #expect(!result.isPlain && result.text == "12C12345")
  }

  @Test func `no known grammar is kept as read and never plain`() {
    let result = plate([voices(reading(("GJ05BV09", 0.95)), reading(("GJ05BV09", 0.95)))])
    #expect(!result.isPlain && result.kind == .unknown && result.country == .unknown)
    #expect(result.text == "GJ05BV09" && result.raw == "GJ05BV09")
  }

  @Test func `a near alternative within the grammar wins over a text outside it, and raw says what was read`() {
    let result = plate([voices(reading(("12C12B45", 0.5), ("12C12845", 0.45)), reading(("12C12B45", 0.3)))])
    #expect(result.text == "12C12845" && result.kind == .car)
    #expect(result.raw == "12C12B45")
    #expect(!result.isPlain)
  }

  @Test func `substitution touches fixed positions only and costs confidence`() throws {
    let plain = plate([voices(reading(("12C12845", 0.95)), reading(("12C12845", 0.95)))])
    let changed = plate([voices(reading(("12C12B45", 0.95)), reading(("12C12B45", 0.95)))])
    #expect(changed.text == "12C12845" && changed.raw == "12C12B45" && !changed.isPlain)
    #expect(changed.confidence <= plain.confidence / 2)
    #expect(changed.characters[5].probability < 0.6)
  }

  @Test func `rows are joined, and raw keeps the break`() {
    let result = plate([
      voices(reading(("12C", 0.95)), reading(("12C", 0.95))),
      voices(reading(("12345", 0.95)), reading(("12345", 0.95))),
    ])
    #expect(result.text == "12C12345" && result.raw == "12C-12345" && result.isPlain)
  }

  @Test func `a reader without Chinese has no voice on the province, so the other must be very sure`() {
    func result(_ province: Double) -> PlateReading.Result {
      var strong = reading(("桂F12345", 0.95))
      strong.alternatives[0].characters[0].probability = province
      return plate([voices(strong, reading(("F12345", 0.9)))], colour: .blue)
    }
    #expect(result(0.995).text == "桂F12345" && result(0.995).country == .china)
    #expect(result(0.995).isPlain && !result(0.98).isPlain)
    // Nobody confirmed it, so it is just as sure as its one reader.
    #expect(abs(result(0.98).characters[0].probability - 0.98) < 1e-6)
    #expect(result(0.98).characters[1].probability > 0.95)
  }

  @Test func `a character that hardly anyone read is a question mark, the text keeps the best guess`() {
    var strong = reading(("12C12345", 0.9))
    strong.alternatives[0].characters[4].probability = 0.1
    let result = plate([voices(strong, reading(("12C1345", 0.9)))])
    #expect(result.text == "12C12345")
    #expect(String(result.characters.map(\.character)) == "12C1?345")
  }

  @Test func `nothing read is nothing, without confidence`() {
    let result = plate([voices(reading(("", 1)), reading(("", 1)))])
    #expect(result.text.isEmpty && result.characters.isEmpty && result.confidence == 0 && !result.isPlain)
  }

  @Test(arguments: [
    ("12C1234", 1, true), ("12C12345", 1, false), ("12RM1234", 2, true), ("12RM12345", 2, false),
    ("桂F12345", 1, true), ("桂F1234挂", 2, false),
  ])
  func `plates that may lack a character are known`(text: String, lines: Int, mayLack: Bool) {
    let nowhere = Point(x: 0, y: 0)
    let read = PlateRead(
      text: text, raw: text, country: .unknown, kind: .unknown, lines: lines, colour: .unknown, confidence: 1,
      trusted: true, quad: Quad(topLeft: nowhere, topRight: nowhere, bottomRight: nowhere, bottomLeft: nowhere),
      characters: text.map { CharacterRead($0, probability: 1) })
    #expect(PlateReading.mayLackCharacter(read) == mayLack)
  }

  @Test func `texts are aligned with the fewest edits`() {
    let seen = Array("1C12E345")
    let (partners, extra) = Alignment.align(Array("12C12345"), with: seen)
    #expect(String(partners.map { $0.map { seen[$0] } ?? "_" }) == "1_C12345")
    #expect(extra == 1)
  }

  @Test func `a plate of another country that was read well is not bent to the grammar`() {
    let result = plate(
      [
        voices(reading(("GJ1AU", 0.99)), reading(("GJ1AU", 0.9))),
        voices(reading(("4202", 0.99)), reading(("4202", 0.9))),
      ],
      colour: .yellow)
    #expect(result.text == "GJ1AU4202" && result.kind == .unknown && !result.isPlain)
  }

  @Test func `a character that nobody was sure of may be bent, marked by its lower probability`() {
    let result = plate([voices(reading(("12C1Z345", 0.6)), reading(("12C1Z345", 0.3)))])
    #expect(result.text == "12C12345" && result.raw == "12C1Z345" && !result.isPlain)
    #expect(result.characters[4].probability < 0.5)
  }
}
