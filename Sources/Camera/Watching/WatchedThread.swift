import Border
import Foundation

/// A camera's signals, fetched by a thread of its own and watched from beside it: what both kinds of live source stream.
struct WatchedThread: Sendable {
  let camera: String
  /// Held by the one thread that streams: a second stream waits until the first has let the camera go.
  let turn: NSLock
  let counter: CaptureCounter
  let clock: any Clock<Duration>
  /// How long nothing may be told at the start beyond `limit`: opening takes its time.
  var headStart: Duration = .zero
  /// How long the thread may tell nothing before it is held up itself.
  let limit: Duration
  /// What is told then.
  let silence: @Sendable () -> CameraFault

  /// - Parameter body: runs on the thread until the signal says stop.
  func signals(_ body: @escaping @Sendable (StopSignal, SignalOutlet) -> Void) -> AsyncStream<CameraSignal> {
    AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
      let stop = StopSignal()
      let outlet = SignalOutlet(now: CaptureTime.now().monotonic + headStart) { continuation.tell($0) }
      let watchdog = Task { [self] in
        await outlet.keepChecking(limit: limit, clock: clock) {
          counter.change { $0.losses += 1 }
          return silence()
        }
      }
      continuation.onTermination = { _ in
        stop.raise()
        watchdog.cancel()
      }
      let thread = Thread { [turn] in
        turn.withLock { body(stop, outlet) }
        continuation.finish()
      }
      thread.name = "camera \(camera)"
      thread.start()
    }
  }
}
