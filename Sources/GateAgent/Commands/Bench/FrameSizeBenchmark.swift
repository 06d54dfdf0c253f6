import Recognition

/// How the cost grows with the size of the frame; the same scene in all.
struct FrameSizeBenchmark: Benchmark {
  let subject: BenchSubject
  let time: Duration

  func measure(_ report: BenchReport) async throws {
    let scenes = try BenchScenes()
    let engine = try subject.engine()
    for (width, height) in [(640, 480), (960, 540), (1280, 720), (1920, 1080), (2560, 1440)] {
      let frame = BenchScenes.frame(try scenes.lorry(width: width, height: height))
      let readings = try await Repetition(time: time).readings(of: frame, by: engine)
      let size = [("frame", "\(width)x\(height)")]
      report.tell(recognition: "detect by size", in: "ms", readings.map(\.timings.detect.inMilliseconds), size)
      report.tell(recognition: "total by size", in: "ms", readings.map(\.timings.total.inMilliseconds), size)
    }
  }
}
