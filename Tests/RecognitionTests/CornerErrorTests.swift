import Border
import Foundation
import Scenes
import Testing

@testable import Recognition

private let models = try? ModelStore.find(executable: URL(fileURLWithPath: #filePath))

/// How far the corners that plates are cut out by lie from where they were drawn. Readers were trained on such cuts: corners that are
/// off by more cost characters long before plates are missed.
@Suite("Corners of drawn plates", .enabled(if: models != nil, "no models"))
struct CornerErrorTests {
  private let detector: CornerDetector
  private let shots: [DrawnFrame]

  init() throws {
    detector = try CornerDetector(
      models: try #require(models), options: RecognitionOptions.singlePictures.detection)
    var painter = PlateShot(painter: PlatePainter(fonts: try FontBook.load()))
    painter.widths = 60...160
    shots = try (1...150 as ClosedRange<UInt64>).map { [painter] in try painter.frame(seed: $0 &* 7_778_777) }
  }

  /// Of three hundreds of such plates 300 were found, with mean errors of 0.073 to 0.082; 0.082 to 0.095 by one look, a share of
  /// 0.86 to 0.89 by two.
  private func complaints(of detector: any PlateDetector) throws -> [String] {
    let (two, found) = try error(of: detector)
    let (one, _) = try error(of: FaultyDetector(detector: detector, fault: .withoutSecondLook))
    print("corners of \(found) of \(shots.count) plates: off by \(two), by one look \(one)")
    var complaints: [String] = []
    if found < shots.count * 97 / 100 { complaints.append("\(found) of \(shots.count) found") }
    if two > 0.11 { complaints.append("corners are off by \(two) of the height") }
    if two > 0.95 * one { complaints.append("a second look makes \(two) of \(one)") }
    return complaints
  }

  /// Mean error in heights of the plate, and how many plates were found.
  private func error(of detector: any PlateDetector) throws -> (mean: Double, found: Int) {
    let recognizer = try PlateRecognizer(detector: detector, readers: [ToldReader()], options: .singlePictures)
    let errors = try shots.compactMap { shot -> Double? in
      let truth = try #require(shot.truth.first).quad
      let reading = try recognizer.read(
        shot.picture.frame(camera: "shot", sequence: 1, capturedAt: DrawnLane.time(1)))
      return reading.plates.map(\.quad).filter { $0.overlap(with: truth) > 0.3 }.map { $0.cornerError(from: truth) }
        .min()
    }
    return (errors.reduce(0, +) / Double(max(errors.count, 1)), errors.count)
  }

  @Test func `corners lie where they were drawn, by two looks better than by one`() throws {
    #expect(try complaints(of: detector) == [])
  }

  @Test(arguments: FaultyDetector.Fault.allCases)
  func `a detector whose corners are worse is told`(fault: FaultyDetector.Fault) throws {
    #expect(try complaints(of: FaultyDetector(detector: detector, fault: fault)) != [])
  }
}
