import Border
import Foundation

/// Notices that a camera's thread says nothing: one thread of its own for all cameras, which sleeps until the first of them could
/// have been silent for too long.
///
/// A thread and no task, since waking the runtime's timer costs as much as taking three frames. It runs by the monotonic clock.
final class Watchdog: Sendable {
  static let ofAllCameras = Watchdog()

  private struct Watched {
    var outlet: SignalOutlet
    var limit: Duration
    var silence: @Sendable () -> CameraFault
  }

  private struct State {
    var watched: [UInt64: Watched] = [:]
    var count: UInt64 = 0
  }

  private let state = Guarded(State())
  /// Raised when there is one more to watch.
  private let news = StopSignal()
  private let hasThread: Bool

  /// - Parameter hasThread: else it looks when `look` is called.
  init(hasThread: Bool = true) { self.hasThread = hasThread }

  /// - Parameters:
  ///   - limit: how long nothing may be told through `outlet`.
  ///   - silence: what is told then, on the watchdog's thread.
  /// - Returns: what ends it; `silence` may be told a last time meanwhile.
  func watch(
    _ outlet: SignalOutlet, limit: Duration, silence: @escaping @Sendable () -> CameraFault
  ) -> @Sendable () -> Void {
    let number = state.withLock { state in
      state.count += 1
      state.watched[state.count] = Watched(outlet: outlet, limit: limit, silence: silence)
      return state.count
    }
    if number == 1, hasThread { start() } else { news.raise() }
    return { [self] in state.withLock { $0.watched[number] = nil } }
  }

  /// Tells the silence of whoever has been silent for too long.
  ///
  /// - Parameter time: monotonic.
  /// - Returns: how long nothing can be due; nil if nobody is watched.
  func look(at time: Duration) -> Duration? {
    // Whoever is told may end being watched.
    let watched = state.withLock { Array($0.watched.values) }
    return watched.map { $0.outlet.check(at: time, limit: $0.limit, fault: $0.silence) }.min()
  }

  private func start() {
    let thread = Thread { [self] in
      while true {
        _ = news.wait(for: look(at: CaptureTime.now().monotonic) ?? .seconds(3600))
        news.lower()
      }
    }
    thread.name = "cameras' silence"
    thread.start()
  }
}
