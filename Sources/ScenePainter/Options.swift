public import ArgumentParser
import Foundation
public import Scenes

struct OutputOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Folder for the pictures and labels.jsonl.", valueName: "dir"))
  var out: String

  @Option(help: "How many pictures.")
  var count = 100

  @Option(help: "The first picture's seed; the next ones follow from it.")
  var seed: UInt64 = 1

  func validate() throws {
    if count < 1 { throw ValidationError("--count \(count): at least one picture") }
  }

  /// Draws `count` pictures, each from its own seed, on all cores: the files do not depend on how many there are.
  func write(_ draw: @Sendable (UInt64) throws -> DrawnFrame) throws {
    let writer = try SceneWriter(folder: URL(fileURLWithPath: out))
    for index in 0..<count {
      var random = SeededGenerator(seed: seed &+ UInt64(index) &* 0x9E37_79B9)
      try writer.write(draw(random.next()), name: String(format: "%06d", index))
    }
  }
}

enum Fonts: String, ExpressibleByArgument, CaseIterable {
  case house, varied
}

extension SceneConditions.Light: ExpressibleByArgument {}
extension PlateMix: ExpressibleByArgument {}
