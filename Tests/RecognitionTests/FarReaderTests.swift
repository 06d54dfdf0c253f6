import Border
import Foundation
import Scenes
import Testing

@testable import Recognition

private let models = try? ModelStore.find(executable: URL(fileURLWithPath: #filePath))

/// Rows that are low in the picture have a reader of their own.
@Suite("Plates from afar")
struct FarReaderTests {
  private func reads(_ readers: [ToldReader], far: ToldReader, height: Double) throws -> [PlateRead] {
    let recognizer = try PlateRecognizer(
      detector: ToldDetector(quad: box(200, 100, height * 4, height)), readers: readers, far: far,
      options: .singlePictures)
    return try recognizer.read(ToldDetector.frame).plates
  }

  @Test(arguments: [(9.0, "29H67890"), (12.9, "29H67890"), (13.1, "12C12345"), (40, "12C12345")])
  func `it takes the first reader's place where rows are lowest, and nowhere else`(height: Double, text: String) throws
  {
    // Between, what the first reader is surer of stands.
    let far = ToldReader(text: "29H67890", sureness: 0.9)
    #expect(try reads([ToldReader()], far: far, height: height).map(\.text) == [text])
  }

  @Test(arguments: [(0.6, 0.9, "29H67890"), (0.9, 0.6, "12C12345")])
  func `where low rows are in doubt the surer of both speaks`(near: Double, far: Double, text: String) throws {
    let other = ToldReader(text: "29H67890", sureness: far)
    let doubtful = [ToldReader(sureness: near), ToldReader(text: text, probability: 0.5)]
    #expect(try reads(doubtful, far: other, height: 20).map(\.text) == [text])
    #expect(try reads(doubtful.dropLast(), far: other, height: 26.5).map(\.text) == ["12C12345"])
  }

  @Test(arguments: [("12C12345", true), ("29H67890", false)])
  func `a row is agreed on only where the far reader says the same of it`(text: String, isPlain: Bool) throws {
    let readers = [ToldReader(), ToldReader()]
    let reader = PlateReader(readers: readers, far: ToldReader(text: text, sureness: 0.9), provinces: nil)
    let row = GreyPatch(width: 160, height: 32, pixels: [UInt8](repeating: 128, count: 160 * 32))
    let voices = try readers.map { RowFusion.Voice(reading: try $0.read([row])[0], weight: $0.weight) }
    let view = PlateView(
      lines: 1, colour: .white, rows: [row], rowHeight: 20, isBlurred: false, isShaded: false, voices: [voices])
    #expect(view.result.isPlain)
    let result = try reader.withFarOpinion(view).result
    #expect(result.text == "12C12345" && result.isPlain == isPlain)
  }

  @Test(.enabled(if: models != nil, "no models"))
  func `it reads more of the plates that are 24 to 44 pixels wide than the reader of all heights does`() throws {
    let store = try #require(models)
    var shots = PlateShot(painter: PlatePainter(fonts: try FontBook.load()))
    shots.widths = 24...44
    let readers = [try CTCReader(models: store)]
    let (with, without) = (
      try PlateRecognizer(
        detector: CornerDetector(models: store, options: RecognitionOptions.singlePictures.detection), readers: readers,
        far: CTCReader(models: store, far: true), options: .singlePictures),
      try PlateRecognizer(
        detector: CornerDetector(models: store, options: RecognitionOptions.singlePictures.detection), readers: readers,
        options: .singlePictures)
    )
    var (far, near) = (0, 0)
    for seed in 1...200 as ClosedRange<UInt64> {
      let shot = try shots.frame(seed: seed &* 15_485_863)
      let text = try #require(shot.truth.first).text
      let frame = shot.picture.frame(camera: "far", sequence: seed, capturedAt: DrawnLane.time(Double(seed)))
      if try with.read(frame).plates.contains(where: { $0.text == text }) { far += 1 }
      if try without.read(frame).plates.contains(where: { $0.text == text }) { near += 1 }
    }
    print("of 200 plates 24 to 44 pixels wide: \(far) with the far reader, \(near) without")
    #expect(far >= near + 8)
  }
}
