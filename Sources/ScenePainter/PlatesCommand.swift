import ArgumentParser
import Scenes

struct PlatesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plates", abstract: "Crops of single plates at random sizes and angles, for training readers.")

  @OptionGroup var output: OutputOptions

  @Option(help: "house: the typeface nearest to the real dies; varied: others too.")
  var fonts = Fonts.house

  @Option(help: "gate: as often as they are met; even: every kind as often as every other.")
  var mix = PlateMix.gate

  @Option(help: "Only this light: day, dusk, night, infrared.")
  var light: SceneConditions.Light?

  @Option(help: ArgumentHelp("Widths of the plates in pixels, by octaves.", valueName: "MIN-MAX"))
  var widths = PixelRange(60...400)

  func run() throws {
    var shot = PlateShot(painter: PlatePainter(fonts: try FontBook.load()))
    shot.variedFonts = fonts == .varied
    shot.mix = mix
    shot.light = light
    shot.widths = widths.pixels
    let settled = shot
    try output.write { try settled.frame(seed: $0) }
  }
}
