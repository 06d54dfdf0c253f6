import Border
import Testing

@testable import Recognition

@Suite("Detection")
struct DetectionTests {
  /// Maps of 9 channels with single cells set: (row, column, probability).
  private func maps(rows: Int, columns: Int, cells: [(Int, Int, Float)]) -> [Float] {
    var maps = [Float](repeating: 0, count: 9 * rows * columns)
    for (row, column, probability) in cells {
      let cell = row * columns + column
      maps[cell] = probability
      for (channel, offset) in ([-2, -1, 2, -1, 2, 1, -2, 1] as [Float]).enumerated() {
        maps[(channel + 1) * rows * columns + cell] = offset
      }
    }
    return maps
  }

  private func find(_ cells: [(Int, Int, Float)], rows: Int = 12, columns: Int = 20) -> [Detection] {
    maps(rows: rows, columns: columns, cells: cells).withUnsafeBufferPointer {
      PeakFinder.detections(maps: $0, rows: rows, columns: columns)
    }
  }

  @Test func `corners are counted from the centre of their cell in cells`() {
    let found = find([(5, 7, 0.9)])
    #expect(found.count == 1)
    #expect(abs(found[0].score - 0.9) < 1e-6)
    let quad = found[0].quad
    #expect(quad.topLeft == Point(x: (7.5 - 2) * 8, y: (5.5 - 1) * 8))
    #expect(quad.topRight == Point(x: (7.5 + 2) * 8, y: (5.5 - 1) * 8))
    #expect(quad.bottomRight == Point(x: (7.5 + 2) * 8, y: (5.5 + 1) * 8))
    #expect(quad.bottomLeft == Point(x: (7.5 - 2) * 8, y: (5.5 + 1) * 8))
  }

  @Test func `below the threshold and beside a higher cell there is no plate`() {
    #expect(find([(5, 7, 0.34)]).isEmpty)
    #expect(find([(5, 7, 0.9), (5, 8, 0.8)]).count == 1)
  }

  @Test func `of overlapping plates the better stays, apart from one another both`() {
    #expect(find([(5, 7, 0.7), (5, 9, 0.9)]).map { ($0.score * 10).rounded() } == [9])
    #expect(find([(5, 4, 0.7), (5, 14, 0.9)]).map { ($0.score * 10).rounded() } == [9, 7])
  }

  @Test func `plates at the edges of the maps are found`() {
    #expect(find([(0, 0, 0.9), (11, 19, 0.8)]).count == 2)
  }

  @Test func `maps that are too short hold nothing`() {
    let short = [Float](repeating: 1, count: 8 * 12)
    #expect(short.withUnsafeBufferPointer { PeakFinder.detections(maps: $0, rows: 3, columns: 4) }.isEmpty)
  }

  @Test func `overlap is the share of the common area, also of tilted quads`() {
    #expect(abs(ConvexQuad.overlap(box(0, 0, 2, 2), box(0, 0, 2, 2)) - 1) < 1e-9)
    #expect(abs(ConvexQuad.overlap(box(0, 0, 2, 2), box(1, 0, 2, 2)) - 1.0 / 3) < 1e-9)
    #expect(ConvexQuad.overlap(box(0, 0, 2, 2), box(3, 0, 2, 2)) == 0)
    let diamond = Quad(
      topLeft: Point(x: 0, y: -1), topRight: Point(x: 1, y: 0), bottomRight: Point(x: 0, y: 1),
      bottomLeft: Point(x: -1, y: 0))
    // Area 2 inside an area of 4.
    #expect(abs(ConvexQuad.overlap(diamond, box(-1, -1, 2, 2)) - 0.5) < 1e-9)
  }

  @Test(arguments: [
    (1280, 720, 640, 384), (960, 540, 512, 288), (640, 480, 416, 320), (472, 303, 416, 288), (300, 200, 320, 224),
    (1920, 1080, 640, 384), (400, 1600, 160, 640),
  ])
  func `pictures are laid into multiples of 32`(width: Int, height: Int, inputWidth: Int, inputHeight: Int) {
    let scaled = DetectionOptions().scaledWidth(pictureWidth: width, pictureHeight: height)
    let box = Letterbox(pictureWidth: width, pictureHeight: height, scaledWidth: scaled)
    #expect([box.width, box.height] == [inputWidth, inputHeight])
    #expect(Double(width) * box.scale <= Double(box.width) + 0.5)
    #expect(Double(height) * box.scale <= Double(box.height) + 0.5)
    // What is a pixel in the picture comes back as that pixel.
    let back = box.inPicture(Point(x: 123.25 * box.scale, y: 0))
    #expect(abs(back.x - 123.25) < 1e-9 && back.y == 0)
  }

  @Test func `a single picture is looked at closer, and as a whole again if it may show vehicles from afar`() {
    func plan(_ width: Int, _ height: Int) -> DetectionOptions.Plan {
      DetectionOptions(looksTwice: true).plan(pictureWidth: width, pictureHeight: height)
    }
    #expect(plan(640, 480) == .init(width: 416, closer: 1, others: [208]))
    #expect(plan(1280, 720) == .init(width: 640, closer: 1, small: 36, others: [1024, 320], isWorthMore: true))
    #expect(plan(2560, 1440) == .init(width: 640, closer: 0.5, small: 36, others: [1024, 320], isWorthMore: true))
    #expect(plan(120, 90) == .init(width: 120, others: [240], isWorthMore: true, isTight: true))
    #expect(plan(300, 200) == .init(width: 300, others: [150], isWorthMore: true, isTight: true))
    // More surroundings than a tall strip's would need gigabytes.
    #expect(!plan(511, 30_000).isTight)
  }

  @Test(arguments: [false, true])
  func `a straightened window shows the plate in its middle, and what lies there comes back`(nearer: Bool) throws {
    let quad = Quad(
      topLeft: Point(x: 100, y: 50), topRight: Point(x: 220, y: 70), bottomRight: Point(x: 210, y: 102),
      bottomLeft: Point(x: 96, y: 78))
    let window = try #require(StraightenedWindow(around: quad, nearer: nearer))
    #expect(window.width % 32 == 0 && window.height % 32 == 0)
    // Diagonals of a plane stay straight lines, so their crossing is the picture of the middle.
    let middle = try #require(window.inPicture(Point(x: Double(window.width) / 2, y: Double(window.height) / 2)))
    for (one, other) in [(quad.topLeft, quad.bottomRight), (quad.topRight, quad.bottomLeft)] {
      let (x, y) = (other.x - one.x, other.y - one.y)
      #expect(abs(x * (middle.y - one.y) - y * (middle.x - one.x)) / (x * x + y * y).squareRoot() < 1e-9)
    }
    let outline = try #require(window.outline)
    #expect(ConvexQuad.overlap(outline, quad) > 0.1 && outline.width > quad.width && outline.height > quad.height)
    #expect(window.isInTheMiddle(Point(x: Double(window.width) / 2 + 5, y: Double(window.height) / 2)))
    #expect(!window.isInTheMiddle(Point(x: 10, y: Double(window.height) / 2)))
  }

  @Test func `corners without a plane have no window`() {
    let point = Point(x: 5, y: 5)
    #expect(
      StraightenedWindow(
        around: Quad(topLeft: point, topRight: point, bottomRight: point, bottomLeft: point), nearer: false) == nil)
  }

  @Test func `a lane looks once`() {
    #expect(DetectionOptions().plan(pictureWidth: 1280, pictureHeight: 720) == .init(width: 640))
  }

  @Test(arguments: [(0.0, 0.0), (640, 360), (1279, 719), (30, 700)])
  func `a window lies around its place, inside the picture`(x: Double, y: Double) {
    let place = Point(x: x, y: y)
    let window = Letterbox(around: place, scale: 0.75, pictureWidth: 1280, pictureHeight: 720)
    #expect(window.left >= 0 && Double(window.left) + 192 / 0.75 <= 1281)
    #expect(window.top >= 0 && Double(window.top) + 128 / 0.75 <= 721)
    let origin = window.inPicture(Point(x: 0, y: 0))
    let end = window.inPicture(Point(x: 192, y: 128))
    #expect((origin.x...end.x).contains(x) && (origin.y...end.y).contains(y))
  }

  @Test func `a picture smaller than a window is seen whole`() {
    let window = Letterbox(
      around: Point(x: 50, y: 50), scale: 1, pictureWidth: 100, pictureHeight: 90)
    #expect((window.left, window.top) == (0, 0))
  }

  @Test(arguments: [(100.0, 1280, 704), (40.0, 1280, 1024), (300.0, 1280, 256), (60.0, 640, 608), (20.0, 640, 640)])
  func `a calibrated lane is looked at so that its plates come to some 56 px`(plate: Double, picture: Int, width: Int) {
    let options = DetectionOptions.forPlates(ofWidth: plate, pictureWidth: picture)
    #expect(options.scaledWidth(pictureWidth: picture, pictureHeight: picture * 9 / 16) == width)
  }
}
