import ArgumentParser
import Border
import Calibration
import Camera
import Foundation
import Recognition

struct CalibrateVerify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Proves that the lane reads: passages or minutes, held against the profile's targets.",
    discussion: """
      Writes report.html, with a heat map of where plates are read and where they are missed, and report.json into \
      --out. Exit status 0 only if the lane reaches every target.
      """)

  @OptionGroup var input: CameraInput
  @OptionGroup var profile: ProfileOptions
  @OptionGroup var models: ModelOptions

  @Option(help: "End after so many vehicles.")
  var passages: Int = 20

  @Option(help: "End after so many minutes at the latest.")
  var minutes: Int = 60

  @Option(help: "The folder for the report.", completion: .directory)
  var out: String?

  @Flag(help: "The report as one line of JSON.")
  var json = false

  func validate() throws {
    if profile.calibration == nil { throw ValidationError("name the profile with --calibration FILE") }
    guard passages > 0, (1...10_000).contains(minutes) else {
      throw ValidationError("--passages is 1 or more, --minutes 1 to 10000")
    }
  }

  func run() async throws {
    guard let file = profile.calibration else { return }
    let held = try CalibrationProfile(contentsOf: file)
    let engine = try models.engine(held)
    let gauge = try PictureGauge()
    var run = VerificationRun(profile: held)
    try await input.frames(held, limit: .seconds(60 * minutes)) { frame in
      if let objection = held.objection(serial: nil, width: frame.width, height: frame.height) {
        throw CalibrationError("\(file) does not fit", remedy: objection)
      }
      do {
        run.see(try await engine.read(frame), in: frame, gauge)
      } catch {
        run.seeBroken()
      }
      return run.passages < passages || input.isRecording
    }
    let page = run.page(camera: input.name)
    if let out {
      let folder = URL(filePath: out, directoryHint: .isDirectory)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(page.html.utf8).write(to: folder.appending(path: "report.html"), options: .atomic)
      try JSONCoding.encoder().encode(page.report).write(to: folder.appending(path: "report.json"), options: .atomic)
    }
    try say(page.report)
    if !page.report.isGood { throw Exit.no }
  }

  private func say(_ report: VerificationReport) throws {
    if json { return try Console.say(json: report) }
    for target in report.targets {
      let value = target.value.map { "\($0) \(target.unit)" } ?? "not measured"
      let limit = "\(target.isUpperLimit ? "at most" : "at least") \(target.limit) \(target.unit)"
      Console.say("\(target.name)\t\(value)\t\(limit)\t\(target.isMet ? "good" : "NOT REACHED")")
      if !target.isMet { Console.complain("gate-agent: \(input.address): \(target.name): \(target.remedy)") }
    }
  }
}

/// Frames' reads in, a report with pictures out.
struct VerificationRun {
  private var tally: VerificationTally
  private let lane: LaneShape
  private var background: Data?
  /// The widest look at each text's plate.
  private var pictures: [String: (width: Double, jpeg: Data)] = [:]

  init(profile: CalibrationProfile) {
    tally = VerificationTally(profile: profile)
    lane = profile.lane
  }

  var passages: Int { tally.passages }

  mutating func seeBroken() { tally.seeBroken() }

  mutating func see(_ reading: FrameReading, in frame: Frame, _ gauge: PictureGauge) {
    let sightings = reading.plates.map { plate in
      VerificationTally.Sighting(
        read: plate, quality: try? gauge.look(at: frame) { try $0.quality(of: plate.quad) })
    }
    // The lane without a vehicle in it shows best where plates are.
    if background == nil { background = try? gauge.look(at: frame) { $0.jpeg(quality: 70) } }
    for plate in reading.plates where plate.quad.width > (pictures[plate.text]?.width ?? 0) * 1.05 {
      if pictures.count < 500, let jpeg = Self.photograph(of: frame, plate.quad, masks: lane.masks) {
        pictures[plate.text] = (plate.quad.width, jpeg)
      }
    }
    tally.see(sightings)
  }

  private static func photograph(of frame: Frame, _ plate: Quad, masks: [[Point]]) -> Data? {
    guard let picture = try? Picture() else { return nil }
    let photographs = try? picture.withFrame(frame) {
      try Photographs(of: picture, plate: plate, at: frame.capturedAt, masks: masks)
    }
    return photographs?.plate
  }

  mutating func page(camera: String) -> VerificationPage {
    let report = tally.report(camera: camera)
    return VerificationPage(
      report: report, lane: lane, background: background, plates: report.vehicles.map { pictures[$0.plate]?.jpeg },
      madeAt: Timestamp.format(Date()))
  }
}
