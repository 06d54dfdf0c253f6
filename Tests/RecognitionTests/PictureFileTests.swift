import Border
import Foundation
import Scenes
import Testing

@testable import Recognition

@Suite("Picture files")
struct PictureFileTests {
  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString, directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  private func reader() throws -> PictureFileReader {
    PictureFileReader(
      recognizer: try PlateRecognizer(
        detector: ToldDetector(quad: box(100, 50, 120, 30)), readers: [ToldReader(), ToldReader()],
        options: .singlePictures))
  }

  /// Wider than high.
  private func jpeg() throws -> [UInt8] {
    let painter = PlatePainter(fonts: try FontBook.load())
    return try PlatePortrait(painter: painter).frame(of: DrawnPlate("12C12345")).picture.jpeg(quality: 80)
  }

  /// With an EXIF segment that holds its orientation alone (EXIF 2.3, section 4.6.4, tag 274).
  private func jpeg(turned orientation: UInt8) throws -> [UInt8] {
    let whole = try jpeg()
    let tiff: [UInt8] =
      Array("MM".utf8) + [0, 42, 0, 0, 0, 8, 0, 1] + [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0] + [
        0, 0, 0, 0,
      ]
    let body = Array("Exif".utf8) + [0, 0] + tiff
    return whole[..<2] + [0xFF, 0xE1, 0, UInt8(body.count + 2)] + body + whole[2...]
  }

  @Test func `what cannot be read is told with what to do, and the next file is read`() throws {
    try withFolder { folder in
      let (whole, empty, text) = ("whole.jpg", "empty.jpg", "text.jpg")
      try Data(jpeg()).write(to: folder.appending(path: whole))
      try Data().write(to: folder.appending(path: empty))
      try Data("no picture".utf8).write(to: folder.appending(path: text))
      let reader = try reader()
      let asked = ["absent.jpg", empty, text, ".", whole].map { folder.appending(path: $0).path }
      let reports = asked.map(reader.report)
      let words = reports.map { report in
        if case .failed(_, let error) = report { error } else { "" }
      }
      #expect(words[0] == PictureFileError.absent.description)
      #expect(words[1] == PictureFileError.empty.description)
      #expect(words[2].contains("give a whole JPEG"))
      #expect(words[3] == PictureFileError.folder.description)
      guard case .read(let file, let reading) = reports[4] else {
        Issue.record("\(reports[4])")
        return
      }
      #expect(file == asked[4] && reading.plates.map(\.text) == ["12C12345"])
    }
  }

  @Test func `a device without an end is no picture`() throws {
    guard case .failed(_, let error) = try reader().report(on: "/dev/zero") else {
      Issue.record("it was read")
      return
    }
    #expect(error == PictureFileError.tooLarge.description)
  }

  /// 1 is as it is, 3 upside down, 6 and 8 lie on a side.
  @Test(arguments: [(UInt8(1), 0), (3, 2), (6, 1), (8, 3)])
  func `a picture is turned upright by its EXIF orientation`(orientation: UInt8, quarters: Int) throws {
    let (plain, turned) = (try Picture(), try Picture())
    try jpeg().withUnsafeBytes { try plain.decode($0) }
    try jpeg(turned: orientation).withUnsafeBytes { try turned.decode($0) }
    let lies = quarters % 2 == 1
    #expect((turned.width, turned.height) == (lies ? plain.height : plain.width, lies ? plain.width : plain.height))
    // The same small picture, its corners one place further with each quarter, clockwise.
    let corners = plain.outline.corners
    let from = (0..<4).map { corners[($0 + 4 - quarters) % 4] }
    let expected = try plain.cutGrey(
      Quad(topLeft: from[0], topRight: from[1], bottomRight: from[2], bottomLeft: from[3]), width: 32, height: 32)
    let found = try turned.cutGrey(turned.outline, width: 32, height: 32)
    let off = zip(expected.pixels, found.pixels).map { abs(Int($0) - Int($1)) }
    #expect(off.reduce(0, +) < 32 * 32 * 4)
  }
}
