import Border
import Recognition

/// The stages of reading one drawn lorry's plate, and the parts of the stage `read`, as pixels and as a JPEG.
struct StageBenchmark: Benchmark {
  let subject: BenchSubject
  let time: Duration

  func measure(_ report: BenchReport) async throws {
    let lorry = try BenchScenes().lorry(width: subject.width, height: subject.height)
    let recognizer = try ClockedRecognizer(subject)
    for (format, frame) in [("bgr", BenchScenes.frame(lorry)), ("mjpeg", try BenchScenes.compressed(lorry))] {
      let readings = try await Repetition(time: time).results { try recognizer.read(frame) }
      let stages: [(String, (ClockedRecognizer.Reading) -> Duration)] = [
        ("decode", \.frame.timings.decode), ("detect", \.frame.timings.detect), ("read", \.frame.timings.read),
        ("read, second looks", \.looks), ("read, CTC", \.ctc), ("read, Tesseract", \.tesseract),
        ("read, the rest", \.rest), ("total", \.frame.timings.total), ("cpu", \.frame.cpu),
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
    try await results { try await engine.read(frame) }
  }

  func results<Result>(of read: () async throws -> Result) async throws -> [Result] {
    for _ in 0..<Self.warmUp { _ = try await read() }
    var results: [Result] = []
    let end = ContinuousClock.now + time
    repeat { results.append(try await read()) } while ContinuousClock.now < end
    return results
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
