import ArgumentParser
import Border
import Calibration
import Foundation
import Recognition
import Station

/// `recognize`: what the agent reads in single pictures.
struct Recognize: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recognize", abstract: "Reads the plates in pictures.",
    discussion: """
      A picture that cannot be read gets a line that says why, the rest go on, and the exit status is 1. In a lane the \
      frames of a vehicle must agree as well; here one picture decides.
      """)

  @Flag(help: "One line of JSON a file.")
  var json = false

  @OptionGroup var models: ModelOptions

  @Option(
    help: "The camera's calibration profile: pictures of another size are refused, plates outside its lane left out.",
    completion: .file(extensions: ["yaml"]))
  var calibration: String?

  @Argument(help: "JPEG, PNG, BMP, TIFF or WebP.", completion: .file())
  var files: [String]

  func run() throws {
    let profile = try calibration.map { try CalibrationProfile(contentsOf: $0) }
    // With a profile: as its lane does.
    let options: RecognitionOptions = profile.map { .lane($0) } ?? .singlePictures
    let recognizer = try PlateRecognizer(models: models.store(), options: options)
    let reader = PictureFileReader(recognizer: recognizer)
    let encoder = JSONCoding.encoder()
    var failures = 0
    for file in files {
      let report = profile?.applied(to: reader.report(on: file)) ?? reader.report(on: file)
      if report.isFailure { failures += 1 }
      if json {
        Console.say(String(decoding: try encoder.encode(report), as: UTF8.self))
      } else if report.isFailure {
        Console.complain(report.description)
      } else {
        Console.say(report.description)
      }
    }
    if let slow = SlowNetworks(recognizer.slowNetworks) { Console.complain(slow.description) }
    if failures > 0 { throw Exit.no }
  }
}

extension CalibrationProfile {
  /// A picture that the profile is not of is a failure; plates of other lanes are left out.
  fileprivate func applied(to report: PictureReport) -> PictureReport {
    guard case .read(let file, var reading) = report else { return report }
    if let objection = objection(serial: nil, width: reading.width, height: reading.height) {
      return .failed(file: file, error: "the calibration profile does not fit: \(objection)")
    }
    reading.plates.removeAll { !lane.contains($0.quad) }
    return .read(file: file, reading)
  }
}
