import Border
import Foundation

/// A camera's signals, fetched by a thread of its own and watched from beside it: what both kinds of live source stream.
struct WatchedThread: Sendable {
  let camera: String
  /// Held by the one thread that streams: a second stream waits until the first has let the camera go.
  let turn: NSLock
  let counter: CaptureCounter
  var watchdog = Watchdog.ofAllCameras
  /// How long nothing may be told at the start beyond `limit`: opening takes its time.
  var headStart: Duration = .zero
  /// How long the thread may tell nothing before it is held up itself.
  let limit: Duration
  /// What is told then.
  let silence: @Sendable () -> CameraFault
  /// Runs on the thread until the signal says stop.
  let body: @Sendable (StopSignal, SignalOutlet) -> Void

  func signals() -> AsyncStream<CameraSignal> {
    AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
      let stop = start { signal in
        continuation.tell(signal)
        return true
      } ended: {
        continuation.finish()
      }
      continuation.onTermination = { _ in stop() }
    }
  }

  func deliver(to receive: @escaping @Sendable (CameraSignal) -> Bool) async {
    let (end, ending) = AsyncStream.makeStream(of: Never.self)
    let stop = start(receive: receive) { ending.finish() }
    // Cancelled, it does not wait for a thread that hangs with its camera.
    for await _ in end {}
    stop()
  }

  /// - Parameters:
  ///   - receive: called on the thread, and with news of its silence beside it, until it returns false; a last time, maybe, while
  ///     `stop` is called.
  ///   - ended: called when the thread is over or `receive` has heard enough, maybe for both.
  /// - Returns: what stops it.
  private func start(
    receive: @escaping @Sendable (CameraSignal) -> Bool, ended: @escaping @Sendable () -> Void
  ) -> @Sendable () -> Void {
    let stop = StopSignal()
    let outlet = SignalOutlet(now: CaptureTime.now().monotonic + headStart) { signal in
      guard !stop.isRaised, !receive(signal) else { return }
      stop.raise()
      ended()
    }
    let unwatch = watchdog.watch(outlet, limit: limit) { [counter, silence] in
      counter.change { $0.losses += 1 }
      return silence()
    }
    let thread = Thread { [turn, body] in
      turn.withLock { body(stop, outlet) }
      ended()
    }
    thread.name = "camera \(camera)"
    thread.start()
    return {
      stop.raise()
      unwatch()
    }
  }
}
