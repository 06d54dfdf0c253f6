import Foundation
import Testing

@testable import Scenes

@Suite struct ErrorTests {
  @Test(
    arguments: [
      (
        SceneError.fontMissing(file: "OSP-DIN.ttf", package: "fonts-opendin", searched: ["/usr/share/fonts", "/x"]),
        "font OSP-DIN.ttf is not under /usr/share/fonts, /x; install the Debian package fonts-opendin"
      ),
      (
        .fontBroken(path: "/x/a.ttf", reason: "FreeType error 2"),
        "/x/a.ttf: not usable as a font (FreeType error 2); reinstall the package it came from"
      ),
      (
        .size(width: -1, height: 5),
        "a picture of -1x5 cannot be drawn; choose a size between 16x16 and 8192x8192"
      ),
      (.jpeg, "the picture could not be encoded as JPEG; OpenCV's imgcodecs lacks its JPEG encoder"),
      (.file(path: "/x/y", reason: "is full"), "/x/y: is full"),
    ])
  func everyErrorSaysWhatWhereAndWhatToDo(error: SceneError, text: String) {
    #expect(error.description == text)
  }

  @Test func aMissingFontNamesItsPackage() throws {
    let empty = FileManager.default.temporaryDirectory.appendingPathComponent("fonts-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: empty, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: empty) }
    #expect(
      throws: SceneError.fontMissing(file: "OSP-DIN.ttf", package: "fonts-opendin", searched: [empty.path])
    ) { try FontBook.load(searching: [empty.path]) }
    try Data("no font".utf8).write(to: empty.appendingPathComponent("OSP-DIN.ttf"))
    #expect(throws: SceneError.self) { try FontBook.load(searching: [empty.path]) }
    do {
      _ = try FontBook.load(searching: [empty.path])
    } catch {
      #expect(error.description.contains("OSP-DIN.ttf: not usable as a font"))
    }
  }

  @Test func aSizeThatCannotBeIsRefused() throws {
    #expect(throws: SceneError.size(width: -4, height: 9)) { try Canvas(width: -4, height: 9) }
    #expect(throws: SceneError.size(width: 100_000, height: 9)) { try Canvas(width: 100_000, height: 9) }
  }

  @Test func aFolderThatCannotBeWrittenIsNamed() {
    #expect {
      try SceneWriter(folder: URL(fileURLWithPath: "/proc/no-such-place"))
    } throws: { error in
      "\(error)".contains("/proc/no-such-place/labels.jsonl: cannot be written")
    }
  }
}
