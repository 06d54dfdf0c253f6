import Border

/// Counts that a capture thread writes and anyone reads.
final class CaptureCounter: Sendable {
  private let counts = Guarded(CaptureCounts())

  var current: CaptureCounts { counts.withLock { $0 } }
  func change(_ body: (inout CaptureCounts) -> Void) { counts.withLock { body(&$0) } }
}
