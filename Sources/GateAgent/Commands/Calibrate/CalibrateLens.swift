import ArgumentParser
import Border
import Calibration
import Camera
import Foundation

struct CalibrateLens: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lens", abstract: "Views of a board become the lens's matrix and distortion.",
    discussion: """
      From a camera: show the board near, far, in every corner and tilted; a view is taken whenever it has moved and is \
      still. From a folder: every picture is a view. Says which views were bad and why; exit status 0 only if the result \
      can be relied on.
      """)

  @OptionGroup var input: CameraInput
  @OptionGroup var options: BoardOptions
  @OptionGroup var profile: ProfileOptions

  @Option(help: "From a camera: how many views to take.")
  var views: Int = 20

  @Option(help: "From a camera: how long to wait for them.")
  var seconds: Int = 300

  @Flag(help: "One line of JSON.")
  var json = false

  func validate() throws {
    guard (5...200).contains(views) else { throw ValidationError("--views is 5 to 200") }
  }

  private struct Report: Encodable {
    var width: Int
    var height: Int
    var lens: LensModel
    var error: Double
    var coverage: Double
    var views: [LensCalibration.ViewReport]
    var warnings: [String]
  }

  func run() async throws {
    let gauge = try PictureGauge()
    var found: [BoardView] = []
    var size: (width: Int, height: Int)?
    var choice = ViewChoice()
    try await input.frames(limit: .seconds(seconds)) { frame in
      if let size, size != (frame.width, frame.height) {
        throw CalibrationError(
          "pictures of \(size.width)x\(size.height) and of \(frame.width)x\(frame.height) are mixed",
          remedy: "give pictures of one camera at one size")
      }
      size = (frame.width, frame.height)
      let name = "view \(frame.sequence + 1)"
      let view = try gauge.look(at: frame) { try BoardView.find(options.board, in: $0, name: name) }
      if input.isRecording {
        found.append(view)
        return true
      }
      guard choice.takes(view, pictureWidth: frame.width) else { return true }
      found.append(view)
      Console.complain("gate-agent: \(found.count) of \(views) views, \(view.image.count) corners")
      return found.count < views
    }
    guard let size else { throw Exit.no }
    let result = try LensCalibration.fit(found, width: size.width, height: size.height)
    try say(result)
    guard result.warnings.isEmpty else { throw Exit.no }
    try profile.update(width: size.width, height: size.height, device: input.source) {
      ($0.lens, $0.lensError) = (result.lens, result.error)
    }
  }

  private func say(_ result: LensCalibration) throws {
    if json {
      return try Console.say(
        json: Report(
          width: result.width, height: result.height, lens: result.lens, error: result.error, coverage: result.coverage,
          views: result.views, warnings: result.warnings))
    }
    for view in result.views {
      let verdict = view.rejected.map { "left out: \($0)" } ?? view.error.map { String(format: "%.2f px", $0) } ?? ""
      Console.say("\(view.name)\t\(view.corners) corners\t\(verdict)")
    }
    let lens = result.lens
    Console.say(String(format: "focal\t%.1f %.1f px", lens.focalX, lens.focalY))
    Console.say(String(format: "centre\t%.1f %.1f px", lens.centreX, lens.centreY))
    Console.say("distortion\t" + lens.distortion.map { String(format: "%.5f", $0) }.joined(separator: " "))
    Console.say(String(format: "error\t%.3f px", result.error))
    for warning in result.warnings { Console.complain("gate-agent: \(input.address): \(warning)") }
  }
}
