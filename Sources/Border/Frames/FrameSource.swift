/// What comes from a camera: frames, or the news that there are none.
public enum CameraSignal: Sendable {
  /// A frame; after a loss it also says that the camera is back.
  case frame(Frame)
  /// No frames until further notice; the source keeps trying by itself.
  case lost(CameraFault)
}

/// Why a camera delivers nothing.
public struct CameraFault: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Reason: String, Sendable, Codable {
    /// The device is not there.
    case absent
    /// The device is there, but may not be opened.
    case forbidden
    /// Another program has it.
    case busy
    /// It cannot deliver what the configuration asks for.
    case unsuitable
    /// The driver reported an error.
    case failed
    /// No frame came in time, without any error.
    case stalled
    /// Frames come, but they show the same picture again and again.
    case frozen
    /// Frames come, but there is nothing to be seen in them: a covered or dazzled lens, or darkness.
    case blind
    /// The camera behind the driver sends nothing; frames may come all the same.
    case noSignal = "no-signal"
  }

  public var camera: String
  public var reason: Reason
  /// What happened, where, and what to do about it.
  public var remedy: String

  public init(camera: String, reason: Reason, remedy: String) {
    self.camera = camera
    self.reason = reason
    self.remedy = remedy
  }

  public var description: String { "camera \(camera): \(remedy)" }
}

/// A camera, real or recorded.
public protocol FrameSource: Sendable {
  /// The camera's id in the configuration.
  var camera: String { get }

  /// What became of its frames so far.
  var counts: CaptureCounts { get }

  /// Starts to deliver. At most one signal waits: a newer frame replaces one that was not yet taken.
  ///
  /// The stream of a device ends only when its task is cancelled; that of a recording also at its end.
  func signals() -> AsyncStream<CameraSignal>

  /// Delivers by calling `receive` where a signal arises, which for a live camera is its own thread: no other is woken for a frame.
  /// Ends like the stream, and when `receive` returns false.
  ///
  /// - Parameter receive: the camera waits for it, so it hands on what takes time.
  func deliver(to receive: @escaping @Sendable (CameraSignal) -> Bool) async
}

extension FrameSource {
  public func deliver(to receive: @escaping @Sendable (CameraSignal) -> Bool) async {
    for await signal in signals() where !receive(signal) { return }
  }
}
