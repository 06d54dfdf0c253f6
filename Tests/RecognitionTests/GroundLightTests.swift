import Border
import Testing

@testable import Recognition

/// A barrier has a roof, a pole and a boom, and the sun makes edges of them across plates.
@Suite("Shadows across plates")
struct GroundLightTests {
  /// Dark strokes of six pixels on light ground, as a rectified plate of two rows; `light` falls on each place.
  private func plate(_ light: (_ x: Int, _ y: Int) -> Double) -> GreyPatch {
    let (width, height) = (130, 96)
    let pixels = (0..<width * height).map { index -> UInt8 in
      let (x, y) = (index % width, index / width)
      let isStroke = x % 18 < 6 && y % 48 > 8 && y % 48 < 40
      return UInt8((isStroke ? 40 : 220) * light(x, y))
    }
    return GreyPatch(width: width, height: height, pixels: pixels)
  }

  private let ends = PlateRows.Ends.own

  @Test func `what lies under one light is left as it is`() {
    #expect(!GroundLight(of: plate { _, _ in 1 }).isUneven(within: ends))
    #expect(!GroundLight(of: plate { _, _ in 0.2 }).isUneven(within: ends))
    // From one side to the other, as far as lamps and lenses do it.
    #expect(!GroundLight(of: plate { x, _ in 1 - Double(x) / 300 }).isUneven(within: ends))
    #expect(
      !GroundLight(of: GreyPatch(width: 8, height: 8, pixels: [UInt8](repeating: 9, count: 64))).isUneven(within: ends))
  }

  @Test func `the vehicle around the plate is no shadow on it`() {
    let dark = GroundLight(of: plate { x, y in x < 26 || x >= 104 || y < 26 || y >= 70 ? 0.1 : 1 })
    #expect(dark.isUneven(within: ends))
    #expect(!dark.isUneven(within: .init(of: box(0, 0, 130, 96), around: box(26, 26, 78, 44))))
  }

  @Test func `beyond a shadow's edge characters are as dark as before it`() {
    let shaded = plate { x, y in y > 30 + x / 3 ? 0.3 : 1 }
    let light = GroundLight(of: shaded)
    #expect(light.isUneven(within: ends))
    let (evened, lit) = (light.evened(shaded), plate { _, _ in 1 })
    // All but a seam along the edge.
    let off = zip(evened.pixels, lit.pixels).count { abs(Int($0) - Int($1)) > 40 }
    #expect(off < lit.pixels.count / 10)
    #expect(zip(shaded.pixels, lit.pixels).count { abs(Int($0) - Int($1)) > 40 } > lit.pixels.count / 3)
  }

  @Test func `the readers are given a plate half in a shadow as if it lay in the sun`() throws {
    let (lit, shaded) = (
      try rows(of: plate { _, _ in 1 }), try rows(of: plate { x, y in y > 20 + x / 2 ? 0.3 : 1 })
    )
    #expect(lit.count == 2 && shaded.count == 2)
    for ((lit, shaded), most) in zip(zip(lit, shaded), [20, 45]) {
      let off = zip(lit.pixels, shaded.pixels).map { abs(Int($0) - Int($1)) }
      let mean = off.reduce(0, +) / off.count
      #expect(mean < most && lit.height == shaded.height, "\(lit.height) and \(shaded.height) pixels high")
    }
  }

  /// A character on the edge itself is read surely and wrongly: 8 of 506 drawn and photographed plates that were trusted so.
  @Test(arguments: [(0.3, false), (1, true)])
  func `whatever the readers say, a plate half in a shadow is not trusted`(light: Double, isTrusted: Bool) throws {
    let pixels = (0..<500 * 200).map { index -> UInt8 in
      let (x, y) = (index % 500 - 100, index / 500 - 65)
      let isStroke = (0..<300).contains(x) && (12..<58).contains(y) && x % 18 < 6 && y % 18 < 12
      return UInt8((isStroke ? 40 : 220) * (x > 150 ? light : 1))
    }
    let frame = Frame(
      camera: "shadow", sequence: 1, capturedAt: DrawnLane.time(1), width: 500, height: 200, bytesPerRow: 500,
      format: .grey, bytes: FrameBytes(copying: pixels))
    let recognizer = try PlateRecognizer(
      detector: ToldDetector(quad: box(100, 65, 300, 70)), readers: [ToldReader(), ToldReader()],
      options: .singlePictures)
    #expect(try recognizer.read(frame).plates.map(\.trusted) == [isTrusted])
  }

  /// As the first reader is given them.
  private func rows(of plate: GreyPatch) throws -> [GreyPatch] {
    let listener = ListeningReader()
    let picture = try Picture()
    let frame = Frame(
      camera: "shadow", sequence: 1, capturedAt: DrawnLane.time(1), width: plate.width, height: plate.height,
      bytesPerRow: plate.width, format: .grey, bytes: FrameBytes(copying: plate.pixels))
    let corners = box(0, 0, Double(plate.width), Double(plate.height))
    try picture.withFrame(frame) {
      _ = try PlateReader(readers: [listener], far: nil, provinces: nil)
        .glimpse(of: picture, corners, corners: corners, lines: 2, colour: .white)
    }
    return listener.rows
  }
}

private final class ListeningReader: RowReader {
  let weight = 1.0
  private(set) var rows: [GreyPatch] = []

  func read(_ rows: [GreyPatch]) throws -> [RowReading] {
    self.rows = rows
    return []
  }
}
