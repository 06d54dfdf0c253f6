public import Border
internal import CVision
internal import Dispatch

/// A recognizer on a thread of its own: frames in, reads out, one after the other.
///
/// Work of tens of milliseconds would hold up Swift's cooperative pool, which has only as many threads as cores.
public actor RecognitionEngine {
  private let executor: QueueExecutor
  private let recognizer: PlateRecognizer

  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Loads the models, which takes some tenths of a second.
  ///
  /// - Parameter openCVThreads: for the whole process; one a recognizer is the least work in all.
  /// - Throws: `ModelError`.
  public init(models: ModelStore, options: RecognitionOptions = RecognitionOptions(), openCVThreads: Int = 1) throws {
    cvision_set_threads(Int32(clamping: openCVThreads))
    executor = QueueExecutor(label: "recognition")
    recognizer = try PlateRecognizer(models: models, options: options)
  }

  /// - Throws: `PictureError` for a broken frame; the next one may be whole again.
  public func read(_ frame: Frame) async throws -> FrameReading {
    try recognizer.read(frame)
  }

  /// Reads an encoded picture, upright by its EXIF orientation.
  public func read(encoded bytes: [UInt8]) async throws -> FrameReading {
    try bytes.withUnsafeBytes { try recognizer.read(encoded: $0) }
  }
}

/// Runs an actor's work on one dispatch queue.
final class QueueExecutor: SerialExecutor {
  private let queue: DispatchQueue

  init(label: String) { queue = DispatchQueue(label: label, qos: .userInitiated) }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let executor = asUnownedSerialExecutor()
    queue.async { job.runSynchronously(on: executor) }
  }
}
