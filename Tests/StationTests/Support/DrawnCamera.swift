import Border
import Foundation
import Scenes

/// A camera that plays drawn frames as fast as they are taken, each with the time that it would have been captured at.
struct DrawnCamera: FrameSource {
  let counts = CaptureCounts()
  /// A moment of the recording: what is drawn, and when.
  struct Moment: Sendable {
    var seconds: Double
    var draw: @Sendable () throws -> DrawnFrame
  }

  let camera: String
  let moments: [Moment]

  /// Seconds of a recording as a capture time.
  static func time(_ seconds: Double) -> CaptureTime {
    CaptureTime(
      monotonic: .milliseconds(Int((seconds * 1000).rounded())),
      wall: Date(timeIntervalSince1970: 1_795_420_800 + seconds))
  }

  func signals() -> AsyncStream<CameraSignal> {
    let (camera, moments) = (camera, moments)
    return AsyncStream { continuation in
      // Nothing is replaced by newer ones: the lane must see every frame of the recording.
      let task = Task.detached {
        for (index, moment) in moments.enumerated() {
          guard !Task.isCancelled, let drawn = try? moment.draw() else { break }
          continuation.yield(
            .frame(
              drawn.picture.frame(
                camera: camera, sequence: UInt64(index), capturedAt: Self.time(moment.seconds))))
        }
        continuation.finish()
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }
}

/// Drives one after the other, as one camera sees them.
struct DrawnRecording {
  var framesPerSecond = 8.0
  private(set) var moments: [DrawnCamera.Moment] = []
  private(set) var seconds = 0.0

  /// A drive from its time `start` to `end`; outside of 0 … its duration the lane is empty.
  mutating func add(
    _ drive: DriveThrough, _ view: DriveThrough.View = .front, from start: Double = 0, to end: Double? = nil,
    backwards: Bool = false
  ) {
    let count = Int(((end ?? drive.duration) - start) * framesPerSecond)
    for index in 0..<count {
      let at = start + Double(backwards ? count - 1 - index : index) / framesPerSecond
      moments.append(.init(seconds: seconds + Double(index) / framesPerSecond) { try drive.frame(at: at, view: view) })
    }
    seconds += Double(count) / framesPerSecond
  }

  /// One moment of a drive, over and over, every `step` seconds.
  mutating func hold(
    _ drive: DriveThrough, _ view: DriveThrough.View = .front, at: Double, for time: Double, every step: Double
  ) {
    guard let drawn = try? drive.frame(at: at, view: view) else { return }
    for index in 0..<Int(time / step) {
      moments.append(.init(seconds: seconds + Double(index) * step) { drawn })
    }
    seconds += time
  }
}
