public import Border
import CV4L2
import Foundation

extension CaptureTime {
  /// Both clocks, read one right after the other.
  public static func now() -> CaptureTime {
    CaptureTime(monotonic: .nanoseconds(cv4l2_monotonic_nanoseconds()), wall: Date())
  }

  /// The moment `monotonic` by the pair `now`; a time that lies in the future, as some drivers give, is `now`.
  static func at(_ monotonic: Duration, now: CaptureTime) -> CaptureTime {
    guard monotonic > .zero, monotonic <= now.monotonic else { return now }
    return now.earlier(by: now.monotonic - monotonic)
  }
}
