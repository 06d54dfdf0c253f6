import ArgumentParser
import Border
import Calibration
import Camera
import Foundation
import Recognition

struct CalibrateExposure: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exposure", abstract: "Judges the exposure where plates are, by day and by night.",
    discussion: """
      Let a vehicle stand at the stop line. Run it by day and again by night: the sky and headlamps do not count, only \
      plates do. Exit status 0 if plates are exposed well, 1 if not, with what to do. Set values with `gate-agent camera \
      controls`, and keep them with `save`.
      """)

  @OptionGroup var input: CameraInput
  @OptionGroup var profile: ProfileOptions
  @OptionGroup var models: ModelOptions

  @Option(help: "How long to look.")
  var seconds: Int = 10

  @Flag(help: "One line of JSON.")
  var json = false

  private struct Report: Encodable {
    var light: String
    var isGood: Bool
    var advice: [String]
    var plates: Int
    var scene: PictureQuality
    var plate: PictureQuality?
  }

  func run() async throws {
    let held = try profile.profile()
    let engine = try models.engine(held)
    let gauge = try PictureGauge()
    var plates: [PictureQuality] = []
    var scenes: [PictureQuality] = []
    var size = (width: 0, height: 0)
    try await input.frames(held, limit: .seconds(seconds)) { frame in
      size = (frame.width, frame.height)
      scenes.append(try gauge.look(at: frame) { try $0.quality() })
      for plate in try await engine.read(frame).plates where held?.lane.contains(plate.quad) ?? true {
        // Small plates are mostly edge: what they show of the exposure is a mixture.
        if plate.quad.width >= 60, let quality = try? gauge.look(at: frame, { try $0.quality(of: plate.quad) }) {
          plates.append(quality)
        }
      }
      return true
    }
    guard let scene = scenes.sorted(by: { $0.middle < $1.middle })[safe: scenes.count / 2] else { throw Exit.no }
    let judgement = ExposureJudge.judge(scene: scene, plates: plates)
    if json {
      try Console.say(
        json: Report(
          light: judgement.light.rawValue, isGood: judgement.isGood, advice: judgement.advice, plates: plates.count,
          scene: scene, plate: plates.sorted { $0.bright < $1.bright }[safe: plates.count / 2]))
    } else {
      Console.say("light\t\(judgement.light.rawValue)")
      Console.say("plates\t\(plates.count)")
      if plates.isEmpty {
        Console.say("judged by\tthe whole picture, which says little: let a vehicle stand at the stop line")
      }
      if let plate = plates.sorted(by: { $0.bright < $1.bright })[safe: plates.count / 2] {
        Console.say(
          "plate\t\(Int(plate.dark)) to \(Int(plate.bright)) of 255, \(Int(plate.clipped * 100)) % white, noise \(Int(plate.noise))"
        )
      }
      for advice in judgement.advice { Console.complain("gate-agent: \(input.address): \(advice)") }
    }
    if judgement.isGood, !plates.isEmpty {
      try profile.update(width: size.width, height: size.height, device: input.source) {
        $0.figures["plateBrightness\(judgement.light == .day ? "Day" : "Night")"] =
          plates.map(\.bright).reduce(0, +) / Double(plates.count)
      }
    }
    if !judgement.isGood { throw Exit.no }
  }
}

extension Array {
  subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
