public import Border
import CVision
import Foundation
public import Logging

/// A camera behind a network address such as `rtsp://`, or a video file in its place, read through OpenCV and watched
/// like a device: silence, a frozen picture and an empty one are losses, and the stream is opened again until cancelled.
///
/// Frames are BGR; their time is that of their arrival, since the stream carries no clock of this machine. A video file
/// is played at its own rate, over and over.
///
/// Threads: one of its own a stream, which alone waits for the network.
public final class StreamSource: FrameSource {
  public let camera: String
  public let address: String
  private let patience: Duration
  private let logger: Logger
  private let counter = CaptureCounter()
  private let turn = NSLock()

  /// - Parameters:
  ///   - address: `rtsp://USER:PASSWORD@HOST/PATH`, `http://…`, or a path of a video file.
  ///   - patience: how long no good frame may come before the stream counts as lost and is opened again.
  public init(
    camera: String, address: String, patience: Duration = CameraModule.defaultPatience,
    logger: Logger
  ) {
    self.camera = camera
    self.address = address
    self.patience = patience
    self.logger = logger
  }

  public var counts: CaptureCounts { counter.current }

  public func signals() -> AsyncStream<CameraSignal> { thread.signals() }

  public func deliver(to receive: @escaping @Sendable (CameraSignal) -> Bool) async {
    await thread.deliver(to: receive)
  }

  private var thread: WatchedThread {
    // Opening takes the decoder some seconds, in which nothing is lost yet.
    WatchedThread(
      camera: camera, turn: turn, counter: counter, headStart: .seconds(8), limit: patience
    ) { [camera, address, patience] in
      DeviceFault.silentStream(camera: camera, address: StreamAddress.shown(address), after: patience)
    } body: { [camera, address, patience, logger, counter] stop, outlet in
      StreamLoop(
        camera: camera, address: address, patience: patience, logger: logger, counter: counter, stop: stop,
        outlet: outlet
      ).run()
    }
  }
}

/// Addresses of streams as they may be shown.
public enum StreamAddress {
  /// Whether it is a network address that `StreamSource` takes.
  public static func isOne(_ text: String) -> Bool {
    ["rtsp://", "rtsps://", "http://", "https://"].contains { text.hasPrefix($0) }
  }

  /// Without the password.
  public static func shown(_ address: String) -> String {
    guard let scheme = address.range(of: "://") else { return address }
    let rest = address[scheme.upperBound...]
    let host = rest.prefix { $0 != "/" }
    guard let at = host.lastIndex(of: "@") else { return address }
    return address[..<scheme.upperBound] + "…" + rest[at...]
  }
}
