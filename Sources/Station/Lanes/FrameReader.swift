import Border
import Recognition

/// Who looks at one camera's frames, one after the other: a `RecognitionEngine`, or a test's stand-in.
protocol FrameReader: Sendable {
  /// - Throws: for a broken frame; the next one may be whole again.
  func watch(_ frame: Frame) async throws -> CameraNews

  /// Time goes by without a frame that can be read.
  func skip(to time: CaptureTime) async -> CameraNews

  /// The camera has come to its end.
  func finish() async -> CameraNews
}

extension RecognitionEngine: FrameReader {}
