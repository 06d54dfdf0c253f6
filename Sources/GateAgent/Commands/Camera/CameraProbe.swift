import ArgumentParser
import Border
import Calibration
import Camera
import Foundation
import Recognition

struct CameraProbe: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "probe",
    abstract:
      "Takes five seconds of video and judges: rate, lost frames, light, sharpness, noise, plates and their width.",
    discussion: "Exit status 0 if the camera is fit for a lane as it is, 1 if not, with what to do.")

  @OptionGroup var input: CameraInput
  @OptionGroup var profile: ProfileOptions
  @OptionGroup var models: ModelOptions

  @Option(help: "How long to look.")
  var seconds: Int = 5

  @Flag(help: "One line of JSON.")
  var json = false

  func validate() throws {
    guard (1...600).contains(seconds) else { throw ValidationError("--seconds is 1 to 600") }
  }

  struct Plate: Encodable {
    var text: String
    var width: Double
    var trusted: Bool
  }

  struct Report: Encodable {
    var source: String
    var width = 0
    var height = 0
    var format = ""
    var frames = 0
    /// Frames a second by the frames' own times; null of a recording.
    var rate: Double?
    /// Share of the frames that the driver took and dropped; null where it cannot be told.
    var lost: Double?
    var broken = 0
    /// Level 0…255 that half of the pixels exceed.
    var brightness: Double?
    var contrast: Double?
    var clipped: Double?
    var sharpness: Double?
    var noise: Double?
    var plates: [Plate] = []
    var problems: [String] = []
    var isGood: Bool { problems.isEmpty }

    enum CodingKeys: String, CodingKey {
      case source, width, height, format, frames, rate, lost, broken, brightness, contrast, clipped, sharpness, noise,
        plates, problems
    }
  }

  func run() async throws {
    let held = try profile.profile()
    let source = try input.open(held)
    let engine = try models.engine(held)
    let gauge = try PictureGauge()
    var report = Report(source: input.address.description)
    var qualities: [PictureQuality] = []
    var (first, last): (CaptureTime?, CaptureTime?)
    var best: [String: Plate] = [:]
    try await CameraInput.frames(of: source, limit: input.isRecording ? nil : .seconds(seconds)) { frame in
      (report.width, report.height, report.format) = (frame.width, frame.height, frame.format.rawValue)
      first = first ?? frame.capturedAt
      last = frame.capturedAt
      report.frames += 1
      do {
        let quality = try gauge.look(at: frame) { try $0.quality() }
        qualities.append(quality)
        for plate in try await engine.read(frame).plates where plate.quad.width > best[plate.text]?.width ?? 0 {
          best[plate.text] = Plate(
            text: plate.text, width: (plate.quad.width * 10).rounded() / 10, trusted: plate.trusted)
        }
      } catch {
        report.broken += 1
      }
      return true
    }
    report.plates = best.values.sorted { $0.width > $1.width }
    if !input.isRecording {
      let counts = source.counts
      let span = (first, last)
      if let start = span.0, let end = span.1, end.monotonic > start.monotonic, counts.delivered > 1 {
        report.rate = rounded(
          Double(counts.delivered + counts.withheld - 1) / ((end.monotonic - start.monotonic) / .seconds(1)), 1)
      }
      let taken = counts.delivered + counts.broken + counts.withheld + counts.missed
      report.lost = taken > 0 ? rounded(Double(counts.missed) / Double(taken), 3) : nil
      report.broken += counts.broken
    }
    measure(qualities, &report)
    judge(&report, held)
    try say(report)
    if !report.isGood { throw Exit.no }
  }

  private func measure(_ qualities: [PictureQuality], _ report: inout Report) {
    guard !qualities.isEmpty else { return }
    func middle(_ values: [Double]) -> Double? { values.isEmpty ? nil : rounded(values.sorted()[values.count / 2], 2) }
    report.brightness = middle(qualities.map(\.middle))
    report.contrast = middle(qualities.map(\.contrast))
    report.clipped = middle(qualities.map(\.clipped))
    report.sharpness = middle(qualities.compactMap(\.sharpness))
    report.noise = middle(qualities.map(\.noise))
  }

  private func judge(_ report: inout Report, _ held: CalibrationProfile?) {
    if report.frames == 0 { report.problems.append("no frame came: check the cable and what feeds the device") }
    if let rate = report.rate, rate < 8 {
      report.problems.append(
        "only \(rate) frames a second: a longer exposure than 1/25 s, or too slow a bus, may be why")
    }
    if let lost = report.lost, lost > 0.05 {
      report.problems.append(
        "\(Int((lost * 100).rounded())) % of the frames are lost: use MJPG, a smaller picture, or another USB port")
    }
    if report.frames > 0, Double(report.broken) > 0.02 * Double(report.frames + report.broken) {
      report.problems.append("\(report.broken) broken frames: replace the cable")
    }
    if let contrast = report.contrast, contrast < 40 {
      report.problems.append("hardly any contrast (\(Int(contrast)) levels): clean the lens, see to the light")
    }
    if let clipped = report.clipped, clipped > 0.3 {
      report.problems.append("\(Int(clipped * 100)) % of the picture is white: shorten the exposure")
    }
    if let sharpness = report.sharpness, sharpness < 30 {
      report.problems.append("blurred (sharpness \(Int(sharpness)) of 100): `gate-agent calibrate focus`")
    }
    if let noise = report.noise, noise > 15 {
      report.problems.append("noisy (\(Int(noise)) levels): lower the gain and add light")
    }
    if let widest = report.plates.first, widest.width < 90 {
      report.problems.append(
        "the widest plate is \(Int(widest.width)) px: 130 px are needed at the stop line; use a longer lens")
    }
    if let objection = held?.objection(serial: nil, width: report.width, height: report.height) {
      report.problems.append("the profile does not fit: \(objection)")
    }
  }

  private func say(_ report: Report) throws {
    if json { return try Console.say(json: report) }
    Console.say("\(report.source)\t\(report.width)x\(report.height) \(report.format)\t\(report.frames) frames")
    let figures: [(String, Double?)] = [
      ("rate", report.rate), ("lost", report.lost), ("brightness", report.brightness), ("contrast", report.contrast),
      ("clipped", report.clipped), ("sharpness", report.sharpness), ("noise", report.noise),
    ]
    for (name, value) in figures { if let value { Console.say("\(name)\t\(value)") } }
    if report.plates.isEmpty { Console.say("plates\tnone seen") }
    for plate in report.plates.prefix(8) {
      Console.say("plate\t\(plate.text)\t\(plate.width) px\t\(plate.trusted ? "read" : "not sure")")
    }
    for problem in report.problems { Console.complain("gate-agent: \(report.source): \(problem)") }
  }

  private func rounded(_ value: Double, _ digits: Int) -> Double {
    let factor = (0..<digits).reduce(1.0) { result, _ in result * 10 }
    return (value * factor).rounded() / factor
  }
}
