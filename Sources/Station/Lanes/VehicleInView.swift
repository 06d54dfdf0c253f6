import Border
import Foundation

/// Something as large as a vehicle before one camera, whether its plate is read or not.
struct VehicleInView {
  /// When it was first there.
  let since: CaptureTime
  let pictures: [PassagePicture]
  /// The passage that is its own, open or not; nil while none is.
  var passage: UUID?
  /// What may be its plate, read without being sure, and has left the picture before it.
  private(set) var doubt: Sighting?

  init(since: CaptureTime, pictures: [PassagePicture], passage: UUID?) {
    (self.since, self.pictures, self.passage) = (since, pictures, passage)
  }

  /// Something that may be its plate has left the picture.
  mutating func showed(_ sighting: Sighting) {
    guard sighting.at.monotonic >= since.monotonic else { return }
    doubt = likeliest(or: [sighting])
  }

  /// What is most likely its plate, of that and of what is in view: text of a plate's form rather than lettering.
  func likeliest(or inView: [Sighting]) -> Sighting? {
    (inView + [doubt].compactMap(\.self)).max { Self.likelihood(of: $0) < Self.likelihood(of: $1) }
  }

  private static func likelihood(of sighting: Sighting) -> (Int, Double) {
    (sighting.consensus.kind == .unknown ? 0 : 1, sighting.consensus.confidence)
  }
}
