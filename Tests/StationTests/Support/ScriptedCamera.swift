import Border
import Foundation

@testable import Recognition
@testable import Station

/// A camera that says what a test tells it to.
struct ScriptedCamera: FrameSource {
  let counts = CaptureCounts()
  let camera: String
  private let stream: AsyncStream<CameraSignal>
  private let continuation: AsyncStream<CameraSignal>.Continuation

  init(_ camera: String = "front") {
    self.camera = camera
    (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  func signals() -> AsyncStream<CameraSignal> { stream }

  /// A frame, captured `number` seconds into the recording.
  func frame(_ number: Int) {
    continuation.yield(
      .frame(
        Frame(
          camera: camera, sequence: UInt64(number), capturedAt: DrawnCamera.time(Double(number)), width: 1, height: 1,
          bytesPerRow: 1, format: .grey, bytes: FrameBytes(copying: [0]))))
  }

  func lost(_ reason: CameraFault.Reason, _ remedy: String = "replug it") {
    continuation.yield(.lost(CameraFault(camera: camera, reason: reason, remedy: "\(reason): \(remedy)")))
  }

  func end() { continuation.finish() }
}

/// Reads a plate in every frame, or none, but ends its first look only when it is told to.
final class SlowReader: FrameReader {
  let plate: PlateConsensus?
  /// The numbers of the frames it looks at, when it begins to.
  let begun: AsyncStream<UInt64>
  private let begin: AsyncStream<UInt64>.Continuation
  private let held: AsyncStream<Void>
  private let hold: AsyncStream<Void>.Continuation

  init(reads plate: PlateConsensus?) {
    self.plate = plate
    (begun, begin) = AsyncStream.makeStream()
    (held, hold) = AsyncStream.makeStream()
  }

  /// From now on looks take no time.
  func letGo() { hold.finish() }

  func watch(_ frame: Frame) async throws -> CameraNews {
    begin.yield(frame.sequence)
    for await _ in held {}
    var news = CameraNews()
    news.at = frame.capturedAt
    if let plate {
      news.items = [.plate(plate, track: 1, motion: nil, photographs: nil)]
      news.visible = [1]
    }
    return news
  }

  func skip(to time: CaptureTime) async -> CameraNews { CameraNews() }

  func finish() async -> CameraNews {
    begin.finish()
    var news = CameraNews()
    news.at = DrawnCamera.time(100)
    return news
  }
}
