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

  /// How many are seen as blurred in a cut with so much more around the plate, of a picture that is squeezed to so much of its height.
  private func blurred(_ shots: [DrawnFrame], margin: Double = 0, height: Double = 1) throws -> Int {
    let picture = try Picture()
    return try shots.count { shot in
      let quad = try #require(shot.truth.first).quad.squeezed(height)
      let frame = shot.picture.frame(camera: "blur", sequence: 1, capturedAt: DrawnLane.time(1)).squeezed(height)
      let (cut, aspect) = (quad.grown(by: margin), quad.aspect)
      let lines = PlateRows.likelyLines(aspect: aspect * height)
      return try picture.withFrame(frame) {
        let plate = try PlateRows.rectify(picture, cut, lines: lines, aspect: aspect)
        return PlateBlur.isSeen(
          in: plate, within: .init(of: cut, around: quad),
          stretch: PlateRows.stretch(of: plate, cut, lines: lines, aspect: aspect))
      }
    }
  }

  @Test(arguments: [40.0, 80, 160, 320], [0, 0.08, 0.12])
  func `a sharp plate is not taken for a blurred one, however wide it is cut`(width: Double, margin: Double) throws {
    let count = try blurred(drawn(Blur(), width: width), margin: margin)
    #expect(count <= 1, "\(count) of \(Self.plates)")
  }

  @Test(arguments: [0.85, 0.7])
  func `nor is one that is seen from above`(height: Double) throws {
    let count = try blurred(drawn(Blur(), width: 160), height: height)
    #expect(count <= 2, "\(count) of \(Self.plates)")
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

  @Test func `a patch without anything in it is no blurred plate`() {
    for (width, height) in [(151, 48), (1, 1), (2, 3)] {
      let patch = GreyPatch(width: width, height: height, pixels: [UInt8](repeating: 90, count: width * height))
      #expect(!PlateBlur.isSeen(in: patch, within: .own, stretch: 1))
    }
  }

  /// Level strokes alone are what a plate shows that was smeared along its rows.
  @Test func `the far reader is asked of a blurred plate, and of it alone`() throws {
    let picture = try Picture()
    func text(_ isStroke: (_ x: Int, _ y: Int) -> Bool, far: (any RowReader)?) throws -> String {
      let pixels = (0..<200 * 50).map { UInt8(isStroke($0 % 200, $0 / 200) ? 40 : 200) }
      let frame = Frame(
        camera: "blur", sequence: 1, capturedAt: DrawnLane.time(1), width: 200, height: 50, bytesPerRow: 200,
        format: .grey, bytes: FrameBytes(copying: pixels))
      let reader = PlateReader(readers: [ToldReader()], far: far, provinces: nil)
      return try picture.withFrame(frame) {
        let view = try reader.glimpse(
          of: picture, box(0, 0, 200, 50), corners: box(0, 0, 200, 50), lines: 1, colour: .white)
        // Who has read it first is not asked again.
        #expect(try reader.withFarOpinion(view).voices.map(\.count) == [1])
        return view.result.text
      }
    }
    let far = ToldReader(text: "29H67890")
    #expect(try text({ _, y in y % 20 < 6 }, far: far) == "29H67890")
    #expect(try text({ _, y in y % 20 < 6 }, far: nil) == "12C12345")
    #expect(try text({ x, y in x % 20 < 6 && y % 18 < 12 }, far: far) == "12C12345")
  }

  @Test(
    .enabled(if: models != nil, "no models"),
    arguments: [Blur(motion: 0.3), Blur(motion: 0.3, degrees: 90)])
  func `the reader that has learnt on such rows reads more of them`(blur: Blur) throws {
    let parts = try RecognizerParts(models: try #require(models), options: .singlePictures)
    let shots = try drawn(blur, width: 120)
    func read(far: (any RowReader)?) throws -> PortraitFigure {
      let recognizer = try PlateRecognizer(
        detector: parts.detector, readers: parts.readers, far: far, provinces: parts.provinces, options: .singlePictures
      )
      return try PortraitFigure(of: shots, by: recognizer)
    }
    let (with, without) = (try read(far: parts.far), try read(far: nil))
    print("\(blur): of \(shots.count) plates \(with.read) read, \(without.read) without it")
    #expect(with.read >= without.read + 12)
    #expect(with.wrong == [])
  }
}

extension Quad {
  fileprivate func squeezed(_ share: Double) -> Quad {
    func squeezed(_ point: Point) -> Point { Point(x: point.x, y: point.y * share) }
    return Quad(
      topLeft: squeezed(topLeft), topRight: squeezed(topRight), bottomRight: squeezed(bottomRight),
      bottomLeft: squeezed(bottomLeft))
  }
}

extension Frame {
  /// Seen from above: every row of pixels between two of the frame's.
  fileprivate func squeezed(_ share: Double) -> Frame {
    guard share < 1 else { return self }
    var frame = self
    frame.height = Int(Double(height) * share)
    let old = bytes.withUnsafeBytes { Array($0) }
    var new: [UInt8] = []
    for y in 0..<frame.height {
      let place = (Double(y) + 0.5) / share - 0.5
      let (above, part) = (Int(place), place - place.rounded(.down))
      let below = min(above + 1, height - 1)
      for x in 0..<bytesPerRow {
        let (one, other) = (Double(old[above * bytesPerRow + x]), Double(old[below * bytesPerRow + x]))
        new.append(UInt8(one * (1 - part) + other * part))
      }
    }
    frame.bytes = FrameBytes(copying: new)
    return frame
  }
}
