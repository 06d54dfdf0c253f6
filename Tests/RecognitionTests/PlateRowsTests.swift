import Border
import Glibc
import Testing

@testable import Recognition

@Suite("Rows of a plate")
struct PlateRowsTests {
  @Test(
    arguments: [(1.36, 2, nil), (2.0, 2, 1), (2.49, 2, 1), (2.6, 1, 2), (3.0, 1, 2), (3.14, 1, nil), (4.73, 1, nil)]
      as [(Double, Int, Int?)])
  func `the aspect tells how many rows there may be`(aspect: Double, likely: Int, other: Int?) {
    #expect(PlateRows.likelyLines(aspect: aspect) == likely)
    #expect(PlateRows.otherLines(aspect: aspect) == other)
  }

  @Test(
    arguments: [(1.36, 2, 131), (0.7, 2, 125), (4.73, 1, 227), (3.3, 1, 158), (1.6, 1, 151)] as [(Double, Int, Int)])
  func `a plate seen from the side gets its width back`(aspect: Double, lines: Int, width: Int) throws {
    let picture = try Picture()
    let frame = ToldDetector.frame
    let plate = try picture.withFrame(frame) {
      try PlateRows.rectify(picture, box(100, 100, 47 * aspect, 47), lines: lines, aspect: aspect)
    }
    #expect((plate.width, plate.height) == (width, 48 * lines))
  }

  /// With 10 px around it a plate of 160 x 50 px has another aspect than its own.
  @Test func `a cut with more around the plate shows its characters no wider`() throws {
    let picture = try Picture()
    let plate = try picture.withFrame(ToldDetector.frame) {
      try PlateRows.rectify(picture, box(100, 100, 180, 70), lines: 1, aspect: 3.2)
    }
    #expect(plate.width == 123)
  }

  /// Light ground with bands of ink, in shares of the height.
  private func plate(ink bands: [ClosedRange<Double>], width: Int = 120, height: Int = 96) -> GreyPatch {
    var pixels = [UInt8](repeating: 200, count: width * height)
    for y in 0..<height where bands.contains(where: { $0.contains(Double(y) / Double(height)) }) {
      for x in 15..<width - 15 where x % 4 < 2 { pixels[y * width + x] = 30 }
    }
    return GreyPatch(width: width, height: height, pixels: pixels)
  }

  @Test func `two rows part at the gap between them`() {
    let split = Double(PlateRows.splitRow(plate(ink: [0.08...0.38, 0.48...0.92]))) / 96
    #expect((0.39...0.47).contains(split))
    let lower = Double(PlateRows.splitRow(plate(ink: [0.08...0.48, 0.58...0.92]))) / 96
    #expect((0.49...0.57).contains(lower))
  }

  @Test(arguments: [0.3, 0.33, 0.36])
  func `an arc of light over a row is not the gap`(height: Double) {
    var plate = plate(ink: [0.08...0.44, 0.54...0.92])
    for x in 10..<100 {
      let t = Double(x - 10) / 90
      let middle = 96 * (height + 0.1 * t * (1 - t))
      for y in Int(middle) - 4...Int(middle) + 4 {
        plate.pixels[y * 120 + x] = UInt8(min(255, Int(plate.pixels[y * 120 + x]) + 220))
      }
    }
    let split = Double(PlateRows.splitRow(plate)) / 96
    #expect((0.45...0.53).contains(split), "\(split)")
  }

  @Test(arguments: [(0.3, 1, 52), (1, 0.3, 42)])
  func `nor is what lies in the sun beyond a shadow's edge along the gap`(above: Double, below: Double, edge: Int) {
    var plate = plate(ink: [0.08...0.44, 0.54...0.92])
    for index in plate.pixels.indices {
      plate.pixels[index] = UInt8(Double(plate.pixels[index]) * (index / 120 < edge ? above : below))
    }
    let split = Double(PlateRows.splitRow(plate)) / 96
    #expect((0.45...0.53).contains(split), "\(split)")
  }

  @Test func `both rows reach over the split, with full contrast`() {
    let rows = PlateRows.rows(of: plate(ink: [0.08...0.38, 0.48...0.92]), lines: 2)
    #expect(rows.count == 2)
    #expect(rows[0].height + rows[1].height == 96 + 2 * 4)
    #expect(rows.allSatisfy { $0.pixels.min() == 0 && $0.pixels.max() == 255 })
  }

  @Test func `the larger part is the ground`() {
    let dark = plate(ink: [0.2...0.8])
    #expect(!PlateRows.isLightOnDark(dark))
    #expect(PlateRows.isLightOnDark(dark.inverted()))
  }

  @Test func `a hot spot on a dim plate is not its ground`() {
    // Strokes of a quarter of the step between them, under an illuminator that reaches little of the plate: most of the ground is
    // darker than the ink in its light.
    var plate = GreyPatch(width: 160, height: 96, pixels: [UInt8](repeating: 200, count: 160 * 96))
    for y in 9..<87 where !(40..<50).contains(y) {
      for x in 15..<145 where (x - 15) % 20 < 7 { plate.pixels[y * 160 + x] = 30 }
    }
    for y in 0..<96 {
      for x in 0..<160 {
        let away = Double(x - 80) / 160 / 0.25
        plate.pixels[y * 160 + x] = UInt8(Double(plate.pixels[y * 160 + x]) * (0.14 + 0.86 * exp(-away * away)))
      }
    }
    #expect(!PlateRows.isLightOnDark(plate))
  }

  @Test func `means are of what lies around`() {
    let patch = GreyPatch(width: 3, height: 2, pixels: [0, 30, 60, 90, 120, 150])
    #expect(patch.means(radius: 1) == [60, 75, 90, 60, 75, 90])
    #expect(patch.means(radius: 0) == patch.pixels.map(Int.init))
    #expect(patch.means(radius: 9) == [Int](repeating: 75, count: 6))
  }

  @Test func `contrast is stretched from the 1st to the 99th percentile`() {
    // 1000 pixels of 100…199: the outermost per cent goes beyond the ends.
    let patch = GreyPatch(width: 100, height: 10, pixels: (0..<1000).map { UInt8(100 + $0 / 10) })
    let stretched = patch.stretched().pixels
    #expect(stretched.first == 0)
    #expect(stretched.last == 255)
    #expect(stretched[500] == 128 || stretched[500] == 129)
  }

  @Test func `flat patches stay flat instead of turning into noise`() {
    let flat = GreyPatch(width: 8, height: 8, pixels: (0..<64).map { UInt8(120 + $0 % 2) })
    #expect(Set(flat.stretched().pixels).allSatisfy { $0 <= 32 })
  }

  @Test func `the reader's input is filled up with the grey of the edge`() {
    let row = GreyPatch(width: 96, height: 48, pixels: [UInt8](repeating: 180, count: 96 * 48))
    let input = CTCReader.input(row)
    #expect([input.width, input.height] == [160, 32])
    #expect(Set(input.pixels) == [180])
    let wide = GreyPatch(width: 420, height: 48, pixels: [UInt8](repeating: 7, count: 420 * 48))
    #expect([CTCReader.input(wide).width, CTCReader.input(wide).height] == [160, 32])
    let line = TesseractReader.input(row, isWholePlate: false)
    #expect([line.width, line.height] == [57 + 10, 28])
    #expect(TesseractReader.input(row, isWholePlate: true).width == TesseractReader.wholeWidth)
  }

  @Test func `growing a quad keeps its centre and its tilt`() {
    let quad = Quad(
      topLeft: Point(x: 10, y: 10), topRight: Point(x: 50, y: 20), bottomRight: Point(x: 47.5, y: 30),
      bottomLeft: Point(x: 7.5, y: 20))
    let grown = quad.grown(by: 0.5)
    #expect(abs(grown.centre.x - quad.centre.x) < 1e-9 && abs(grown.centre.y - quad.centre.y) < 1e-9)
    #expect(abs(grown.height - 2 * quad.height) < 1e-9)
    #expect(abs(grown.width - (quad.width + quad.height)) < 1e-9)
  }
}
