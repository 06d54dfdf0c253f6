import Border
import Foundation
import Logging
import Testing

@testable import Camera

/// A folder for one test, gone when the test is over.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "camera-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func write(_ name: String, _ bytes: some Collection<UInt8>) throws {
    try Data(bytes).write(to: url.appending(path: name))
  }
}

enum Pictures {
  /// The bare bones of a JPEG: enough for a recording, which looks at nothing but the size and the end.
  static func jpeg(width: Int = 4, height: Int = 2, mark: UInt8 = 0) -> [UInt8] {
    [0xFF, 0xD8]  // start
      + [0xFF, 0xFE, 0, 3, mark]  // a comment, to tell pictures apart
      + [
        0xFF, 0xC0, 0, 11, 8, UInt8(height >> 8), UInt8(height & 255), UInt8(width >> 8), UInt8(width & 255), 1, 1,
        0x11, 0,
      ]
      + [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 0x55, 0xFF, 0xD9]
  }

  /// The smallest PNG: one red pixel.
  static let png = Data(
    base64Encoded: "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC")

  static func mark(_ frame: Frame) -> UInt8 { frame.bytes.withUnsafeBytes { $0[6] } }
}

let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

extension CameraSignal {
  var frame: Frame? {
    if case .frame(let frame) = self { frame } else { nil }
  }
  var fault: CameraFault? {
    if case .lost(let fault) = self { fault } else { nil }
  }
}

@Suite struct ReplayTests {
  let folder: TemporaryFolder
  let clock = TestClock()

  init() throws { folder = try TemporaryFolder() }

  func source(pace: ReplaySource.Pace = .asTaken, loops: Bool = false) throws(CameraFault) -> ReplaySource {
    try ReplaySource(
      camera: "front", path: folder.url.path, pace: pace, loops: loops, clock: clock,
      now: { [clock] in clock.captureTime },
      logger: silent)
  }

  @Test func picturesComeInTheOrderOfTheirNamesAsTheyAre() async throws {
    for (name, mark) in [("c.jpg", 3), ("a.jpeg", 1), ("b.JPG", 2)] as [(String, UInt8)] {
      try folder.write(name, Pictures.jpeg(width: 640, height: 360, mark: mark))
    }
    try folder.write("notes.txt", "no picture".utf8)
    var frames: [Frame] = []
    for await signal in try source().signals() { frames.append(try #require(signal.frame)) }
    #expect(frames.map(Pictures.mark) == [1, 2, 3])
    #expect(frames.map(\.sequence) == [0, 1, 2])
    let first = try #require(frames.first)
    #expect((first.camera, first.width, first.height, first.bytesPerRow) == ("front", 640, 360, 0))
    #expect(first.format == .mjpeg)
    #expect(first.capturedAt == clock.captureTime)
    #expect(first.bytes.withUnsafeBytes { Array($0) } == Pictures.jpeg(width: 640, height: 360, mark: 1))
  }

  @Test func otherPicturesAreDecoded() async throws {
    try folder.write("a.png", try #require(Pictures.png))
    var frames: [Frame] = []
    for await signal in try source().signals() { frames.append(try #require(signal.frame)) }
    let frame = try #require(frames.first)
    #expect((frame.width, frame.height, frame.bytesPerRow, frame.format) == (1, 1, 3, .bgr))
    #expect(frame.bytes.withUnsafeBytes { Array($0) } == [0, 0, 255])
  }

  @Test func whatCannotBeReadIsCountedAndLeftOut() async throws {
    try folder.write("1.jpg", Pictures.jpeg(mark: 1))
    try folder.write("2-empty.jpg", [])
    try folder.write("3-cut.jpg", Pictures.jpeg(mark: 3).dropLast(6))
    try folder.write("4-wrong.png", "not a picture at all".utf8)
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: "5-folder.jpg"), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      at: folder.url.appending(path: "6-dangling.jpg"), withDestinationURL: folder.url.appending(path: "nowhere"))
    try folder.write("7.jpg", Pictures.jpeg(mark: 7))
    let source = try source()
    var marks: [UInt8] = []
    for await signal in source.signals() { marks.append(Pictures.mark(try #require(signal.frame))) }
    #expect(marks == [1, 7])
    #expect(source.counts.broken == 5)
    #expect(source.counts.delivered == 2)
  }

  @Test func aLoopStartsOverAndGoesOnCounting() async throws {
    try folder.write("1.jpg", Pictures.jpeg(mark: 1))
    try folder.write("2.jpg", Pictures.jpeg(mark: 2))
    var seen: [(UInt64, UInt8)] = []
    for await signal in try source(loops: true).signals() {
      let frame = try #require(signal.frame)
      seen.append((frame.sequence, Pictures.mark(frame)))
      if seen.count == 5 { break }
    }
    #expect(seen.map(\.0) == [0, 1, 2, 3, 4])
    #expect(seen.map(\.1) == [1, 2, 1, 2, 1])
  }

  @Test func aLoopWithoutOneReadablePictureIsALossAndEnds() async throws {
    try folder.write("1.jpg", [])
    var signals: [CameraSignal] = []
    for await signal in try source(loops: true).signals() { signals.append(signal) }
    #expect(signals.count == 1)
    #expect(
      signals.first?.fault?.remedy
        == "no picture of \(folder.url.path) can be read: see the log for each, and replace them")
  }

  @Test func framesComeAtTheGivenRate() async throws {
    for mark in 1...3 { try folder.write("\(mark).jpg", Pictures.jpeg(mark: UInt8(mark))) }
    var iterator = try source(pace: .framesPerSecond(10)).signals().makeAsyncIterator()
    var times: [Duration] = [try #require(await iterator.next()?.frame).capturedAt.monotonic]
    for _ in 0..<2 {
      await clock.advance(by: .milliseconds(99))
      await clock.advance(by: .milliseconds(1))
      times.append(try #require(await iterator.next()?.frame).capturedAt.monotonic)
    }
    #expect(times == [.milliseconds(100_000), .milliseconds(100_100), .milliseconds(100_200)])
    #expect(await iterator.next() == nil)
  }

  @Test func theNewestPictureWins() async throws {
    for mark in 1...9 { try folder.write("\(mark).jpg", Pictures.jpeg(mark: UInt8(mark))) }
    var iterator = try source(pace: .framesPerSecond(10)).signals().makeAsyncIterator()
    // Nobody takes a frame while three more come; the player then sleeps before the fifth.
    for _ in 0..<3 { await clock.advance(by: .milliseconds(100)) }
    await clock.waitForSleeper()
    let frame = try #require(await iterator.next()?.frame)
    #expect(Pictures.mark(frame) == 4)
    #expect(frame.sequence == 3)
  }

  @Test func endingTheStreamEndsThePlayer() async throws {
    try folder.write("1.jpg", Pictures.jpeg())
    let source = try source(pace: .framesPerSecond(10), loops: true)
    let reader = Task {
      var count = 0
      for await _ in source.signals() { count += 1 }
      return count
    }
    await clock.waitForSleeper()
    reader.cancel()
    #expect(await reader.value <= 1)
  }

  @Test func aMissingFolderAnEmptyOneAndAWrongFileSayWhatToDo() throws {
    func fault(_ path: String) -> CameraFault? {
      #expect(throws: CameraFault.self) {
        try ReplaySource(camera: "front", path: path, loops: false, logger: silent)
      }
    }
    let path = folder.url.path
    #expect(
      fault(path + "/none")?.description
        == "camera front: \(path)/none is not there: name a folder of pictures or a video file")
    #expect(fault(path + "/none")?.reason == .absent)
    #expect(fault(path)?.description == "camera front: \(path) holds no picture: put JPEG or PNG files into it")
    try folder.write("note.txt", "text".utf8)
    #expect(
      fault(path + "/note.txt")?.description
        == "camera front: \(path)/note.txt is no video that can be opened: "
        + "name a folder of pictures or a video file such as MP4")
  }
}

@Suite struct CaptureTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  @Test func capturedPicturesCanBeReplayed() async throws {
    try folder.write("1.jpg", Pictures.jpeg(mark: 1))
    try folder.write("2.png", try #require(Pictures.png))
    let source = try ReplaySource(camera: "front", path: folder.url.path, pace: .asTaken, loops: true, logger: silent)
    let out = folder.url.appending(path: "out")
    let written = try await capture(from: source, count: 4, into: out)
    #expect(written.map(\.file.pathExtension) == ["jpg", "png", "jpg", "png"])
    #expect(try Data(contentsOf: written[0].file) == Data(Pictures.jpeg(mark: 1)))

    let replay = try ReplaySource(camera: "front", path: out.path, pace: .asTaken, loops: false, logger: silent)
    var formats: [PixelFormat] = []
    for await signal in replay.signals() { formats.append(try #require(signal.frame).format) }
    #expect(formats == [.mjpeg, .bgr, .mjpeg, .bgr])
  }

  @Test func aRecordingThatIsTooShortSaysSo() async throws {
    try folder.write("1.jpg", Pictures.jpeg())
    let source = try ReplaySource(camera: "front", path: folder.url.path, pace: .asTaken, loops: false, logger: silent)
    let fault = await #expect(throws: CameraFault.self) {
      try await capture(from: source, count: 2, into: folder.url.appending(path: "out"))
    }
    #expect(fault?.remedy == "the recording ended after 1 of 2 pictures: ask for fewer, or let it loop")
  }

  @Test func aLostCameraEndsTheCapture() async throws {
    let source = V4L2Source(camera: "front", settings: DeviceSettings(device: "/dev/no-such-camera"), logger: silent)
    let fault = await #expect(throws: CameraFault.self) {
      try await capture(from: source, count: 1, into: folder.url.appending(path: "out"))
    }
    #expect(fault?.reason == .absent)
  }
}
