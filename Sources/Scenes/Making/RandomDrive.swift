import Border

/// A random vehicle on its way through the gate, seen by a camera that shows its plate: any plate, look, light and speed.
public struct RandomDrive: Sendable {
  public let plate: DrawnPlate
  /// The side of the vehicle that the plate is on.
  public let view: DriveThrough.View
  public let drive: DriveThrough

  /// The same seed gives the same drive.
  public init(painter: PlatePainter, mix: PlateMix = .gate, seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var plate = DrawnPlate.random(mix, using: &random)
    // There is nothing to hang a motorcycle's on.
    while plate.kind == .motorcycle { plate = DrawnPlate.random(mix, using: &random) }
    let isSmall = plate.isOfSmallVehicle(using: &random)
    let isOfRear = plate.isOfRear
    var drive = DriveThrough(
      painter: painter, tractor: isOfRear ? nil : plate, trailer: isOfRear ? plate : nil,
      conditions: .random(using: &random),
      model: isSmall && !isOfRear ? .car : random.pick([.container, .container, .box]), tidy: false,
      seed: random.next())
    // From a crawl to what the barrier's opening allows; one in four hardly stops.
    drive.approach = random.real(1.2...3.5)
    drive.standing = random.chance(0.25) ? 0.2 : random.real(0.8...2)
    drive.leaving = 1
    (self.plate, self.drive, view) = (plate, drive, isOfRear ? .rear : .front)
  }
}
