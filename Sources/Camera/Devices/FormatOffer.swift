public import Border

/// One way in which a device can deliver pictures.
public struct FormatOffer: Sendable, Hashable {
  public struct Size: Sendable, Hashable {
    /// In pixels.
    public var width: Int
    public var height: Int
    /// Frames per second, falling; empty if the driver does not say.
    public var rates: [Double]

    public init(width: Int, height: Int, rates: [Double]) {
      self.width = width
      self.height = height
      self.rates = rates
    }
  }

  /// The driver's code, such as `YUYV` or `MJPG`.
  public var code: String
  /// Nil if this program cannot read it.
  public var format: PixelFormat?
  /// Largest first; of a driver that takes any size in a range, the usual ones in it; empty if it does not say.
  public var sizes: [Size]

  public init(code: String, format: PixelFormat?, sizes: [Size]) {
    self.code = code
    self.format = format
    self.sizes = sizes
  }
}
