import ArgumentParser
import Scenes

struct ScenesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scenes", abstract: "Single pictures of vehicles at a gate, for training detectors.")

  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp("Size of the pictures, or random.", valueName: "WxH"))
  var size = PictureSize.fixed(1280, 720)

  @Option(help: "Only this light: day, dusk, night, infrared.")
  var light: SceneConditions.Light?

  @Option(help: "house: the typeface nearest to the real dies; varied: others too.")
  var fonts = Fonts.house

  func run() throws {
    var scene = RandomScene(painter: PlatePainter(fonts: try FontBook.load()))
    scene.size = size.pixels
    scene.variedFonts = fonts == .varied
    scene.light = light
    let settled = scene
    try output.write { try settled.frame(seed: $0) }
  }
}
