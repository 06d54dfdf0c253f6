import Border
import Foundation
import Scenes
import Testing

@testable import Recognition

/// The picture decoder's front door under bytes that nobody meant: a fixed number of mutations of whole pictures. The
/// long form, guided by coverage and under the address sanitizer, is `make fuzz`.
@Suite("The front door of the picture decoder")
struct FrontDoorTests {
  /// Whole pictures of several formats, small.
  private static func seeds() throws -> [[UInt8]] {
    let painter = PlatePainter(fonts: try FontBook.load())
    let drawn = try PlatePortrait(painter: painter).frame(of: DrawnPlate("12C12345"))
    // A bitmap of 2 x 2 pixels and a portable grey map: formats with sizes of their own in the header.
    let bitmap: [UInt8] =
      [0x42, 0x4D, 70, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 1, 0, 24, 0]
      + [UInt8](repeating: 0, count: 24) + [UInt8](repeating: 0x7F, count: 16)
    // The same as TIFF (LZW) and as WebP.
    let others = try [
      """
      SUkqABgAAACAB5kAoPEx4FqEK1WKuAgADAAAAQMAAQAAAAIAAAABAQMAAQAAAAIAAAACAQMAAwAAAK4AAAADAQMAAQAAAAUAAAAG\
      AQMAAQAAAAIAAAARAQQAAQAAAAgAAAAVAQMAAQAAAAMAAAAWAQMAAQAAAAIAAAAXAQQAAQAAAA8AAAAcAQMAAQAAAAEAAAA9AQMA\
      AQAAAAIAAABTAQMAAwAAALQAAAAAAAAACAAIAAgAAQABAAEA
      """, "UklGRjQAAABXRUJQVlA4ICgAAACwAQCdASoCAAIAAsBMJQBOgCHe08gAAP72+/fqhrApvK7HpLpcWgAA",
    ]
    .map { Array(try #require(Data(base64Encoded: $0))) }
    return [try drawn.picture.jpeg(quality: 30), bitmap, Array("P5 4 4 255\n0123456789abcdef".utf8)] + others
  }

  @Test func `a whole picture of every format is read`() throws {
    let picture = try Picture()
    for bytes in try Self.seeds() {
      #expect(throws: Never.self) { try bytes.withUnsafeBytes { try picture.decode($0) } }
      #expect(picture.width > 1 && picture.height > 1)
    }
  }

  @Test func `whatever comes in, it is a picture or an error, and the next one is read`() throws {
    let seeds = try Self.seeds()
    let picture = try Picture()
    var random = SeededGenerator(seed: 81)
    var (read, refused) = (0, 0)
    for round in 0..<1500 {
      var bytes = seeds[round % seeds.count]
      for _ in 0..<Int(random.next() % 6) { mutate(&bytes, &random) }
      do {
        try bytes.withUnsafeBytes { try picture.decode($0) }
        #expect(picture.width > 0 && picture.height > 0)
        _ = try? picture.cutGrey(picture.outline, width: 16, height: 8)
        read += 1
      } catch let error as PictureError {
        #expect(!error.description.isEmpty)
        refused += 1
      }
      _ = try? Glance(
        of: Frame(
          camera: "x", sequence: 1, capturedAt: DrawnLane.time(0), width: 1280, height: 720, bytesPerRow: 0,
          format: .mjpeg, bytes: FrameBytes(copying: bytes)))
    }
    #expect(read > 100 && refused > 100, "\(read) read, \(refused) refused")
    try seeds[0].withUnsafeBytes { try picture.decode($0) }
  }

  /// OpenCV hands whatever has DICM at byte 128 to a library that aborts the program; the fuzzer found it.
  @Test(arguments: ["", "RIFF1234WEBP", "P5 4 4 255\n"])
  func `what is none of the promised formats reaches no decoder`(beginning: String) throws {
    var bytes = [UInt8](repeating: 5, count: 127) + [0xFF] + Array("DICM".utf8) + [0xFF, 0xD9, 0x21]
    bytes.replaceSubrange(0..<beginning.utf8.count, with: beginning.utf8)
    let picture = try Picture()
    #expect(throws: PictureError.self) { try bytes.withUnsafeBytes { try picture.decode($0) } }
  }

  @Test func `a frame whose numbers contradict one another is an error, at the gate and at the reader`() throws {
    let picture = try Picture()
    var random = SeededGenerator(seed: 82)
    for _ in 0..<500 {
      let format = PixelFormat.allCases[Int(random.next() % 7)]
      let frame = Frame(
        camera: "x", sequence: 1, capturedAt: DrawnLane.time(0), width: Int(random.next() % 70) - 3,
        height: Int(random.next() % 70) - 3, bytesPerRow: Int(random.next() % 200) - 3, format: format,
        bytes: FrameBytes(copying: [UInt8](repeating: 9, count: Int(random.next() % 9000))))
      let looked = try? Glance(of: frame)
      let viewed = try? picture.withFrame(frame) { picture.width }
      // What the reader can view the gate can see.
      if viewed != nil { #expect(looked != nil, "\(format) \(frame.width)x\(frame.height) \(frame.bytesPerRow)") }
    }
  }

  private func mutate(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
    guard !bytes.isEmpty else { return }
    let at = Int(random.next() % UInt64(bytes.count))
    switch random.next() % 6 {
    case 0: bytes[at] = UInt8(truncatingIfNeeded: random.next())
    case 1: bytes[at] ^= 1 << UInt8(random.next() % 8)
    case 2: bytes.removeSubrange(at...)
    case 3: bytes.insert(contentsOf: bytes[at..<min(at + 16, bytes.count)], at: at)
    // Headers are where the sizes are.
    case 4: bytes[min(Int(random.next() % 64), bytes.count - 1)] = [0, 0xFF, 0x7F, 0x80][Int(random.next() % 4)]
    default: bytes.remove(at: at)
    }
  }
}
