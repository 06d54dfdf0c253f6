import Border

@testable import Station

/// A suite about the rules of one lane.
protocol LaneSuite {}

extension LaneSuite {
  func time(_ seconds: Double) -> CaptureTime { DrawnCamera.time(seconds) }

  func sighting(
    _ text: String, _ track: Int, at seconds: Double, rear: Bool = false, kind: PlateKind = .car, trusted: Bool = true,
    direction: Direction? = nil
  ) -> Sighting {
    .of(
      text, track, at: seconds, camera: rear ? "rear" : "front", kind: kind, trusted: trusted, direction: direction)
  }

  /// Who has left is told at once: that it may turn out not to have is `ReappearanceTests`' matter.
  func lane() -> PassageAssembler { PassageAssembler(lane: "in-1", direction: .entry, reappearance: .zero) }

  func passages(_ changes: [PassageAssembler.Change]) -> [Passage] { changes.passages }
}
