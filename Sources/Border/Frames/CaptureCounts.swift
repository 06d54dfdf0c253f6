/// What a source did with frames since it was made.
public struct CaptureCounts: Sendable, Hashable {
  /// Frames delivered, also those that a newer one replaced before they were taken.
  public var delivered = 0
  /// Frames the driver or the recording had broken; never delivered.
  public var broken = 0
  /// Frames copied because readers held too many buffers, or because the driver overwrites what it has lent.
  public var copied = 0
  /// Gaps in the driver's count: frames that it took and dropped.
  public var missed = 0
  /// Frames that showed nothing, or the same as before for too long; never delivered.
  public var withheld = 0
  /// How often the camera was lost.
  public var losses = 0

  public init() {}
}
