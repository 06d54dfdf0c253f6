import Recognition

/// How the cost grows with the plates in view.
struct PlatesInViewBenchmark: Benchmark {
  let subject: BenchSubject
  let time: Duration

  func measure(_ report: BenchReport) async throws {
    let scenes = try BenchScenes()
    let engine = try subject.engine()
    for plates in [0, 1, 2, 4, 8] {
      let readings = try await Repetition(time: time).readings(of: try scenes.plates(plates), by: engine)
      let found = readings.last?.plates.count ?? 0
      report.tell(
        recognition: "total by plates", in: "ms", readings.map(\.timings.total.inMilliseconds),
        [("drawn", "\(plates)"), ("found", "\(found)")])
    }
  }
}
