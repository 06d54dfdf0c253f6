import Border

/// A plate that the frames of one camera agree on, as it reaches the lane.
struct Sighting: Sendable {
  /// Which plate of which camera; the same for as long as it stays in view.
  struct Track: Sendable, Hashable {
    var camera: String
    var number: Int
  }

  var track: Track
  var consensus: PlateConsensus
  /// The camera looks at the rear of vehicles.
  var isRearView: Bool
  /// Capture time of the frame that decided.
  var at: CaptureTime
  /// Which way its motion in the picture says it goes; nil while that is not clear.
  var direction: Direction?
  /// The best of it, already kept as evidence.
  var pictures: [PassagePicture] = []

  /// Whether it comes nearer, by its motion or else by the camera's view: one that looks after vehicles reads plates that go away from
  /// it, when they have become small.
  var comesNearer: Bool { direction.map { ($0 == .entry) != isRearView } ?? !isRearView }

  /// A trailer's plate is known by its text, or else by where it was seen.
  var isTrailer: Bool { consensus.kind == .trailer || (isRearView && consensus.kind != .army) }
}
