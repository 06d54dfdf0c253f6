import Border
import Foundation
import Scenes
import Testing

@testable import Recognition

private let models = try? ModelStore.find(executable: URL(fileURLWithPath: #filePath))

/// What the shutter makes of a vehicle that moves, and a lens that is out of focus of any. `models/evaluation/views.py` has the figures,
/// on photographs too.
@Suite("Blurred plates")
struct PlateBlurTests {
  /// In heights of a row.
  struct Blur: Sendable {
    var motion = 0.0
    var degrees = 0.0
    var defocus = 0.0
  }

  private static let plates = 40
  private let painter = Result { PlatePainter(fonts: try FontBook.load()) }

  private func drawn(_ blur: Blur, width: Double) throws -> [DrawnFrame] {
    var portrait = PlatePortrait(painter: try painter.get())
    portrait.width = width
    var random = SeededGenerator(seed: 31)
    return try (0..<Self.plates).map { _ in
      let plate = DrawnPlate.random(.gate, using: &random)
      let row = width * plate.format.height / plate.format.width / Double(plate.lines)
      portrait.motion = (blur.motion * row, blur.degrees * .pi / 180)
      portrait.defocus = max(0.4, blur.defocus * row)
      return try portrait.frame(of: plate)
    }
  }

  private func blurred(_ shots: [DrawnFrame]) throws -> Int {
    let picture = try Picture()
    return try shots.count { shot in
      let quad = try #require(shot.truth.first).quad
      let frame = shot.picture.frame(camera: "motion", sequence: 1, capturedAt: DrawnLane.time(1))
      let lines = PlateRows.likelyLines(aspect: quad.aspect)
      return try picture.withFrame(frame) {
        PlateBlur.isSeen(in: try PlateRows.rectify(picture, quad, lines: lines, aspect: quad.aspect))
      }
    }
  }

  @Test(arguments: [40.0, 80, 160, 320])
  func `a sharp plate is not taken for a blurred one`(width: Double) throws {
    #expect(try blurred(drawn(Blur(), width: width)) == 0)
  }

  @Test(arguments: [0.0, 90, 45, 135], [80.0, 160])
  func `smeared by a quarter of a row it is seen, whichever way it moved`(degrees: Double, width: Double) throws {
    let count = try blurred(drawn(Blur(motion: 0.25, degrees: degrees), width: width))
    #expect(count >= Self.plates * 3 / 4, "\(count) of \(Self.plates)")
  }

  @Test(arguments: [80.0, 160])
  func `out of focus it is seen`(width: Double) throws {
    let count = try blurred(drawn(Blur(defocus: 0.2), width: width))
    #expect(count >= Self.plates * 9 / 10, "\(count) of \(Self.plates)")
  }

  @Test func `a patch of one grey is no blurred plate`() {
    #expect(!PlateBlur.isSeen(in: GreyPatch(width: 151, height: 48, pixels: [UInt8](repeating: 90, count: 151 * 48))))
  }

  @Test(
    .enabled(if: models != nil, "no models"),
    arguments: [Blur(motion: 0.3), Blur(motion: 0.3, degrees: 90)])
  func `the reader that has learnt on such rows reads more of them`(blur: Blur) throws {
    let parts = try RecognizerParts(models: try #require(models), options: .singlePictures)
    let shots = try drawn(blur, width: 120)
    func read(far: (any RowReader)?) throws -> (right: Int, wrong: [String]) {
      let recognizer = try PlateRecognizer(
        detector: parts.detector, readers: parts.readers, far: far, provinces: parts.provinces, options: .singlePictures
      )
      var (right, wrong) = (0, [String]())
      for shot in shots {
        let text = try #require(shot.truth.first).text
        let reads = try recognizer.read(
          shot.picture.frame(camera: "motion", sequence: 1, capturedAt: DrawnLane.time(1))
        ).plates
        right += reads.contains { $0.text == text } ? 1 : 0
        wrong += reads.filter { $0.trusted && $0.text != text }.map { "\(text) as \($0.text)" }
      }
      return (right, wrong)
    }
    let (with, without) = (try read(far: parts.far), try read(far: nil))
    print("\(blur): of \(shots.count) plates \(with.right) read, \(without.right) without it")
    #expect(with.right >= without.right + 12)
    #expect(with.wrong == [])
  }
}
