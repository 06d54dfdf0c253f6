public import Border

/// A recognizer on a queue of its own: frames in, reads out, one after the other.
///
/// Work of tens of milliseconds would hold up Swift's cooperative pool, which has only as many threads as cores.
public actor RecognitionEngine {
  private let executor: QueueExecutor
  private let recognizer: PlateRecognizer
  private let eye: CameraEye

  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Loads the models, which takes some tenths of a second.
  ///
  /// - Parameters:
  ///   - camera: whose frames are followed by `watch`.
  ///   - isOfLane: whether a plate at this place of the picture belongs to the camera's lane; all do unless told otherwise.
  ///   - masks: parts of the picture, by their corners, that are blackened in photographs.
  /// - Throws: `ModelError`.
  public init(
    models: ModelStore, options: RecognitionOptions = RecognitionOptions(), camera: String = "",
    masks: [[Point]] = [], isOfLane: @escaping @Sendable (Quad) -> Bool = { _ in true }
  ) throws {
    executor = QueueExecutor(label: "recognition")
    recognizer = try PlateRecognizer(models: models, options: options)
    eye = CameraEye(recognizer: recognizer, camera: camera, masks: masks, isOfLane: isOfLane)
  }

  // MARK: A lane's camera

  /// Takes in the camera's next frame: looks at it if it may show anything new, follows plates and vehicles.
  ///
  /// - Throws: `PictureError` for a broken frame; the next one may be whole again.
  public func watch(_ frame: Frame) async throws -> CameraNews { try eye.see(frame) }

  /// Time goes by without a frame that can be read.
  public func skip(to time: CaptureTime) async -> CameraNews { eye.skip(to: time) }

  /// The camera has come to its end.
  public func finish() async -> CameraNews { eye.finish() }

  // MARK: Single pictures

  /// - Throws: `PictureError` for a broken frame; the next one may be whole again.
  public func read(_ frame: Frame) async throws -> FrameReading {
    try recognizer.read(frame)
  }
}
