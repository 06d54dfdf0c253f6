import ArgumentParser
import Calibration
import Foundation

/// `bench`: what the agent's parts cost on this machine. A file a benchmark, in this folder.
struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measures what the agent's parts cost on this machine.",
    discussion: """
      Without a choice: --recognition. Each figure has its number of samples, median and 95th percentile. Measure a \
      release build on a machine that does nothing else.
      """)

  @Flag(help: "Reading plates: stages, cameras, sizes of frames, plates in view, empty lanes, memory.")
  var recognition = false

  @Flag(help: "The store: durable enqueue beside beanstalkd, looking declarations up, start with a long queue.")
  var ledger = false

  @Flag(help: "The way to the platform: draining a queue to the simulator, a first pull of declarations.")
  var link = false

  @Option(help: "For --ledger: how many events wait at the start.")
  var queued = 1_000_000

  @Option(help: "For --link: how many events wait for the platform; 156000 are 72 hours of two lanes at their peak.")
  var drained = 30_000

  @Option(help: "For --ledger: how many declarations are cached.")
  var declared = 1_000_000

  @Option(
    help: ArgumentHelp(
      "Capturing from this device: CPU beside a bare loop in C on the same stream, and latency.", valueName: "device"))
  var camera: String?

  @Flag(help: "One line of JSON a figure.")
  var json = false

  @Option(help: "How long one measurement takes, in seconds.")
  var seconds = 2.0

  @OptionGroup var models: ModelOptions

  @Option(
    help: "For --recognition: a camera's calibration profile: frames of its size, looked at as its lane does.",
    completion: .file(extensions: ["yaml"]))
  var calibration: String?

  func validate() throws {
    guard (0.05...600).contains(seconds) else {
      throw ValidationError("--seconds is \(seconds); give 0.05 to 600")
    }
    guard (1...10_000_000).contains(queued), (1...8_900_000).contains(declared), (1...10_000_000).contains(drained)
    else {
      throw ValidationError("--queued, --drained and --declared take 1 to some millions")
    }
    if calibration != nil, !recognition, ledger || link || camera != nil {
      throw ValidationError("--calibration is for --recognition; add that, or leave it out")
    }
  }

  func run() async throws {
    let report = BenchReport(json: json)
    report.begin()
    for benchmark in try chosen() { try await benchmark.measure(report) }
  }

  /// What was asked for, in the order in which it is measured.
  private func chosen() throws -> [any Benchmark] {
    var benchmarks: [any Benchmark] = []
    if recognition { benchmarks += try recognitionBenchmarks() }
    if ledger { benchmarks.append(BenchLedger(queued: queued, declared: declared)) }
    if link { benchmarks.append(BenchLink(events: drained, declarations: 35_000)) }
    if let camera { benchmarks.append(CameraBenchmark(device: camera, seconds: seconds)) }
    return benchmarks.isEmpty ? try recognitionBenchmarks() : benchmarks
  }

  private func recognitionBenchmarks() throws -> [any Benchmark] {
    let subject = BenchSubject(
      models: try models.store(), profile: try calibration.map { try CalibrationProfile(contentsOf: $0) })
    let time = Duration.seconds(seconds)
    return [
      EmptyLaneBenchmark(subject: subject, time: time), StageBenchmark(subject: subject, time: time),
      FrameSizeBenchmark(subject: subject, time: time),
      PlatesInViewBenchmark(subject: subject, time: time), CamerasBenchmark(subject: subject, time: time),
      MemoryBenchmark(),
    ]
  }
}
