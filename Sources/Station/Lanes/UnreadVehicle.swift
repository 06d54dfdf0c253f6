import Border

/// Something as large as a vehicle before one camera, of whose plate nothing is sure.
struct UnreadVehicle {
  /// When it was first there.
  let since: CaptureTime
  let pictures: [PassagePicture]
  /// It has its passage, or had it.
  var isServed: Bool
  /// What may be its plate, read without being sure, and has left the picture before it.
  private(set) var doubt: Sighting?

  init(since: CaptureTime, pictures: [PassagePicture], isServed: Bool) {
    (self.since, self.pictures, self.isServed) = (since, pictures, isServed)
  }

  /// Something that may be its plate has left the picture.
  mutating func showed(_ sighting: Sighting) { doubt = Self.likeliest(of: [sighting] + [doubt].compactMap(\.self)) }

  /// What is most likely a plate: text of a plate's form rather than lettering.
  static func likeliest(of doubts: [Sighting]) -> Sighting? {
    doubts.max { likelihood(of: $0) < likelihood(of: $1) }
  }

  private static func likelihood(of sighting: Sighting) -> (Int, Double) {
    (sighting.consensus.kind == .unknown ? 0 : 1, sighting.consensus.confidence)
  }
}
