import Border
import Recognition

/// Frames a second of one, two and four cameras, each with a recognizer of its own, as in a station.
struct CamerasBenchmark: Benchmark {
  let subject: BenchSubject
  let time: Duration

  func measure(_ report: BenchReport) async throws {
    let frame = BenchScenes.frame(try BenchScenes().lorry(width: subject.width, height: subject.height))
    for cameras in [1, 2, 4] {
      let engines = try (0..<cameras).map { _ in try subject.engine() }
      let rates = try await withThrowingTaskGroup(of: Double.self) { group in
        for engine in engines {
          group.addTask {
            let began = ContinuousClock.now
            let count = try await Repetition(time: time).readings(of: frame, by: engine).count + Repetition.warmUp
            return Double(count) * 1000 / (ContinuousClock.now - began).inMilliseconds
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      let conditions = [("cameras", "\(cameras)"), ("frame", subject.size), ("plates", "1")]
      report.tell(recognition: "frames of a camera", in: "1/s", rates, conditions)
      report.tell(recognition: "frames of all cameras", in: "1/s", [rates.reduce(0, +)], conditions)
    }
  }
}
