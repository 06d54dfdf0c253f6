import Border
import Camera

/// Capturing, without decoding: what a frame costs beside a bare loop in C by turns on the same stream, and how old it is
/// when the reader has it.
struct CameraBenchmark: Benchmark {
  let device: String
  let seconds: Double
  /// By turns, so that whatever else the machine does meets both.
  private static let rounds = 3

  func measure(_ report: BenchReport) async throws {
    let cost = try await CaptureCost.measure(DeviceSettings(device: device), seconds: seconds, rounds: Self.rounds)
    let conditions = [(name: "device", value: device)]
    let figures: [(String, String, Double)] = [
      ("CPU a frame", "µs", cost.cpu / .microseconds(1)),
      ("CPU a frame, heard by a task", "µs", cost.cpuInTask / .microseconds(1)),
      ("CPU in a frame's time without a camera", "µs", cost.idleCPU / .microseconds(1)),
      ("CPU a frame, bare loop", "µs", cost.bareCPU / .microseconds(1)),
      ("CPU that a camera adds, times the bare loop", "", cost.ratio), ("latency", "ms", cost.latency.inMilliseconds),
      ("latency, worst", "ms", cost.worstLatency.inMilliseconds), ("interval", "ms", cost.interval.inMilliseconds),
      ("frames copied", "", Double(cost.copied)),
    ]
    for (name, unit, value) in figures {
      report.tell(
        BenchFigure(
          benchmark: "camera", name: name, unit: unit, conditions: conditions, samples: Samples(single: value)))
    }
  }
}
