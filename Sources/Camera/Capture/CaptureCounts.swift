import Synchronization

/// What a source did with frames since it was made.
public struct CaptureCounts: Sendable, Hashable {
  /// Frames delivered, also those that a newer one replaced before they were taken.
  public var delivered = 0
  /// Frames the driver or the recording had broken; never delivered.
  public var broken = 0
  /// Frames copied because readers held too many buffers, or because the driver overwrites what it has lent.
  public var copied = 0
  /// How often the camera was lost.
  public var losses = 0

  public init() {}
}

/// Counts that a capture thread writes and anyone reads.
final class CaptureCounter: Sendable {
  private let counts = Mutex(CaptureCounts())

  var current: CaptureCounts { counts.withLock { $0 } }
  func count(_ path: any WritableKeyPath<CaptureCounts, Int> & Sendable) { counts.withLock { $0[keyPath: path] += 1 } }
}
