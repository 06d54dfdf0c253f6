import Foundation
import Testing

@testable import Recognition

@Suite("Errors")
struct ErrorTests {
  @Test(
    arguments: [
      (PictureError.truncated, "the JPEG is cut off before its end: copy or capture it again"),
      (
        PictureError.unreadable(reason: "the width is odd"),
        "not a readable picture (the width is odd): give a whole JPEG, PNG, BMP, TIFF or WebP"
      ),
      (PictureError.impossibleCut(reason: "it is outside"), "cannot cut that part out of the picture: it is outside"),
      (PictureFileError.absent, "no such file: check the path"),
      (PictureFileError.folder, "is a folder: name the pictures in it"),
      (PictureFileError.forbidden, "may not be read: check its permissions"),
      (PictureFileError.empty, "is empty: copy or capture it again"),
      (PictureFileError.tooLarge, "is no picture: it has more than 256 MB"),
      (
        ModelError.missing(file: "plates.traineddata", looked: ["/a", "/b"]),
        "model plates.traineddata not found in /a, /b: copy the project's models folder there, or name the folder that "
          + "has it in GATE_AGENT_MODELS"
      ),
      (
        ModelError.unusable(path: "/a/plate-reader.onnx", reason: "the file holds no network"),
        "model /a/plate-reader.onnx: the file holds no network: replace it with the file of the same name from the "
          + "project's models folder"
      ),
    ] as [(any Error, String)])
  func `say what, where and what to do`(error: any Error, text: String) {
    #expect(String(describing: error) == text)
  }
}

@Suite("Models folder")
struct ModelStoreTests {
  /// A folder that is removed at the end, with empty files of these names.
  private func withFolder(_ files: [String], _ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for file in files {
      let url = folder.appendingPathComponent(file)
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data().write(to: url)
    }
    try body(folder)
  }

  private let all = ModelFile.allCases.map(\.rawValue)

  @Test func `installed models are found beside the program`() throws {
    try withFolder(all.map { "share/gate-agent/models/" + $0 }) { root in
      let found = try ModelStore.find(
        environment: [:], executable: root.appendingPathComponent("bin/gate-agent"), currentDirectory: root)
      #expect(found.folder.path.hasSuffix("/share/gate-agent/models"))
    }
  }

  @Test func `a checkout's models are found from the program built in it`() throws {
    try withFolder(all.map { "models/" + $0 }) { root in
      let program = root.appendingPathComponent(".build/x86_64/debug/gate-agent")
      let found = try ModelStore.find(
        environment: [:], executable: program, currentDirectory: URL(fileURLWithPath: "/"))
      #expect(found.folder.path.hasSuffix("/models"))
    }
  }

  @Test func `a folder that was named wins, and says which file it lacks`() throws {
    try withFolder(all.map { "models/" + $0 } + ["other/plate-detector.onnx"]) { root in
      let other = root.appendingPathComponent("other")
      let missing = ModelError.missing(file: "plate-reader.onnx", looked: [other.path])
      #expect(throws: missing) { try ModelStore.find(explicit: other, environment: [:], currentDirectory: root) }
      #expect(throws: missing) {
        try ModelStore.find(environment: [ModelStore.variable: other.path], currentDirectory: root)
      }
    }
  }

  @Test func `nowhere says where it looked`() throws {
    try withFolder(["empty"]) { root in
      let error = #expect(throws: ModelError.self) {
        try ModelStore.find(environment: [:], executable: root.appendingPathComponent("a"), currentDirectory: root)
      }
      guard case .missing(_, let looked) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(looked.contains(root.appendingPathComponent("models").path))
    }
  }

  @Test func `files that are no models are named with their path`() throws {
    try withFolder(all) { folder in
      let store = try ModelStore(folder: folder)
      func expectUnusable(_ file: ModelFile, _ make: () throws -> Void) {
        do {
          try make()
          Issue.record("\(file.rawValue) was accepted")
        } catch ModelError.unusable(let path, _) {
          #expect(path == store.url(file).path)
        } catch {
          Issue.record(error)
        }
      }
      expectUnusable(.detector) { _ = try CornerDetector(models: store) }
      expectUnusable(.alphabet) { _ = try CTCReader(models: store) }
      expectUnusable(.tesseract) { _ = try TesseractReader(models: store) }
    }
  }

  /// Each is a network, of another kind.
  @Test func `models that took one another's place are found when they are loaded`() throws {
    let models = try ModelStore.find()
    for (file, other) in [
      (ModelFile.detector, ModelFile.province), (.detector, .reader), (.reader, .province), (.province, .reader),
    ] {
      try withFolder([]) { folder in
        for each in ModelFile.allCases {
          try FileManager.default.copyItem(
            at: models.url(each == file ? other : each), to: folder.appendingPathComponent(each.rawValue))
        }
        let store = try ModelStore(folder: folder)
        let error = #expect(throws: ModelError.self, "\(other.rawValue) as \(file.rawValue)") {
          try PlateRecognizer(models: store)
        }
        guard case .unusable(let path, _) = error else {
          Issue.record("\(String(describing: error))")
          return
        }
        #expect(path == store.url(file).path)
      }
    }
    // An alphabet that lacks a character.
    try withFolder([]) { folder in
      for each in ModelFile.allCases where each != .alphabet {
        try FileManager.default.copyItem(at: models.url(each), to: folder.appendingPathComponent(each.rawValue))
      }
      try Data("0\n1\n2\n".utf8).write(to: folder.appendingPathComponent(ModelFile.alphabet.rawValue))
      #expect(throws: ModelError.self) { try PlateRecognizer(models: ModelStore(folder: folder)) }
    }
  }
}
