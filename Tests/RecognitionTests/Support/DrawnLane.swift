import Border
import Foundation
import Scenes

@testable import Recognition

/// A drawn lane, moment by moment, small enough to be drawn quickly: what the presence gate sees of it is smaller still.
struct DrawnLane {
  /// One moment.
  struct Moment {
    var at: CaptureTime
    var glance: Glance
    /// Width in pixels at 1280 across of the widest plate that is wholly to be seen; 0 where there is none.
    var plateWidth: Double
  }

  var drive: DriveThrough
  var framesPerSecond = 8.0

  static func time(_ seconds: Double) -> CaptureTime {
    CaptureTime(
      monotonic: .milliseconds(Int((seconds * 1000).rounded())), wall: Date(timeIntervalSince1970: 1_000_000 + seconds))
  }

  /// From `start` to `end` seconds of the drive; outside of it the lane is empty.
  func moments(from start: Double, to end: Double, change: (inout Scenes.Picture) -> Void = { _ in }) throws -> [Moment]
  {
    let count = Int((end - start) * framesPerSecond)
    return try (0..<count).map { index in
      let seconds = start + Double(index) / framesPerSecond
      let drawn = try drive.frame(at: seconds, width: 320, height: 180)
      let frame = drawn.picture.frame(camera: "front", sequence: UInt64(index), capturedAt: Self.time(seconds - start))
      let width = drawn.truth.filter { $0.visible > 0.95 }.map(\.widthPixels).max() ?? 0
      return Moment(at: frame.capturedAt, glance: try Glance(of: frame), plateWidth: width * 4)
    }
  }
}

extension Glance {
  /// The same under other light: `gain` and `offset` in grey values.
  func lit(gain: Double, offset: Double) -> Glance {
    Glance(
      GreyPatch(
        width: patch.width, height: patch.height,
        pixels: patch.pixels.map { UInt8(min(max(Double($0) * gain + offset, 0), 255)) }))
  }
}
