import ArgumentParser
import Border
import Calibration
import Camera
import Foundation

struct CalibrateFocus: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "focus",
    abstract: "A live focus score with its peak held: turn the ring until the score is at the peak.",
    discussion: """
      The score is 0 to 100, by the sharpest edges where plates are: in --box, else in the profile's lane, else in the \
      middle of the picture. Point the camera at something with letters at the stop line. Ends after --seconds, or with \
      Ctrl-C; exit status 0 if the last score was at the peak.
      """)

  @OptionGroup var input: CameraInput
  @OptionGroup var profile: ProfileOptions

  @Option(help: ArgumentHelp("The part of the picture to look at.", valueName: "x,y,width,height"))
  var box: Box?

  @Option(help: "How long to look.")
  var seconds: Int = 120

  @Flag(help: "One line of JSON a frame.")
  var json = false

  private struct Line: Encodable {
    var score: Double?
    var peak: Double?
    var blur: Double?
    var atPeak: Bool
  }

  func run() async throws {
    let held = try profile.profile()
    let gauge = try PictureGauge()
    var meter = FocusMeter()
    var size: (width: Int, height: Int)?
    try await input.frames(held, limit: .seconds(seconds)) { frame in
      size = (frame.width, frame.height)
      let part = box?.quad ?? held.flatMap { Self.part(of: $0.lane) } ?? Self.middle(frame.width, frame.height)
      let quality = try gauge.look(at: frame) { try $0.quality(of: part) }
      meter.see(quality)
      let line = Line(
        score: meter.score.map(Self.rounded), peak: meter.peak.map(Self.rounded), blur: quality.blur.map(Self.rounded),
        atPeak: meter.isAtPeak)
      if json {
        try Console.say(json: line)
      } else {
        Console.say(Self.bar(score: meter.score, peak: meter.peak))
      }
      return true
    }
    guard let score = meter.score, let peak = meter.peak, let size else {
      throw CalibrationError(
        "there is no edge to focus on", remedy: "put something with letters at the stop line, and light it")
    }
    try profile.update(width: size.width, height: size.height, device: input.source) {
      $0.figures["sharpness"] = Self.rounded(score)
    }
    if !meter.isAtPeak {
      Console.complain(
        String(format: "gate-agent: the score is %.1f, it was %.1f at its best: turn the ring back", score, peak))
      throw Exit.no
    }
  }

  static func bar(score: Double?, peak: Double?) -> String {
    let width = 50
    func place(_ value: Double) -> Int { min(width - 1, max(0, Int(value / 100 * Double(width)))) }
    var cells = [Character](repeating: "·", count: width)
    if let score { for index in 0...place(score) { cells[index] = "█" } }
    if let peak { cells[place(peak)] = "|" }
    let numbers =
      "\(score.map { String(format: "%5.1f", $0) } ?? "  –  ")  peak \(peak.map { String(format: "%.1f", $0) } ?? "–")"
    return "\(String(cells))  \(numbers)"
  }

  static func middle(_ width: Int, _ height: Int) -> Quad {
    Box(x: width / 4, y: height / 4, width: width / 2, height: height / 2).quad
  }

  /// The upright box around the lane.
  static func part(of lane: LaneShape) -> Quad? {
    guard let minX = lane.outline.map(\.x).min(), let maxX = lane.outline.map(\.x).max(),
      let minY = lane.outline.map(\.y).min(), let maxY = lane.outline.map(\.y).max()
    else { return nil }
    return Box(x: Int(minX), y: Int(minY), width: Int(maxX - minX), height: Int(maxY - minY)).quad
  }

  static func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}

/// A part of the picture as it is written on the command line: x,y,width,height.
struct Box: ExpressibleByArgument {
  var x, y, width, height: Int

  init(x: Int, y: Int, width: Int, height: Int) {
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
  }

  init?(argument: String) {
    let numbers = argument.split(separator: ",").compactMap { Int($0) }
    guard numbers.count == 4, numbers[0] >= 0, numbers[1] >= 0, numbers[2] >= 8, numbers[3] >= 8 else { return nil }
    self.init(x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3])
  }

  var quad: Quad {
    let (left, top, right, bottom) = (Double(x), Double(y), Double(x + width), Double(y + height))
    return Quad(
      topLeft: Point(x: left, y: top), topRight: Point(x: right, y: top), bottomRight: Point(x: right, y: bottom),
      bottomLeft: Point(x: left, y: bottom))
  }
}
