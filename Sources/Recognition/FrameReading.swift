public import Border

/// The plates of one picture and what finding them took.
public struct FrameReading: Sendable, Hashable {
  /// Wall times of the stages.
  public struct Timings: Sendable, Hashable {
    public var decode: Duration
    public var detect: Duration
    public var read: Duration
    /// Detecting and reading, without decoding.
    public var total: Duration

    public init(decode: Duration, detect: Duration, read: Duration, total: Duration) {
      (self.decode, self.detect, self.read, self.total) = (decode, detect, read, total)
    }
  }

  /// Of the upright picture, in pixels.
  public var width: Int
  public var height: Int
  public var plates: [PlateRead]
  public var timings: Timings
  /// CPU time of the reading thread over the same span as `timings.total`.
  public var cpu: Duration

  public init(width: Int, height: Int, plates: [PlateRead], timings: Timings, cpu: Duration) {
    (self.width, self.height, self.plates, self.timings, self.cpu) = (width, height, plates, timings, cpu)
  }
}
