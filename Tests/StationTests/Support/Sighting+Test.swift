import Border
import Foundation

@testable import Station

extension Sighting {
  static func of(
    _ text: String, _ track: Int, at seconds: Double, camera: String = "front", kind: PlateKind = .car,
    trusted: Bool = true, direction: Direction? = nil
  ) -> Sighting {
    Sighting(
      track: .init(camera: camera, number: track),
      consensus: PlateConsensus(
        text: text, raw: text, country: .vietnam, kind: kind, colour: .yellow, lines: 2,
        confidence: trusted ? 0.99 : 0.6, trusted: trusted, agreeingFrames: 2, characters: [], camera: camera),
      isRearView: camera == "rear", at: DrawnCamera.time(seconds), direction: direction)
  }
}

extension [PassageAssembler.Change] {
  var passages: [Passage] {
    map { change in
      switch change {
      case .changed(let passage, _), .ended(let passage): passage
      }
    }
  }
}
