/// How long things are kept, by kind, and how much room they may take.
///
/// What the platform has not acknowledged is never let go for its age; pictures alone give way for lack of room.
public struct RetentionPolicy: Sendable, Hashable {
  /// Pictures that the platform has, and those that no event speaks of.
  public var pictureDays: Int
  /// Passages, decisions, scans and yard movements that have ended, with their acknowledged events.
  public var recordDays: Int
  /// All pictures together. Beyond it the oldest go: first those that the platform has.
  ///
  /// 72 hours of two lanes at peak (6 vehicles a minute a lane, two pictures each of some 150 kB) are 16 GB.
  public var pictureBytes: Int64
  /// Kept free for events; no picture is taken into it. At most a tenth of the disk.
  public var reserveBytes: Int64

  public init(
    pictureDays: Int = 30, recordDays: Int = 400, pictureBytes: Int64 = 40 << 30, reserveBytes: Int64 = 1 << 30
  ) {
    self.pictureDays = pictureDays
    self.recordDays = recordDays
    self.pictureBytes = pictureBytes
    self.reserveBytes = reserveBytes
  }
}

/// What a round of retention let go.
public struct RetentionReport: Sendable, Hashable {
  public var pictures = 0
  /// Pictures that the platform never got, let go for lack of room: worth an alarm.
  public var picturesUndelivered = 0
  public var passages = 0
  public var events = 0

  public init() {}
}
