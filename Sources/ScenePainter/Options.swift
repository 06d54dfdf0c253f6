public import ArgumentParser
import Border
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

  /// Draws `count` pictures, each from its own seed: picture n does not depend on how many there are.
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

/// A size such as 1280x720, or `random`.
enum PictureSize: ExpressibleByArgument {
  case fixed(Int, Int)
  case random

  init?(argument: String) {
    if argument == "random" {
      self = .random
      return
    }
    let parts = argument.split(separator: "x").compactMap { Int($0) }
    guard parts.count == 2, parts.allSatisfy({ (16...8192).contains($0) }) else { return nil }
    self = .fixed(parts[0], parts[1])
  }

  var defaultValueDescription: String {
    switch self {
    case .fixed(let width, let height): "\(width)x\(height)"
    case .random: "random"
    }
  }

  var pixels: (width: Int, height: Int)? {
    if case .fixed(let width, let height) = self { (width, height) } else { nil }
  }
}

/// A range of pixels such as 60-160.
struct PixelRange: ExpressibleByArgument {
  let pixels: ClosedRange<Double>

  init(_ pixels: ClosedRange<Double>) { self.pixels = pixels }

  init?(argument: String) {
    let ends = argument.split(separator: "-").compactMap { Double($0) }
    guard ends.count == 2, ends[0] >= 8, ends[1] >= ends[0], ends[1] <= 4096 else { return nil }
    pixels = ends[0]...ends[1]
  }

  var defaultValueDescription: String { "\(Int(pixels.lowerBound))-\(Int(pixels.upperBound))" }
}

/// `PlateColour` as an argument; the type itself belongs to the domain.
struct PlateColourArgument: ExpressibleByArgument {
  let colour: PlateColour

  init?(argument: String) {
    guard let colour = PlateColour(rawValue: argument) else { return nil }
    self.colour = colour
  }
}

extension PlateFormat: ExpressibleByArgument {}
extension DriveThrough.View: ExpressibleByArgument {}
extension SceneConditions.Light: ExpressibleByArgument {}
extension PlateMix: ExpressibleByArgument {}
