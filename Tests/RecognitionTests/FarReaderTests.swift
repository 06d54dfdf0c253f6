import Border
import Foundation
import Scenes
import Testing

@testable import Recognition

private let models = try? ModelStore.find(executable: URL(fileURLWithPath: #filePath))

/// Rows that are low in the picture have a reader of their own.
@Suite("Plates from afar")
struct FarReaderTests {
  @Test(arguments: [(9.0, "29H67890"), (12.9, "29H67890"), (13.1, "12C12345"), (40, "12C12345")])
  func `it takes the first reader's place where rows are low, and nowhere else`(height: Double, text: String) throws {
    let recognizer = try PlateRecognizer(
      detector: ToldDetector(quad: box(200, 100, height * 4, height)), readers: [ToldReader(text: "12C12345")],
      far: ToldReader(text: "29H67890"), options: .singlePictures)
    #expect(try recognizer.read(ToldDetector.frame).plates.map(\.text) == [text])
  }

  @Test(.enabled(if: models != nil, "no models"))
  func `it reads more of the plates that are 24 to 48 pixels wide than the reader of all heights does`() throws {
    let store = try #require(models)
    var shots = PlateShot(painter: PlatePainter(fonts: try FontBook.load()))
    shots.widths = 24...48
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
    for seed in 1...120 as ClosedRange<UInt64> {
      let shot = try shots.frame(seed: seed &* 15_485_863)
      let text = try #require(shot.truth.first).text
      let frame = shot.picture.frame(camera: "far", sequence: seed, capturedAt: DrawnLane.time(Double(seed)))
      if try with.read(frame).plates.contains(where: { $0.text == text }) { far += 1 }
      if try without.read(frame).plates.contains(where: { $0.text == text }) { near += 1 }
    }
    print("of 120 plates 24 to 48 pixels wide: \(far) with the far reader, \(near) without")
    #expect(far >= near + 5)
  }
}
