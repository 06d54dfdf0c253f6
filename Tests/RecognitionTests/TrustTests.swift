import Border
import Foundation
import Scenes
import Testing

@testable import Recognition

/// What is looked at as a plate and what of it is trusted, with a detector and readers that say what they are told.
@Suite("Trust in a single picture")
struct TrustTests {
  /// A plate of one row, as high as told, in the middle of a picture.
  private func quad(height: Double) -> Quad { box(200, 100, height * 4, height) }

  private func reads(_ detector: ToldDetector, probability: Double = 0.99) throws -> [PlateRead] {
    let readers = [ToldReader(probability: probability), ToldReader(probability: probability)]
    let recognizer = try PlateRecognizer(detector: detector, readers: readers, options: .singlePictures)
    return try recognizer.read(ToldDetector.frame).plates
  }

  /// With two readers at 0.957 a character the text is sure to 0.984, with 0.99 to 0.999.
  @Test(arguments: [
    (31.0, 0.957, true), (29, 0.957, false), (17, 0.99, true), (31, 0.94, false), (15, 0.99, false),
  ])
  func `low rows must be read surer than high ones, and the lowest are never trusted`(
    height: Double, probability: Double, isTrusted: Bool
  ) throws {
    let read = try #require(try reads(ToldDetector(quad: quad(height: height)), probability: probability).first)
    #expect(read.text == "12C12345")
    #expect(read.trusted == isTrusted, "sure to \(read.confidence)")
  }

  /// In the wider cut, by the first reader alone, the text is sure to 0.43 with 0.9 a character, to 0.56 with 0.93, 0.78 with 0.97 and
  /// 0.89 with 0.985.
  @Test(arguments: [
    (31.0, "12C12345", 0.93, true), (31, "12C12345", 0.9, false), (29, "12C12345", 0.985, true),
    (29, "12C12345", 0.97, false), (31, "12C12845", 0.999, false),
  ])
  func `what a wider cut says otherwise, or hardly says, is not trusted`(
    height: Double, wider: String, probability: Double, isTrusted: Bool
  ) throws {
    let wavering = WaveringReader([ToldReader(), ToldReader(text: wider, probability: probability)])
    let recognizer = try PlateRecognizer(
      detector: ToldDetector(quad: quad(height: height)), readers: [wavering, ToldReader()], options: .singlePictures)
    let read = try #require(try recognizer.read(ToldDetector.frame).plates.first)
    #expect(read.text == "12C12345" && read.confidence > 0.99)
    #expect(read.trusted == isTrusted)
  }

  /// 12C-123.45 with its last digit under a drop on the lens reads 12C-1234, which is lawful too.
  @Test(arguments: [(0.15...0.85, true), (0.05...0.75, false)])
  func `a plate with room for one more character at one end is not trusted`(reach: ClosedRange<Double>, isTrusted: Bool)
    throws
  {
    let readers = [ToldReader(text: "12C1234", reach: reach), ToldReader(text: "12C1234")]
    let recognizer = try PlateRecognizer(
      detector: ToldDetector(quad: quad(height: 31)), readers: readers, options: .singlePictures)
    let read = try #require(try recognizer.read(ToldDetector.frame).plates.first)
    #expect(read.text == "12C1234" && read.trusted == isTrusted)
  }

  @Test(arguments: [(0.4, 0.1, false), (0.4, 0.3, true), (0.6, 0.1, true)])
  func `a place that neither look takes for a plate is not read`(first: Double, again: Double, isRead: Bool) throws {
    let look = SecondLook(quad: nil, score: again)
    let found = try reads(ToldDetector(quad: quad(height: 30), score: first, again: look))
    #expect(found.isEmpty != isRead)
  }

  @Test(arguments: [box(700, 100, 80, 20), box(100, -60, 80, 20)])
  func `a place outside the picture is no plate, and the frame's others are read`(outside: Quad) throws {
    let found = try reads(ToldDetector(quad: outside, others: [quad(height: 30)]))
    #expect(found.map(\.text) == ["12C12345"] && found.allSatisfy(\.trusted))
  }

  /// A plate of one row with much around it is as high as one with two: in two rows all of it is in one of them, cut into.
  @Test(arguments: [(2.3, 1), (1.6, 2)])
  func `where one row of two is empty the plate may have one`(aspect: Double, lines: Int) throws {
    let recognizer = try PlateRecognizer(
      detector: ToldDetector(quad: box(200, 100, 60 * aspect, 60)), readers: [EmptyAbove(), EmptyAbove()],
      options: .singlePictures)
    let read = try #require(try recognizer.read(ToldDetector.frame).plates.first)
    #expect(read.text == "12C12345" && read.lines == lines)
  }

  @Test func `a plate that the picture's edge cuts off is read and not trusted`() throws {
    let read = try #require(try reads(ToldDetector(quad: box(-8, 100, 120, 30))).first)
    #expect(read.text == "12C12345" && !read.trusted)
  }

  /// Nearly or wholly lawful texts that both readers are sure of. What the grammar takes is held against the rules by its own tests.
  @Test func `what both readers say is trusted only where the grammar fits plainly`() throws {
    var random = SeededGenerator(seed: 36)
    let lawful = [
      "12C12345", "29H1234", "12RM12345", "15R12345", "80NG12312", "桂F12345", "粤BD12345", "桂A1234挂", "TM1234",
    ]
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789桂粤挂学使")
    var (trusted, doubted) = (0, 0)
    for _ in 0..<1500 {
      var text = Array(lawful[Int(random.next() % UInt64(lawful.count))])
      for _ in 0..<random.next() % 3 {
        let at = Int(random.next() % UInt64(text.count))
        let character = alphabet[Int(random.next() % UInt64(alphabet.count))]
        switch random.next() % 4 {
        case 0: text.remove(at: at)
        case 1: text.insert(character, at: at)
        default: text[at] = character
        }
      }
      let told = ToldReader(text: String(text), probability: 0.999)
      let recognizer = try PlateRecognizer(
        detector: ToldDetector(quad: quad(height: 30)), readers: [told, told], options: .singlePictures)
      for read in try recognizer.read(ToldDetector.frame).plates {
        guard read.trusted else { doubted += 1; continue }
        trusted += 1
        let match = try #require(PlateGrammar.match(read.text, rows: 1, colour: .unknown), "\(read.text)")
        #expect(match.substituted.isEmpty && !match.isAmbiguous && read.raw == read.text, "\(read.text) of \(read.raw)")
      }
    }
    #expect(trusted > 200 && doubted > 200, "\(trusted) trusted, \(doubted) not")
  }
}

/// Reads nothing in the upper of two rows, and the one that is read a little surer where it is the only one.
private struct EmptyAbove: RowReader {
  let weight = 1.0

  func read(_ rows: [GreyPatch]) throws -> [RowReading] {
    let all = try ToldReader(probability: rows.count == 1 ? 0.99 : 0.97).read([rows[rows.count - 1]])
    return rows.dropLast().map { _ in RowReading(alternatives: []) } + all
  }
}
