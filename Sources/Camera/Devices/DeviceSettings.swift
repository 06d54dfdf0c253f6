public import Border

/// What the configuration asks of one V4L2 device. What is left nil is chosen by `FormatChoice`.
public struct DeviceSettings: Sendable, Hashable {
  /// `/dev/video0`, or better a lasting name under `/dev/v4l/by-id` or `/dev/v4l/by-path`.
  public var device: String
  /// In pixels.
  public var width: Int?
  public var height: Int?
  public var framesPerSecond: Double?
  public var format: PixelFormat?
  /// If the driver gives another size or format than asked for: refuse, instead of taking what it gives.
  public var isStrict: Bool
  /// The serial number that the camera must have; nil for any.
  public var serial: String?
  /// Set before every stream and read back, in this order.
  public var controls: [ControlSetting]

  public init(
    device: String, width: Int? = nil, height: Int? = nil, framesPerSecond: Double? = nil, format: PixelFormat? = nil,
    isStrict: Bool = false, serial: String? = nil, controls: [ControlSetting] = []
  ) {
    self.device = device
    self.width = width
    self.height = height
    self.framesPerSecond = framesPerSecond
    self.format = format
    self.isStrict = isStrict
    self.serial = serial
    self.controls = controls
  }
}
