import Border
import Recognition

/// What a lane costs that is empty: frame after frame of it, as a camera delivers them, at the gate alone and with the
/// second looks that it takes.
struct EmptyLaneBenchmark: Benchmark {
  let subject: BenchSubject
  let time: Duration

  func measure(_ report: BenchReport) async throws {
    let scenes = try BenchScenes()
    let drawn = try (0..<4).map { try scenes.emptyLane(at: $0, width: subject.width, height: subject.height) }
    for (format, frames) in [
      ("bgr", drawn.map(BenchScenes.frame)), ("mjpeg", try drawn.map(BenchScenes.compressed)),
    ] {
      let engine = try subject.engine(camera: "bench")
      var (gate, cpu, looks, all) = ([Double](), 0.0, 0, 0)
      let end = ContinuousClock.now + time
      repeat {
        var frame = frames[all % frames.count]
        // 25 frames a second by their own clock, however fast they are taken.
        frame.capturedAt.monotonic = .milliseconds(40 * all)
        let news = try await engine.watch(frame)
        all += 1
        cpu += (news.gateCPU + (news.reading?.cpu ?? .zero)).inMilliseconds
        looks += news.reading == nil ? 0 : 1
        if news.reading == nil { gate.append(news.gateCPU.inMilliseconds) }
      } while ContinuousClock.now < end
      let conditions = [("frame", "\(subject.size) \(format)")]
      report.tell(recognition: "empty lane, gate cpu", in: "ms", gate, conditions)
      report.tell(recognition: "empty lane, cpu a frame with second looks", in: "ms", [cpu / Double(all)], conditions)
      report.tell(recognition: "empty lane, frames looked at", in: "%", [100 * Double(looks) / Double(all)], conditions)
    }
  }
}
