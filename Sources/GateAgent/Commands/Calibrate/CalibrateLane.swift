import ArgumentParser
import Border
import Calibration
import Camera
import Foundation

struct CalibrateLane: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lane", abstract: "Where the lane lies: outline, direction, stop line, privacy masks.",
    discussion: """
      By numbers: corners as "x,y x,y x,y". With the mouse: --page, on the live picture in a browser. Writes to \
      --calibration; a device or --size is only needed for a profile that is not there yet.
      """)

  @Argument(help: "A device, an address, a folder of pictures or a video file.", completion: .file())
  var source: String?

  @Option(help: ArgumentHelp("The lane's corners, all around.", valueName: "x,y x,y x,y…"))
  var outline: PointsArgument?

  @Option(help: ArgumentHelp("Vehicles drive from, to.", valueName: "x,y x,y"))
  var direction: PointsArgument?

  @Option(help: ArgumentHelp("The stop line's ends.", valueName: "x,y x,y"))
  var trigger: PointsArgument?

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("A part that no picture may show; may be given again.", valueName: "x,y x,y x,y…"))
  var mask: [PointsArgument] = []

  @Flag(help: "Take away all masks first.")
  var noMasks = false

  @Flag(help: "Draw it with the mouse on a page in a browser.")
  var page = false

  @Option(help: "With --page: its port; 0 lets the system choose.")
  var port: Int = 0

  @Option(help: ArgumentHelp("Size of the picture, for a new profile without a source.", valueName: "WIDTHxHEIGHT"))
  var size: Squares?

  @OptionGroup var profile: ProfileOptions

  @Flag(help: "One line of JSON.")
  var json = false

  func validate() throws {
    if profile.calibration == nil { throw ValidationError("name the profile with --calibration FILE") }
    if page, source == nil { throw ValidationError("--page: give the camera") }
    if !page, outline == nil, direction == nil, trigger == nil, mask.isEmpty, !noMasks {
      throw ValidationError("give --outline, --direction, --trigger or --mask, or draw it with --page")
    }
    for (name, points) in [("--direction", direction), ("--trigger", trigger)] {
      if let points, points.points.count != 2 { throw ValidationError("\(name): two points") }
    }
    for points in [outline].compactMap({ $0 }) + mask where points.points.count < 3 {
      throw ValidationError("an outline or a mask has three corners at least")
    }
  }

  func run() async throws {
    guard let file = profile.calibration else { return }
    if page, let source {
      let input = try CameraInput.parse([source])
      return try await PreviewServer(input: input, profile: profile, models: nil, port: port, editsLane: true).run()
    }
    let size = try await pictureSize()
    try profile.update(width: size.width, height: size.height, device: source) { held in
      if let outline { held.lane.outline = outline.points }
      if let direction { held.lane.direction = direction.points }
      if let trigger { held.lane.trigger = trigger.points }
      if noMasks { held.lane.masks = [] }
      held.lane.masks += mask.map(\.points)
      // What is read back is what will be used: a point outside the picture is an error now.
      _ = try CalibrationProfile(yaml: held.yaml, file: file)
    }
    let lane = try CalibrationProfile(contentsOf: file).lane
    if json {
      try Console.say(json: lane)
    } else {
      Console.say(
        "outline \(lane.outline.count) corners, \(lane.masks.count) masks, stop line \(lane.trigger.isEmpty ? "none" : "set")"
      )
    }
  }

  private func pictureSize() async throws -> (width: Int, height: Int) {
    if let held = try profile.profile() { return (held.width, held.height) }
    if let size { return (size.columns, size.rows) }
    guard let source else {
      throw CalibrationError("the picture's size is not known", remedy: "give the camera, or --size WIDTHxHEIGHT")
    }
    var size = (width: 0, height: 0)
    try await CameraInput.parse([source]).frames(limit: .seconds(5)) { frame in
      size = (frame.width, frame.height)
      return false
    }
    return size
  }
}

/// Points as they are written on the command line: "x,y x,y".
struct PointsArgument: ExpressibleByArgument {
  var points: [Point]

  init?(argument: String) {
    let parts = argument.split(separator: " ")
    points = parts.compactMap { part in
      let numbers = part.split(separator: ",").compactMap { Double($0) }
      return numbers.count == 2 ? Point(x: numbers[0], y: numbers[1]) : nil
    }
    if points.isEmpty || points.count != parts.count { return nil }
  }
}
