public import Border
import Foundation
public import Logging

/// Where a camera's pictures come from, as it is written on a command line.
public enum CameraAddress: Sendable, Hashable, CustomStringConvertible {
  /// `/dev/video0`, or a lasting name under `/dev/v4l`.
  case device(String)
  /// `rtsp://…`
  case stream(String)
  /// A folder of pictures, or a video file.
  case recording(String)

  public init(_ text: String) {
    self =
      if StreamAddress.isOne(text) { .stream(text) } else if text.hasPrefix("/dev/") { .device(text) } else {
        .recording(text)
      }
  }

  public var description: String {
    switch self {
    case .device(let path), .recording(let path): path
    case .stream(let address): StreamAddress.shown(address)
    }
  }

  /// A source of its frames. Recordings are played once, and no picture of them is left out.
  ///
  /// - Parameter settings: for a device; its `device` is replaced by the address.
  /// - Throws: for a recording that is not there.
  public func source(camera: String, settings: DeviceSettings? = nil, logger: Logger) throws(CameraFault)
    -> any FrameSource
  {
    switch self {
    case .device(let path):
      var settings = settings ?? DeviceSettings(device: path)
      settings.device = path
      return V4L2Source(camera: camera, settings: settings, logger: logger)
    case .stream(let address): return StreamSource(camera: camera, address: address, logger: logger)
    case .recording(let path):
      return try ReplaySource(camera: camera, path: path, pace: .asTaken, loops: false, logger: logger)
    }
  }
}
