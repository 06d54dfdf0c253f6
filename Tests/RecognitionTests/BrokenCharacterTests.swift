import Border
import Testing

@testable import Recognition

/// What light or dirt has broken is read as another character, and surely: that is never trusted.
@Suite("Characters that are partly hidden")
struct BrokenCharacterTests {
  private static let (width, height) = (240, 48)

  /// Eight upright strokes, over seven tenths of the height; `hidden` lines of the fourth are ground.
  private func row(hidden: Range<Int> = 0..<0) -> GreyPatch {
    let pixels = (0..<Self.width * Self.height).map { index -> UInt8 in
      let (x, y) = (index % Self.width, index / Self.width)
      let isStroke = (11..<17).contains(x % 30) && (7..<41).contains(y)
      return isStroke && !(x / 30 == 3 && hidden.contains(y)) ? 20 : 230
    }
    return GreyPatch(width: Self.width, height: Self.height, pixels: pixels)
  }

  private func read(_ text: String = "12C12345", places: Bool = true) -> RowReading.Alternative {
    RowReading.Alternative(
      characters: text.map { CharacterRead($0, probability: 0.99) }, probability: 0.99,
      places: places ? (0..<8).map { Double($0) * 30 + 15 } : [])
  }

  @Test(arguments: [(0..<0, false), (11..<14, false), (20..<28, true), (7..<27, true)])
  func `a character is broken where less than a third of the row is left in one piece`(
    hidden: Range<Int>, isBroken: Bool
  ) {
    #expect(BrokenCharacter.isSeen(in: row(hidden: hidden), read()) == isBroken)
  }

  @Test func `signs of Chinese script have lines without ink of their own`() {
    #expect(!BrokenCharacter.isSeen(in: row(hidden: 20..<28), read("12C京2345")))
  }

  @Test func `without places nothing can be told`() {
    #expect(!BrokenCharacter.isSeen(in: row(hidden: 20..<28), read(places: false)))
  }

  @Test(arguments: [4000, -4000, .nan, .infinity, -.infinity, 1e300])
  func `places beyond the row, or that are no numbers, are not looked at`(place: Double) {
    var read = read()
    read.places = [Double](repeating: place, count: 8)
    #expect(!BrokenCharacter.isSeen(in: row(hidden: 20..<28), read))
  }

  /// As on the upper row of Chinese trailers' plates.
  @Test func `of two characters the one that is no sign is looked at`() {
    let read = RowReading.Alternative(
      characters: "桂B".map { CharacterRead($0, probability: 0.99) }, probability: 0.99, places: [75, 105])
    #expect(BrokenCharacter.isSeen(in: row(hidden: 20..<28), read))
    #expect(!BrokenCharacter.isSeen(in: row(), read))
  }

  @Test(arguments: [(0..<0, true), (20..<28, false)])
  func `whatever the readers say, such a plate is not trusted`(hidden: Range<Int>, isTrusted: Bool) throws {
    let (row, left, top) = (row(hidden: hidden), 100, 76)
    let pixels = (0..<440 * 200).map { index -> UInt8 in
      let (x, y) = (index % 440 - left, index / 440 - top)
      return (0..<Self.width).contains(x) && (0..<Self.height).contains(y) ? row.pixels[y * Self.width + x] : 230
    }
    let frame = Frame(
      camera: "broken", sequence: 1, capturedAt: DrawnLane.time(1), width: 440, height: 200, bytesPerRow: 440,
      format: .grey, bytes: FrameBytes(copying: pixels))
    let reader = ToldReader(reach: 0.0625...0.9375)
    let recognizer = try PlateRecognizer(
      detector: ToldDetector(quad: box(100, 76, 240, 48)), readers: [reader, ToldReader()], options: .singlePictures)
    #expect(try recognizer.read(frame).plates.map(\.trusted) == [isTrusted])
  }
}
