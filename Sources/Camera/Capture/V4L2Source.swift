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
  /// Held by the one thread that streams: a second stream waits until the first has let the device go.
  private let turn = NSLock()

  /// - Parameter patience: how long the camera may send no good frame before it counts as lost and is reopened.
  public init(
    camera: String, settings: DeviceSettings, patience: Duration = CameraModule.defaultPatience, logger: Logger
  ) {
    self.camera = camera
    self.settings = settings
    self.patience = patience
    self.logger = logger
  }

  public var counts: CaptureCounts { counter.current }

  public func signals() -> AsyncStream<CameraSignal> {
    AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
      let stop = StopSignal()
      continuation.onTermination = { _ in stop.raise() }
      let loop = CaptureLoop(
        camera: camera, settings: settings, patience: patience, logger: logger, counter: counter, stop: stop
      ) { continuation.yield($0) }
      let thread = Thread { [turn] in
        turn.withLock { loop.run() }
        continuation.finish()
      }
      thread.name = "camera \(camera)"
      thread.start()
    }
  }
}
