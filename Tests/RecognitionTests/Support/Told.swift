import Border

@testable import Recognition

/// Finds a plate where it is told, in whatever picture.
struct ToldDetector: PlateDetector {
  let quad: Quad
  /// Further ones.
  var others: [Quad] = []
  var score = 0.9
  var again: SecondLook?

  func detect(in picture: Recognition.Picture) throws -> [Detection] {
    ([quad] + others).map { Detection(quad: $0, score: score) }
  }

  func look(again quad: Quad, in picture: Recognition.Picture, nearer: Bool) throws -> SecondLook? { again }

  /// Something to look at, the same at every run and no blurred plate anywhere: noise.
  static var frame: Frame {
    let pixels = (0..<640 * 480 as Range<UInt64>).map { index -> UInt8 in
      let mixed = index &* 0x9E37_79B9_7F4A_7C15
      return UInt8(truncatingIfNeeded: (mixed ^ mixed >> 32) &* 0xD6E8_FEB8_6659_FD93 >> 40)
    }
    return Frame(
      camera: "front", sequence: 1, capturedAt: DrawnLane.time(0), width: 640, height: 480, bytesPerRow: 640,
      format: .grey, bytes: FrameBytes(copying: pixels))
  }
}

/// Reads in each row what it is told.
struct ToldReader: RowReader {
  let weight = 1.0
  var text = "12C12345"
  /// Of each character.
  var probability = 0.99
  /// Of the row.
  var sureness = 1.0
  /// Of the first and the last character, as a share of the row's width; nil if it does not tell places.
  var reach: ClosedRange<Double>?

  func read(_ rows: [GreyPatch]) throws -> [RowReading] {
    rows.map { row in
      let characters = text.map { CharacterRead($0, probability: probability) }
      let places = reach.map { reach in
        text.indices.map { text.distance(from: text.startIndex, to: $0) }.map { index in
          let share = Double(index) / Double(text.count - 1)
          return Double(row.width) * (reach.lowerBound + share * (reach.upperBound - reach.lowerBound))
        }
      }
      return RowReading(
        alternatives: [.init(characters: characters, probability: sureness, places: places ?? [])])
    }
  }
}

/// Reads one cut after the other as it is told, the last telling for all that follow.
final class WaveringReader: RowReader {
  let weight = 1.0
  private var told: [ToldReader]

  init(_ told: [ToldReader]) { self.told = told }

  func read(_ rows: [GreyPatch]) throws -> [RowReading] {
    try (told.count > 1 ? told.removeFirst() : told[0]).read(rows)
  }
}
