public import Border
import Foundation
public import Logging
import Synchronization

/// A camera behind a V4L2 driver.
public final class V4L2Source: FrameSource {
  public let camera: String
  public let settings: DeviceSettings
  private let patience: Duration
  private let clock: any Clock<Duration>
  private let logger: Logger
  private let counter = CaptureCounter()
  /// Held by the one thread that streams: a second stream waits until the first has let the device go.
  private let turn = NSLock()

  /// - Parameters:
  ///   - patience: how long the camera may send no good frame before it counts as lost and is reopened.
  ///   - clock: wakes the watchdog; not the system's time of day, which anyone may set.
  public init(
    camera: String, settings: DeviceSettings, patience: Duration = CameraModule.defaultPatience,
    clock: any Clock<Duration> = SuspendingClock(), logger: Logger
  ) {
    self.camera = camera
    self.settings = settings
    self.patience = patience
    self.clock = clock
    self.logger = logger
  }

  public var counts: CaptureCounts { counter.current }

  public func signals() -> AsyncStream<CameraSignal> {
    AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
      let stop = StopSignal()
      let outlet = SignalOutlet { continuation.tell($0) }
      // The loop tells of a silent device after `patience`; if it does not, it is held up itself.
      let watchdog = Task { [camera, settings, patience, clock, counter] in
        await outlet.keepChecking(limit: patience + .milliseconds(500), clock: clock) {
          counter.change { $0.losses += 1 }
          return DeviceFault.noAnswer(camera: camera, device: settings.device, after: patience)
        }
      }
      continuation.onTermination = { _ in
        stop.raise()
        watchdog.cancel()
      }
      let loop = CaptureLoop(
        camera: camera, settings: settings, patience: patience, logger: logger, counter: counter, stop: stop,
        outlet: outlet)
      let thread = Thread { [turn] in
        turn.withLock { loop.run() }
        continuation.finish()
      }
      thread.name = "camera \(camera)"
      thread.start()
    }
  }
}
