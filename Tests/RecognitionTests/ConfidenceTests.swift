import Border
import Foundation
import Scenes
import Testing

@testable import Recognition

private let models = try? ModelStore.find(executable: URL(fileURLWithPath: #filePath))

/// A confidence is a probability: of the reads that say 0.7 seven in ten are right.
@Suite("What a confidence is worth")
struct ConfidenceTests {
  private func result(_ product: Double, _ kind: PlateKind) -> PlateReading.Result {
    PlateReading.Result(
      text: "12C12345", raw: "12C12345", country: .vietnam, kind: kind, confidence: product, isPlain: true,
      characters: [])
  }

  @Test func `it grows with what the characters say, from nothing to certainty`() {
    let said = stride(from: 0.0, through: 1, by: 0.01).map { CalibratedConfidence.of(result($0, .car)) }
    #expect(said.first == 0 && said.last.map { abs($0 - 1) < 1e-9 } == true)
    #expect(zip(said, said.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func `a text of no known grammar says what its characters say`() {
    #expect(CalibratedConfidence.of(result(0.4, .unknown)) == 0.4)
  }

  @Test(.enabled(if: models != nil, "no models"))
  func `drawn plates from near and afar are read right as often as their reads say`() throws {
    var shots = PlateShot(painter: PlatePainter(fonts: try FontBook.load()))
    shots.widths = 30...80
    let recognizer = try PlateRecognizer(models: try #require(models), options: .singlePictures)
    var (said, right, count) = (0.0, 0, 0)
    for seed in 1...250 as ClosedRange<UInt64> {
      let shot = try shots.frame(seed: seed &* 32_452_843)
      let text = try #require(shot.truth.first).text
      let frame = shot.picture.frame(camera: "shot", sequence: seed, capturedAt: DrawnLane.time(Double(seed)))
      let reads = try recognizer.read(frame).plates.filter { $0.kind != .unknown }
      guard let read = reads.max(by: { $0.confidence < $1.confidence }) else { continue }
      said += read.confidence
      right += read.text == text ? 1 : 0
      count += 1
    }
    print("of \(count) reads \(right) are right, \(said) by what they say")
    #expect(abs(said - Double(right)) <= 0.03 * Double(count))
  }
}
