public import Border
import Foundation
public import Logging
import Synchronization

/// A camera behind a V4L2 driver.
public final class V4L2Source: FrameSource {
  public let camera: String
  public let settings: DeviceSettings
  private let patience: Duration
  private let logger: Logger
  private let counter = CaptureCounter()
  private let turn = NSLock()

  /// - Parameters:
  ///   - patience: how long the camera may send no good frame before it counts as lost and is reopened.
  public init(
    camera: String, settings: DeviceSettings, patience: Duration = CameraModule.defaultPatience,
    logger: Logger
  ) {
    self.camera = camera
    self.settings = settings
    self.patience = patience
    self.logger = logger
  }

  public var counts: CaptureCounts { counter.current }

  public func signals() -> AsyncStream<CameraSignal> { thread.signals() }

  public func deliver(to receive: @escaping @Sendable (CameraSignal) -> Bool) async {
    await thread.deliver(to: receive)
  }

  private var thread: WatchedThread {
    // The loop tells of a silent device after `patience`; if it does not, it is held up itself.
    WatchedThread(
      camera: camera, turn: turn, counter: counter, limit: patience + .milliseconds(500)
    ) { [camera, settings, patience] in
      DeviceFault.noAnswer(camera: camera, device: settings.device, after: patience)
    } body: { [camera, settings, patience, logger, counter] stop, outlet in
      CaptureLoop(
        camera: camera, settings: settings, patience: patience, logger: logger, counter: counter, stop: stop,
        outlet: outlet
      ).run()
    }
  }
}
