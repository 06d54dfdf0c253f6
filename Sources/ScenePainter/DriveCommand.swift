import ArgumentParser
import Foundation
import Scenes

struct DriveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drive", abstract: "A vehicle on its way through the gate, as numbered pictures.")

  @Option(help: ArgumentHelp("Folder for the pictures and labels.jsonl.", valueName: "dir"))
  var out: String

  @Option(help: "The tractor's plate, such as 12C-123.45; none for a vehicle without.")
  var plate: String

  @Option(help: "The trailer's plate, seen from the rear.")
  var trailer: String?

  @Option(help: "The container's number; without it a lorry with a box of its own.")
  var container: String?

  @Option(help: "front or rear.")
  var camera = DriveThrough.View.front

  @Option(help: "Pictures a second.")
  var fps = 10.0

  @Option(help: "day, dusk, night or infrared.")
  var light = SceneConditions.Light.day

  @Option(help: "Rain, 0 to 1.")
  var rain = 0.0

  @Option(help: ArgumentHelp("Size of the pictures.", valueName: "WxH"))
  var size = PictureSize.fixed(1280, 720)

  @Option(help: "Ground of the tractor's plate: white, yellow, blue, red, green.")
  var colour: PlateColourArgument?

  @Option(help: "Blank of the tractor's plate: vn-long, vn-short, cn-one-line and so on.")
  var format: PlateFormat?

  @Flag(help: "Someone walks by.")
  var person = false

  @Flag(help: "Another vehicle waits in the next lane.")
  var neighbour = false

  @Option(help: "Radius of the defocus in pixels; else what is usual in the light.")
  var defocus: Double?

  @Option(help: "Degrees by which the camera looks up from where it was set.")
  var tilt = 0.0

  @Option(help: "Degrees by which the camera leans to the right.")
  var lean = 0.0

  @Option(help: "First number of the pictures, to put several drives into one folder one after the other.")
  var first = 0

  @Option(help: "Decides on everything that is not given.")
  var seed: UInt64 = 1

  func validate() throws {
    if !(0.1...120).contains(fps) { throw ValidationError("--fps \(fps): from 0.1 to 120") }
    if !(0...1).contains(rain) { throw ValidationError("--rain \(rain): from 0 to 1") }
    if !(0...40).contains(defocus ?? 0) { throw ValidationError("--defocus: from 0 to 40") }
    if !(-45...45).contains(tilt) || !(-45...45).contains(lean) {
      throw ValidationError("--tilt and --lean: from -45 to 45")
    }
    if size.pixels == nil { throw ValidationError("--size random: a drive has one size, such as 1280x720") }
  }

  func run() throws {
    let painter = PlatePainter(fonts: try FontBook.load())
    var conditions = SceneConditions.preset(light)
    conditions.rain = rain
    conditions.defocus = defocus ?? conditions.defocus
    var drive = DriveThrough(
      painter: painter,
      tractor: plate == "none" ? nil : DrawnPlate(plate, format: format, colour: colour?.colour),
      trailer: trailer.map { DrawnPlate($0) }, container: container, conditions: conditions,
      company: Set((person ? [.person] : []) + (neighbour ? [.neighbour] : [])), seed: seed)
    (drive.tilt, drive.lean) = (tilt * .pi / 180, lean * .pi / 180)
    let writer = try SceneWriter(folder: URL(fileURLWithPath: out))
    let (width, height) = size.pixels ?? (1280, 720)
    for index in 0...Int(drive.duration * fps) {
      let frame = try drive.frame(at: Double(index) / fps, view: camera, width: width, height: height)
      try writer.write(frame, name: String(format: "%06d", first + index))
    }
  }
}
