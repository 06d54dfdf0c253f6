public import Border
import CV4L2
import Foundation
import Logging

/// What capturing costs here, beside a bare loop in C on the same stream: the yardstick is the least that a program can do.
public struct CaptureCost: Sendable, Hashable {
  /// CPU time of the whole process for a frame, reader included, without decoding.
  public var cpu: Duration
  /// The same of the bare loop.
  public var bareCPU: Duration
  /// From the driver's timestamp to the reader's hand.
  public var latency: Duration
  public var worstLatency: Duration
  public var interval: Duration
  public var frames: Int
  public var copied: Int

  public var ratio: Double { cpu / bareCPU }

  /// Streams from `device` by turns with the bare loop, `rounds` times for `seconds` each; blocks in between.
  ///
  /// - Throws: if the device cannot be streamed from.
  public static func measure(_ settings: DeviceSettings, seconds: Double, rounds: Int) async throws(CameraFault)
    -> CaptureCost
  {
    var (ours, bare): ([Duration], [Duration]) = ([], [])
    var (latencies, frames, copied): ([Duration], Int, Int) = ([], 0, 0)
    var interval = Duration.zero
    for _ in 0..<max(1, rounds) {
      let turn = try await stream(settings, seconds: seconds)
      ours.append(turn.cpu)
      latencies += turn.latencies
      interval = turn.interval
      frames += turn.latencies.count
      copied += turn.copied
      let (code, result) = await Task.detached { [settings] in
        var result = cv4l2_bare_result()
        var code = cv4l2_bare_capture(settings.device, seconds, &result)
        // Our own stream lets the device go a moment after its end.
        for _ in 0..<50 where code == EBUSY {
          try? await Task.sleep(for: .milliseconds(100))
          code = cv4l2_bare_capture(settings.device, seconds, &result)
        }
        return (code, result)
      }.value
      guard code == 0, result.frames > 0 else {
        throw DeviceFault.fault(camera: settings.device, device: settings.device, errno: code, while: .streaming)
      }
      bare.append(.nanoseconds(result.cpu_nanoseconds) / Int(result.frames))
    }
    let sorted = latencies.sorted()
    return CaptureCost(
      cpu: ours.sorted()[ours.count / 2], bareCPU: bare.sorted()[bare.count / 2], latency: sorted[sorted.count / 2],
      worstLatency: sorted[sorted.count - 1], interval: interval, frames: frames, copied: copied)
  }

  private static func stream(_ settings: DeviceSettings, seconds: Double) async throws(CameraFault) -> (
    cpu: Duration, latencies: [Duration], interval: Duration, copied: Int
  ) {
    let source = V4L2Source(
      camera: settings.device, settings: settings, logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
    var (latencies, start, end, cpu): ([Duration], Duration?, Duration, Int64) = ([], nil, .zero, 0)
    var (copied, first, last): (Int, UInt64, UInt64) = (0, 0, 0)
    let patience = CaptureTime.now().monotonic + .seconds(5)
    for await signal in source.signals() {
      switch signal {
      case .lost(let fault):
        // Likewise the bare loop of the round before; the source tries again by itself.
        guard fault.reason == .busy, CaptureTime.now().monotonic < patience else { throw fault }
      case .frame(let frame):
        let now = CaptureTime.now().monotonic
        if let start {
          latencies.append(now - frame.capturedAt.monotonic)
          if now - start >= .seconds(seconds) {
            cpu = cv4l2_process_nanoseconds() - cpu
            (end, last) = (frame.capturedAt.monotonic - start, frame.sequence)
          }
        } else {
          // Opening the device is over with the first frame.
          (start, first, copied) = (frame.capturedAt.monotonic, frame.sequence, source.counts.copied)
          cpu = cv4l2_process_nanoseconds()
        }
      }
      if end > .zero { break }
    }
    guard last > first, !latencies.isEmpty else {
      throw DeviceFault.stalled(camera: settings.device, device: settings.device, after: .seconds(seconds))
    }
    return (
      .nanoseconds(cpu) / latencies.count, latencies, end / Int(last - first), source.counts.copied - copied
    )
  }
}
