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
