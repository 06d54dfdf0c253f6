public import Border
import CV4L2
import Foundation
import Logging

/// What capturing costs here, beside a bare loop in C on the same stream: the yardstick is the least that a program can do.
public struct CaptureCost: Sendable, Hashable {
  /// CPU time of the whole process for a frame, delivered as a lane has it, without decoding.
  public var cpu: Duration
  /// The same where another task hears the frames.
  public var cpuInTask: Duration
  /// What the process uses in the same time without a camera: the runtime's own ticks, which do not grow with cameras.
  public var idleCPU: Duration
  /// The same of the bare loop, of its thread alone.
  public var bareCPU: Duration
  /// From the driver's timestamp to another task's hand.
  public var latency: Duration
  public var worstLatency: Duration
  public var interval: Duration
  public var frames: Int
  public var copied: Int

  /// Of what the camera adds to the process.
  public var ratio: Double { (cpu - idleCPU) / bareCPU }

  /// Streams from `device` by turns with the bare loop, `rounds` times for `seconds` each; blocks in between.
  ///
  /// - Throws: if the device cannot be streamed from.
  public static func measure(_ settings: DeviceSettings, seconds: Double, rounds: Int) async throws(CameraFault)
    -> CaptureCost
  {
    var (ours, inTask, idle, bare): ([Duration], [Duration], [Duration], [Duration]) = ([], [], [], [])
    var (latencies, frames, copied): ([Duration], Int, Int) = ([], 0, 0)
    var interval = Duration.zero
    for _ in 0..<max(1, rounds) {
      let delivered = try await turn(settings, seconds: seconds) { await $0.deliver(to: $1) }
      let heard = try await turn(settings, seconds: seconds) { source, receive in
        for await signal in source.signals() where !receive(signal) { return }
      }
      ours.append(delivered.cpu / delivered.latencies.count)
      inTask.append(heard.cpu / heard.latencies.count)
      latencies += heard.latencies
      interval = delivered.interval
      frames += delivered.latencies.count + heard.latencies.count
      copied += delivered.copied + heard.copied
      bare.append(try await bareTurn(settings, seconds: seconds))
      idle.append(await idleTurn(seconds: seconds) * (interval / .seconds(seconds)))
    }
    let sorted = latencies.sorted()
    return CaptureCost(
      cpu: ours.sorted()[rounds / 2], cpuInTask: inTask.sorted()[rounds / 2],
      idleCPU: idle.sorted()[rounds / 2], bareCPU: bare.sorted()[rounds / 2],
      latency: sorted[sorted.count / 2], worstLatency: sorted[sorted.count - 1], interval: interval, frames: frames,
      copied: copied)
  }

  private static func idleTurn(seconds: Double) async -> Duration {
    let before = cv4l2_process_nanoseconds()
    try? await Task.sleep(for: .seconds(seconds))
    return .nanoseconds(cv4l2_process_nanoseconds() - before)
  }

  private static func bareTurn(_ settings: DeviceSettings, seconds: Double) async throws(CameraFault) -> Duration {
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
    return .nanoseconds(result.cpu_nanoseconds) / Int(result.frames)
  }

  /// What one stream of `seconds` has shown.
  private struct Turn {
    var latencies: [Duration] = []
    var cpu: Duration = .zero
    var copied = 0
    var interval: Duration = .zero
    /// The first frame: opening the device is over with it.
    var first: (frame: UInt64, at: Duration, cpu: Int64, copied: Int)?
    var lost: CameraFault?
    var isOver = false

    mutating func take(_ frame: Frame, from source: V4L2Source, for time: Duration) {
      let now: Duration = .nanoseconds(cv4l2_monotonic_nanoseconds())
      guard let first else {
        first = (frame.sequence, frame.capturedAt.monotonic, cv4l2_process_nanoseconds(), source.counts.copied)
        return
      }
      latencies.append(now - frame.capturedAt.monotonic)
      guard now - first.at >= time, frame.sequence > first.frame else { return }
      cpu = .nanoseconds(cv4l2_process_nanoseconds() - first.cpu)
      copied = source.counts.copied - first.copied
      interval = (frame.capturedAt.monotonic - first.at) / Int(frame.sequence - first.frame)
      isOver = true
    }
  }

  private static func turn(
    _ settings: DeviceSettings, seconds: Double,
    _ hear: (V4L2Source, @escaping @Sendable (CameraSignal) -> Bool) async -> Void
  ) async throws(CameraFault) -> Turn {
    let source = V4L2Source(
      camera: settings.device, settings: settings, logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
    let turn = Guarded(Turn())
    let time: Duration = .seconds(seconds)
    let patience = CaptureTime.now().monotonic + .seconds(5)
    await hear(source) { signal in
      turn.withLock { turn in
        switch signal {
        case .lost(let fault):
          // The bare loop of the round before may still have it; the source tries again by itself.
          if fault.reason != .busy || CaptureTime.now().monotonic >= patience { turn.lost = fault }
        case .frame(let frame):
          turn.take(frame, from: source, for: time)
        }
        return turn.lost == nil && !turn.isOver
      }
    }
    let result = turn.withLock { $0 }
    if let lost = result.lost { throw lost }
    guard result.isOver else {
      throw DeviceFault.stalled(camera: settings.device, device: settings.device, after: .seconds(seconds))
    }
    return result
  }
}
