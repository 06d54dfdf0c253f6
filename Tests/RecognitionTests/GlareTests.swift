import Border
import Foundation
import Scenes
import Testing

@testable import Recognition

private let models = try? ModelStore.find(executable: URL(fileURLWithPath: #filePath))

/// A gate's lamps hang above its lanes, and plates have glossy covers. `models/evaluation/views.py` has the figures, on photographs too.
@Suite("Lamps mirrored in plates", .enabled(if: models != nil, "no models"))
struct GlareTests {
  private static let plates = 60

  @Test(arguments: [(0.6, 54), (0.9, 46)])
  func `an arc of light over its characters does not make a plate another one`(light: Double, least: Int) throws {
    var portrait = PlatePortrait(painter: PlatePainter(fonts: try FontBook.load()))
    (portrait.width, portrait.mirroredLamp) = (110, light)
    let shots = try portrait.shots(Self.plates, seed: 32)
    let recognizer = try PlateRecognizer(models: try #require(models), options: .singlePictures)
    let figure = try PortraitFigure(of: shots, by: recognizer)
    print("a mirrored lamp of \(light): of \(Self.plates) plates \(figure.read) read")
    #expect(figure.read >= least)
    #expect(figure.wrong == [])
  }
}
