public import Border

/// A camera's controls, for those who look at them and set them by hand. Opens the device for the length of each call,
/// which does not disturb a stream; blocks, so not for the cooperative pool's long use.
public struct CameraControls: Sendable {
  public let device: String

  public init(device: String) { self.device = device }

  /// All controls with their ranges, menus and present values.
  public func list() throws(CameraFault) -> [CameraControl] { try open().controls }

  /// Sets and reads back.
  /// - Throws: the control that was refused or changed, by name.
  public func set(_ settings: [ControlSetting]) throws(CameraFault) { try open().apply(settings) }

  private func open() throws(CameraFault) -> V4L2Device { try V4L2Device(device, camera: device) }
}
