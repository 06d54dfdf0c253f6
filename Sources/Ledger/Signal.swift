import Border
import Foundation

/// Tells any number of listeners that something is new, without saying what; a busy listener gets several as one.
final class Signal: Sendable {
  private let listeners = Guarded<[UUID: AsyncStream<Void>.Continuation]>([:])

  /// One element at once, since something may have been there before the listener.
  func stream() -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let key = UUID()
    listeners.withLock { $0[key] = continuation }
    continuation.onTermination = { [weak self] _ in self?.listeners.withLock { _ = $0.removeValue(forKey: key) } }
    continuation.yield()
    return stream
  }

  func send() {
    for listener in listeners.withLock({ Array($0.values) }) { listener.yield() }
  }

  deinit {
    for listener in listeners.withLock({ Array($0.values) }) { listener.finish() }
  }
}
