import Border
import Testing

@testable import Recognition

@Suite("Ground colour")
struct GroundColourTests {
  /// A third of the pixels characters, the rest ground; blue, green, red.
  private func plate(ground: [UInt8], ink: [UInt8]) -> [UInt8] {
    (0..<600).flatMap { $0 % 3 == 0 ? ink : ground }
  }

  @Test(
    arguments: [
      ([225, 228, 230], [30, 30, 30], .white), ([60, 190, 230], [30, 30, 30], .yellow),
      ([20, 120, 170], [10, 20, 25], .yellow), ([170, 80, 30], [235, 235, 235], .blue),
      ([40, 30, 180], [235, 235, 235], .red), ([110, 190, 90], [20, 20, 20], .green),
      ([25, 25, 28], [220, 220, 220], .black), ([190, 205, 235], [40, 40, 40], .white),
    ] as [([UInt8], [UInt8], PlateColour)])
  func `grounds are told apart, whatever stands on them`(ground: [UInt8], ink: [UInt8], colour: PlateColour) {
    #expect(GroundColour.classify(plate(ground: ground, ink: ink)) == colour)
  }

  @Test func `a scene by infra-red light has no colours, one painted board is enough`() {
    let grey: [UInt8] = (0..<2048).flatMap { index -> [UInt8] in
      let level = UInt8(60 + index % 120)
      return [level, level + 5, level]
    }
    #expect(!GroundColour.hasColours(grey))
    var board = grey
    for pixel in 300..<400 { board.replaceSubrange(pixel * 3..<pixel * 3 + 3, with: [60, 190, 230]) }
    #expect(GroundColour.hasColours(board))
  }
}
