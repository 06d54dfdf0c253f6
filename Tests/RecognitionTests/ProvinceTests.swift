import Border
import Testing

@testable import Recognition

@Suite("The province of a Chinese plate")
struct ProvinceTests {
  /// Middles of the seven characters of a 440 x 140 mm plate, in mm.
  private static let cells = [38.0, 95, 174, 231, 288, 345, 402]

  /// A row of 48 px: 140 mm high, so 0.343 px a mm.
  private static let scale = 48.0 / 140

  private func reading(_ text: String, from first: Int = 0, offset: Double = 0) -> RowReading {
    let places = zip(text, Self.cells.dropFirst(first)).map { $1 * Self.scale + offset }
    return RowReading(alternatives: [
      .init(characters: text.map { CharacterRead($0, probability: 0.9) }, probability: 0.8, places: places)
    ])
  }

  /// Each column's grey is its number, so that a cut tells where it was made.
  private var ruler: GreyPatch {
    GreyPatch(width: 151, height: 48, pixels: (0..<48 * 151).map { UInt8($0 % 151) })
  }

  private func centre(_ cut: ProvinceCut?) -> Double? {
    guard let patch = cut?.patch, let last = patch.pixels.prefix(patch.width).last else { return nil }
    return (Double(patch.pixels[0]) + Double(last) + 1) / 2
  }

  @Test
  func `the cut is centred where the standard has the province, whether it was read, missed or taken for a letter`()
    throws
  {
    for (text, first) in [("桂F12345", 0), ("F12345", 1), ("9F12345", 0)] {
      let cut = ProvinceCut(ruler, reading: reading(text, from: first), lines: 1)
      let found = try #require(centre(cut))
      #expect(abs(found - 38 * Self.scale) < 1.5, "\(text)")
      #expect(abs(try #require(cut).centre - 38 * Self.scale) < 0.5, "\(text)")
      #expect(abs(Double(try #require(cut).patch.width) - 66 * Self.scale) < 1.5)
    }
  }

  @Test func `a place of the province that is off does not move the cut`() throws {
    var moved = reading("桂F12345")
    moved.alternatives[0].places[0] += 8
    #expect(abs(try #require(centre(ProvinceCut(ruler, reading: moved, lines: 1))) - 38 * Self.scale) < 1.5)
  }

  @Test func `too few characters, or none with a place, give no cut`() {
    #expect(ProvinceCut(ruler, reading: reading("桂F12"), lines: 1) == nil)
    var placeless = reading("桂F12345")
    placeless.alternatives[0].places = []
    #expect(ProvinceCut(ruler, reading: placeless, lines: 1) == nil)
  }

  @Test func `Vietnamese plates are not asked for a province`() {
    #expect(!ProvinceCut.isLikely(reading("12C12345"), lines: 1, colour: .yellow))
    #expect(!ProvinceCut.isLikely(reading("AB12345"), lines: 1, colour: .red))
    #expect(ProvinceCut.isLikely(reading("F12345"), lines: 1, colour: .yellow))
    #expect(ProvinceCut.isLikely(reading("桂F1234"), lines: 1, colour: .unknown))
  }

  @Test func `both must name the same province for it to be worth more than one voice`() {
    let sure = ProvinceReading(none: 0.001, probabilities: ["桂": 0.97, "粤": 0.02])
    let agreed = sure.joined(to: reading("桂F12345"), at: 13).best
    #expect(agreed.text == "桂F12345" && agreed.characters[0].probability > 0.99)
    let alone = sure.joined(to: reading("粤F12345"), at: 13).best
    #expect(alone.text == "桂F12345" && alone.characters[0].probability <= ProvinceReading.mostAlone)
  }

  @Test func `two readers that say the same are surer together, and one that wavers makes both unsure`() {
    let seen = ProvinceReading(none: 0.001, probabilities: ["桂": 0.85, "粤": 0.1])
    func heard(_ first: Double, _ second: Double) -> RowReading {
      RowReading(
        alternatives: [("桂F12345", first), ("粤F12345", second)].map { text, probability in
          var alternative = reading(text).best
          alternative.probability = probability
          return alternative
        })
    }
    let (sure, wavering) = (
      seen.joined(to: heard(0.97, 0.02), at: 13).best, seen.joined(to: heard(0.5, 0.45), at: 13).best
    )
    #expect(sure.text == "桂F12345" && sure.characters[0].probability > 0.99)
    #expect(wavering.text == "桂F12345" && wavering.characters[0].probability < 0.95)
    // Hardly thought of is not said, whatever else the row reader read.
    let hardly = seen.joined(to: heard(0.05, 0.01), at: 13).best
    #expect(hardly.text == "桂F12345" && hardly.characters[0].probability <= ProvinceReading.mostAlone)
  }

  @Test func `a province that was missed is put before the rest, and none is put where none stands`() {
    let sure = ProvinceReading(none: 0.001, probabilities: ["桂": 0.97, "粤": 0.02])
    #expect(sure.joined(to: reading("F12345", from: 1), at: 13).best.text == "桂F12345")
    let none = ProvinceReading(none: 0.9, probabilities: ["桂": 0.1])
    #expect(none.joined(to: reading("F12345", from: 1), at: 13).best.text == "F12345")
  }

  @Test func `a province that was taken for a letter is put in that letter's place`() {
    let sure = ProvinceReading(none: 0.001, probabilities: ["桂": 0.97, "粤": 0.02])
    #expect(sure.joined(to: reading("EF12345"), at: 13).best.text == "桂F12345")
  }

  @Test func `a row keeps its places, so that room for one more character is seen`() throws {
    let sure = ProvinceReading(none: 0.001, probabilities: ["桂": 0.97, "粤": 0.02])
    let row = ruler
    for read in [reading("桂F12345"), reading("F12345", from: 1)] {
      let cut = try #require(ProvinceCut(row, reading: read, lines: 1))
      let places = sure.joined(to: read, at: cut.centre).best.places
      #expect(places.count == 7)
      #expect(zip(places, Self.cells).allSatisfy { abs($0 - $1 * Self.scale) < 0.5 })
    }
    // 桂F12345 may be 桂F12345D without its last character.
    let seven = sure.joined(to: reading("桂F12345"), at: 13)
    let wide = GreyPatch(width: 175, height: 48, pixels: [UInt8](repeating: 0, count: 175 * 48))
    for (row, hasRoom) in [(row, false), (wide, true)] {
      let view = PlateView(
        lines: 1, colour: .blue, rows: [row], rowHeight: 48, isBlurred: false, isShaded: false,
        voices: [[RowFusion.Voice(reading: seven, weight: 1)]])
      #expect(view.hasRoomAtOneEnd == hasRoom)
    }
  }
}
