import ArgumentParser
import Foundation
import Scenes

struct BoardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "board", abstract: "Views of a calibration board through a lens that is known exactly.",
    discussion: """
      Numbered pictures of a ChArUco board of 9 by 6 squares of 30 mm, and the lens's truth as lens.json: focal length and \
      centre in pixels, distortion as k1, k2, p1, p2, k3.
      """)

  @Option(help: ArgumentHelp("Folder for the pictures and lens.json.", valueName: "dir"))
  var out: String

  @Option(help: "Noise of the sensor, in levels.")
  var noise = 2.0

  @Option(help: "Decides on the noise.")
  var seed: UInt64 = 1

  func validate() throws {
    if !(0...40).contains(noise) { throw ValidationError("--noise \(noise): from 0 to 40") }
  }

  func run() throws {
    let folder = URL(fileURLWithPath: out, isDirectory: true)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let views = BoardViews(noise: noise)
    for (index, pose) in BoardViews.poses.enumerated() {
      let picture = try views.picture(pose, seed: seed &* 1000 &+ UInt64(index))
      try Data(picture.jpeg(quality: 95)).write(to: folder.appending(path: String(format: "%06d.jpg", index)))
    }
    try JSONEncoder().encode(BoardViews.lens).write(to: folder.appending(path: "lens.json"))
  }
}
