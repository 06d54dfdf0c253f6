import Border
import Recognition

/// The stages of reading one drawn lorry's plate, as pixels and as a JPEG.
struct StageBenchmark: Benchmark {
  let subject: BenchSubject
  let time: Duration

  func measure(_ report: BenchReport) async throws {
    let lorry = try BenchScenes().lorry(width: subject.width, height: subject.height)
    let engine = try subject.engine()
    for (format, frame) in [("bgr", BenchScenes.frame(lorry)), ("mjpeg", try BenchScenes.compressed(lorry))] {
      let readings = try await Repetition(time: time).readings(of: frame, by: engine)
      let stages: [(String, (FrameReading) -> Duration)] = [
        ("decode", \.timings.decode), ("detect", \.timings.detect), ("read", \.timings.read),
        ("total", \.timings.total), ("cpu", \.cpu),
      ]
      for (name, stage) in stages {
        report.tell(
          recognition: name, in: "ms", readings.map { stage($0).inMilliseconds },
          [("frame", "\(subject.size) \(format)"), ("plates", "1")])
      }
    }
  }
}

/// One frame, read over and over for a time.
struct Repetition {
  /// Readings before these are not counted: buffers are made, models are taken into the cache.
  static let warmUp = 3

  let time: Duration

  func readings(of frame: Frame, by engine: RecognitionEngine) async throws -> [FrameReading] {
    for _ in 0..<Self.warmUp { _ = try await engine.read(frame) }
    var readings: [FrameReading] = []
    let end = ContinuousClock.now + time
    repeat { readings.append(try await engine.read(frame)) } while ContinuousClock.now < end
    return readings
  }
}

extension BenchReport {
  func tell(
    recognition name: String, in unit: String, _ values: [Double], _ conditions: [(name: String, value: String)]
  ) {
    guard let samples = Samples(values) else { return }
    tell(
      BenchFigure(benchmark: "recognition", name: name, unit: unit, conditions: conditions, samples: samples))
  }
}
