import Border
import Scenes
import Testing

@testable import Recognition

/// How drawn portraits are read: found where they lie, read as what they are, trusted as what they are not.
struct PortraitFigure {
  private(set) var found = 0
  private(set) var read = 0
  private(set) var wrong: [String] = []

  init(of shots: [DrawnFrame], by recognizer: PlateRecognizer) throws {
    for shot in shots {
      let truth = try #require(shot.truth.first)
      let frame = shot.picture.frame(camera: "portrait", sequence: 1, capturedAt: DrawnLane.time(1))
      let reads = try recognizer.read(frame).plates
      found += reads.contains { ConvexQuad.overlap($0.quad, truth.quad) > 0.6 } ? 1 : 0
      read += reads.contains { $0.text == truth.text } ? 1 : 0
      wrong += reads.filter { $0.trusted && $0.text != truth.text }.map { "\(truth.text) as \($0.text)" }
    }
  }
}

extension PlatePortrait {
  /// So many plates as they pass a gate, the same ones for the same seed.
  func shots(_ count: Int, seed: UInt64) throws -> [DrawnFrame] {
    var random = SeededGenerator(seed: seed)
    return try (0..<count).map { _ in try frame(of: .random(.gate, using: &random)) }
  }
}
