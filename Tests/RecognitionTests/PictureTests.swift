import Border
import Foundation
import Testing

@testable import Recognition

@Suite("Pictures")
struct PictureTests {
  /// 32 x 16 pixels: the left half yellow, the right half blue, as blue, green, red.
  private static let bgr: [UInt8] = (0..<16 * 32).flatMap { $0 % 32 < 16 ? [40, 200, 240] : [200, 90, 40] }

  private static func frame(_ format: PixelFormat, _ bytes: [UInt8], bytesPerRow: Int, width: Int = 32) -> Frame {
    Frame(
      camera: "front", sequence: 1,
      capturedAt: CaptureTime(monotonic: .seconds(1), wall: Date(timeIntervalSince1970: 0)), width: width, height: 16,
      bytesPerRow: bytesPerRow, format: format, bytes: FrameBytes(copying: bytes))
  }

  /// Y, U and V of a pixel's side (ITU-R BT.601, the range of video).
  private static func yuv(_ isLeft: Bool) -> (y: UInt8, u: UInt8, v: UInt8) {
    isLeft ? (y: 184, u: 56, v: 158) : (y: 84, u: 188, v: 104)
  }

  private static func frames() -> [Frame] {
    var rgb = bgr
    for at in stride(from: 0, to: rgb.count, by: 3) { rgb.swapAt(at, at + 2) }
    var yuyv: [UInt8] = []
    var uyvy: [UInt8] = []
    var (luma, chroma): ([UInt8], [UInt8]) = ([], [])
    for y in 0..<16 {
      for x in stride(from: 0, to: 32, by: 2) {
        let c = yuv(x < 16)
        yuyv += [c.y, c.u, c.y, c.v]
        uyvy += [c.u, c.y, c.v, c.y]
        luma += [c.y, c.y]
        if y % 2 == 0 { chroma += [c.u, c.v] }
      }
    }
    return [
      frame(.bgr, bgr, bytesPerRow: 96), frame(.rgb, rgb, bytesPerRow: 96), frame(.yuyv, yuyv, bytesPerRow: 64),
      frame(.uyvy, uyvy, bytesPerRow: 64), frame(.nv12, luma + chroma, bytesPerRow: 32),
    ]
  }

  @Test(arguments: frames())
  func `every pixel format shows the same greys and colours`(frame: Frame) throws {
    let picture = try Picture()
    try picture.withFrame(frame) {
      #expect(picture.width == 32 && picture.height == 16 && picture.isColoured)
      let (left, right) = (box(3, 4, 8, 8), box(20, 4, 8, 8))
      let dark = try picture.cutGrey(right, width: 8, height: 8).pixels
      let light = try picture.cutGrey(left, width: 8, height: 8).pixels
      #expect(light.allSatisfy { $0 > 170 } && dark.allSatisfy { $0 < 110 })
      #expect(GroundColour.classify(try picture.cutColour(left, width: 8, height: 8)) == .yellow)
      #expect(GroundColour.classify(try picture.cutColour(right, width: 8, height: 8)) == .blue)
    }
  }

  @Test(arguments: frames())
  func `a picture made small keeps its colours`(frame: Frame) throws {
    let picture = try Picture()
    try picture.withFrame(frame) {
      let small = try picture.thumbnail(width: 4, height: 2)
      #expect(GroundColour.classify(Array(small[0..<3])) == .yellow)
      #expect(GroundColour.classify(Array(small[21..<24])) == .blue)
      let isColoured = try picture.showsColours()
      #expect(isColoured)
    }
  }

  @Test func `whether a scene shows colours is asked anew for each picture`() throws {
    let picture = try Picture()
    let grey = Self.frame(.bgr, [UInt8](repeating: 90, count: 32 * 16 * 3), bytesPerRow: 96)
    for (frame, isColoured) in [(Self.frames()[0], true), (grey, false), (Self.frames()[2], true)] {
      let shown = try picture.withFrame(frame) { try picture.showsColours() }
      #expect(shown == isColoured)
    }
    let dark = Self.frame(.grey, [UInt8](repeating: 9, count: 512), bytesPerRow: 32)
    let shown = try picture.withFrame(dark) { try picture.showsColours() }
    #expect(!shown)
  }

  @Test func `grey frames have no colours to cut`() throws {
    let picture = try Picture()
    try picture.withFrame(Self.frame(.grey, [UInt8](repeating: 9, count: 512), bytesPerRow: 32)) {
      #expect(!picture.isColoured)
      #expect(throws: PictureError.impossibleCut(reason: "the picture has no colours")) {
        try picture.cutColour(box(0, 0, 8, 8), width: 8, height: 8)
      }
    }
  }

  @Test func `a cut maps corners to corners`() throws {
    // A ramp: the pixel at x has the grey 8 x.
    let ramp = (0..<512).map { UInt8($0 % 32 * 8) }
    let picture = try Picture()
    try picture.withFrame(Self.frame(.grey, ramp, bytesPerRow: 32)) {
      let same = try picture.cutGrey(box(4, 2, 16, 8), width: 16, height: 8)
      #expect(Array(same.pixels[0..<16]) == (4..<20).map { UInt8($0 * 8) })
      // Turned by half: the quad's top left is the picture's bottom right.
      let turned = Quad(
        topLeft: Point(x: 20, y: 10), topRight: Point(x: 4, y: 10), bottomRight: Point(x: 4, y: 2),
        bottomLeft: Point(x: 20, y: 2))
      #expect(
        Array(try picture.cutGrey(turned, width: 16, height: 8).pixels[0..<16])
          == (4..<20).reversed().map { UInt8($0 * 8) })
    }
  }

  @Test func `quads outside the picture, or without numbers, are errors`() throws {
    let picture = try Picture()
    try picture.withFrame(Self.frame(.grey, [UInt8](repeating: 9, count: 512), bytesPerRow: 32)) {
      #expect(throws: PictureError.self) { try picture.cutGrey(box(100, 100, 8, 8), width: 8, height: 8) }
      #expect(throws: PictureError.self) { try picture.cutGrey(box(.nan, 0, 8, 8), width: 8, height: 8) }
    }
  }

  @Test(arguments: [
    (frame(.bgr, Array(bgr.dropLast()), bytesPerRow: 96), "fewer bytes than the picture needs"),
    (frame(.bgr, bgr, bytesPerRow: 95), "width, height and bytes per row do not go together"),
    (frame(.yuyv, bgr, bytesPerRow: 64, width: 31), "the width is odd"),
    (frame(.grey, bgr, bytesPerRow: 32, width: -1), "width, height and bytes per row do not go together"),
  ])
  func `frames whose numbers contradict one another are errors`(frame: Frame, reason: String) throws {
    let picture = try Picture()
    #expect(throws: PictureError.unreadable(reason: reason)) { try picture.withFrame(frame) {} }
  }

  private func jpeg() throws -> [UInt8] {
    let noise = (0..<1536).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
    let time = CaptureTime(monotonic: .zero, wall: Date(timeIntervalSince1970: 0))
    let picture = try Picture()
    return try picture.withFrame(Self.frame(.bgr, noise, bytesPerRow: 96)) {
      Array(try Photographs(of: picture, plate: box(4, 4, 16, 8), at: time).overview)
    }
  }

  /// Of many megapixels: left yellow, right blue, with noise on top, which no JPEG makes small.
  private func largeFrame() -> Frame {
    let (width, height) = (2400, 1600)
    var dice: UInt32 = 7
    let noisy = (0..<width * height * 3).map { index -> UInt8 in
      dice = dice &* 1_664_525 &+ 1_013_904_223
      let colour: [UInt8] = index / 3 % width < width / 2 ? [60, 190, 215] : [190, 90, 60]
      return colour[index % 3] &+ UInt8(dice >> 27)
    }
    return Frame(
      camera: "front", sequence: 1, capturedAt: CaptureTime(monotonic: .zero, wall: Date(timeIntervalSince1970: 0)),
      width: width, height: height, bytesPerRow: width * 3, format: .bgr, bytes: FrameBytes(copying: noisy))
  }

  @Test func `a large photograph keeps its greys and its colours, these at half its size`() throws {
    let frame = largeFrame()
    let original = try Picture()
    let (left, right) = (box(100, 200, 400, 200), box(1300, 601, 400, 201))
    var cuts: [(grey: GreyPatch, colour: [UInt8])] = []
    var bytes = Data()
    try original.withFrame(frame) {
      for quad in [left, right] {
        cuts.append(
          (try original.cutGrey(quad, width: 40, height: 20), try original.cutColour(quad, width: 40, height: 20)))
      }
      bytes = try Photographs(of: original, plate: box(0, 0, 2400, 1600), at: frame.capturedAt).plate ?? Data()
    }
    #expect(bytes.count > 1 << 20)
    let picture = try Picture()
    try bytes.withUnsafeBytes { try picture.decode($0) }
    #expect(picture.width == 2400 && picture.height == 1600)
    for (quad, cut) in zip([left, right], cuts) {
      let grey = try picture.cutGrey(quad, width: 40, height: 20)
      let colour = try picture.cutColour(quad, width: 40, height: 20)
      #expect(zip(grey.pixels, cut.grey.pixels).allSatisfy { abs(Int($0) - Int($1)) <= 4 })
      #expect(zip(colour, cut.colour).allSatisfy { abs(Int($0) - Int($1)) <= 10 })
    }
    let isColoured = try picture.showsColours()
    #expect(isColoured)
    // What is kept of it for people to look at has the same colours again.
    let kept = try Photographs(of: picture, plate: left, at: frame.capturedAt)
    let again = try Picture()
    try kept.overview.withUnsafeBytes { try again.decode($0) }
    let colour = try again.cutColour(left, width: 40, height: 20)
    #expect(zip(colour, cuts[0].colour).allSatisfy { abs(Int($0) - Int($1)) <= 12 })
  }

  @Test func `a JPEG without its end is an error wherever it was cut`() throws {
    let whole = try jpeg()
    let picture = try Picture()
    try whole.withUnsafeBytes { try picture.decode($0) }
    #expect(picture.width == 32 && picture.height == 16)
    for count in stride(from: 3, to: whole.count, by: 7) {
      #expect(throws: PictureError.truncated) {
        try whole.prefix(count).withUnsafeBytes { try picture.decode($0) }
      }
    }
  }

  @Test func `a camera's padding after the end does no harm`() throws {
    let padded = try jpeg() + [UInt8](repeating: 0, count: 64)
    let picture = try Picture()
    try padded.withUnsafeBytes { try picture.decode($0) }
    #expect(picture.width == 32)
  }

  @Test func `the end of an embedded thumbnail is not the picture's end`() throws {
    var whole = try jpeg()
    let thumbnail: [UInt8] = [0xFF, 0xD8, 0xFF, 0xD9]
    whole.insert(contentsOf: [0xFF, 0xE5, 0x00, UInt8(2 + thumbnail.count)] + thumbnail, at: 2)
    #expect(whole.withUnsafeBytes(JPEGStructure.isWhole))
    let half = Array(whole.prefix(whole.count / 2))
    #expect(!half.withUnsafeBytes(JPEGStructure.isWhole))
  }

  @Test func `what is no picture is an error`() throws {
    let picture = try Picture()
    #expect(throws: PictureError.unreadable(reason: "no decoder understands it")) {
      try Array("no picture at all".utf8).withUnsafeBytes { try picture.decode($0) }
    }
    #expect(throws: PictureError.self) { try [UInt8]().withUnsafeBytes { try picture.decode($0) } }
  }
}
