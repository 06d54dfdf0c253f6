import Border
import Foundation
import Scenes
import Testing

@testable import Recognition

/// The project's models; nil in a checkout without them.
private let models = try? ModelStore.find(executable: URL(fileURLWithPath: #filePath))

/// The whole way from drawn pictures to reads.
@Suite("The project's models", .enabled(if: models != nil, "no models: name their folder in GATE_AGENT_MODELS"))
struct RealModelsTests {
  private let store: ModelStore
  private let painter: PlatePainter

  init() throws {
    store = try #require(models)
    painter = PlatePainter(fonts: try FontBook.load())
  }

  private func frame(_ drawn: DrawnFrame) -> Frame {
    drawn.picture.frame(
      camera: "front", sequence: 1,
      capturedAt: CaptureTime(monotonic: .seconds(1), wall: Date(timeIntervalSince1970: 0)))
  }

  private func jpegFrame(_ bytes: [UInt8]) -> Frame {
    Frame(
      camera: "front", sequence: 2,
      capturedAt: CaptureTime(monotonic: .seconds(2), wall: Date(timeIntervalSince1970: 1)), width: 1280, height: 720,
      bytesPerRow: 0, format: .mjpeg, bytes: FrameBytes(copying: bytes))
  }

  /// A lorry that stands at the barrier.
  private func lorry(_ text: String) throws -> DrawnFrame {
    try DriveThrough(painter: painter, tractor: DrawnPlate(text)).frame(at: 6)
  }

  @Test(arguments: ["12C12345", "29H67890", "98C01234"])
  func `a drawn lorry's plate is read where it is`(text: String) throws {
    let drawn = try lorry(text)
    let reading = try PlateRecognizer(models: store).read(frame(drawn))
    let truth = try #require(drawn.truth.first { $0.text == text })
    let read = try #require(reading.plates.first { $0.text == text })
    #expect(read.country == .vietnam && read.kind == .car && read.colour == .yellow && read.lines == truth.lines)
    #expect(ConvexQuad.overlap(read.quad, truth.quad) > 0.6)
    #expect(reading.width == 1280 && reading.height == 720)
    #expect(reading.timings.total >= reading.timings.detect)
  }

  @Test func `what a picture says does not depend on those before it`() throws {
    let shots = PlateShot(painter: painter)
    let frames = try (1...12 as ClosedRange<UInt64>).map { frame(try shots.frame(seed: $0 &* 104_729)) }
    let recognizer = try PlateRecognizer(models: store, options: .singlePictures)
    let forwards = try frames.map { try recognizer.read($0).plates }
    let backwards = try frames.reversed().map { try recognizer.read($0).plates }
    #expect(forwards == backwards.reversed())
    #expect(forwards.count { !$0.isEmpty } > 8)
  }

  @Test func `another look at shaken corners brings them nearer to the plate's`() throws {
    let shots = PlateShot(painter: painter)
    let detector = try CornerDetector(models: store)
    let picture = try Picture()
    var random = SeededGenerator(seed: 4711)
    var (before, after, middle, seen) = (0.0, 0.0, 0.0, 0)
    for seed in 1...40 as ClosedRange<UInt64> {
      let shot = try shots.frame(seed: seed &* 7907)
      let truth = try #require(shot.truth.first).quad
      let shaken = truth.mapCorners { corner in
        let reach = 0.12 * truth.height
        return Point(
          x: corner.x + .random(in: -reach...reach, using: &random),
          y: corner.y + .random(in: -reach...reach, using: &random))
      }
      try picture.withFrame(frame(shot)) {
        guard let again = try detector.look(again: shaken, in: picture, nearer: false)?.quad else { return }
        seen += 1
        before += shaken.cornerError(from: truth)
        after += again.cornerError(from: truth)
        middle += shaken.mean(with: again).cornerError(from: truth)
      }
    }
    #expect(seen >= 36)
    #expect(
      after < before && middle < before, "corners off by \(before / 40), seen again \(after / 40), mean \(middle / 40)")
  }

  @Test func `a plate that fills its picture is found`() throws {
    let shots = PlateShot(painter: painter)
    let recognizer = try PlateRecognizer(models: store, options: .singlePictures)
    var (found, read) = (0, 0)
    for seed in 1...20 as ClosedRange<UInt64> {
      let shot = try shots.frame(seed: seed &* 7901)
      let truth = try #require(shot.truth.first)
      let (picture, quad) = (try Picture(), truth.quad.grown(by: 0.05))
      let (width, height) = (120, Int(120 / quad.aspect))
      let cut = try picture.withFrame(frame(shot)) { try picture.cutGrey(quad, width: width, height: height) }
      let tight = Frame(
        camera: "cut", sequence: 1, capturedAt: DrawnLane.time(1), width: width, height: height, bytesPerRow: width,
        format: .grey, bytes: FrameBytes(copying: cut.pixels))
      let plates = try recognizer.read(tight).plates
      found += plates.isEmpty ? 0 : 1
      read += plates.contains { $0.text == truth.text } ? 1 : 0
    }
    #expect(found >= 14, "\(found) of 20 found, \(read) read")
  }

  @Test func `the engine reads JPEG frames, and a broken one does not harm the next`() async throws {
    let engine = try RecognitionEngine(models: store)
    let whole = try lorry("12C12345").picture.jpeg(quality: 90)
    await #expect(throws: PictureError.truncated) {
      try await engine.read(jpegFrame(Array(whole.prefix(whole.count / 2))))
    }
    let reading = try await engine.read(jpegFrame(whole))
    #expect(reading.plates.contains { $0.text == "12C12345" })
    #expect(reading.timings.decode > .zero && reading.cpu > .zero)
  }

  @Test func `a lane that is empty has no plates that anyone trusts`() throws {
    let empty = try DriveThrough(painter: painter, tractor: nil).frame(at: -1)
    let reading = try PlateRecognizer(models: store).read(frame(empty))
    #expect(reading.plates.allSatisfy { !$0.trusted })
  }

  @Test func `close plates of every kind: what is trusted is right, and most are read`() throws {
    let shots = PlateShot(painter: painter)
    let recognizer = try PlateRecognizer(models: store, options: .singlePictures)
    var read = 0
    for seed in 1...40 as ClosedRange<UInt64> {
      let shot = try shots.frame(seed: seed &* 7919)
      let texts = Set(shot.truth.map(\.text))
      let plates = try recognizer.read(frame(shot)).plates
      for plate in plates where plate.trusted { #expect(texts.contains(plate.text), "seed \(seed)") }
      if plates.contains(where: { texts.contains($0.text) }) { read += 1 }
    }
    #expect(read >= 24)
  }
}
