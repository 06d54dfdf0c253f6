import Border
import Foundation

/// One picture of a random vehicle at a random gate under random conditions: for training detectors.
public struct RandomScene: Sendable {
  let painter: PlatePainter
  /// Size of the pictures; nil for one of several usual sizes each time.
  public var size: (width: Int, height: Int)? = (1280, 720)
  /// Width of the plate in pixels at 1280 across; smaller pictures have smaller plates.
  public var plateWidths: ClosedRange<Double> = 20...300
  public var variedFonts = false
  public var light: SceneConditions.Light?
  /// Share of pictures whose vehicle has no plate, or that show no vehicle at all.
  public var withoutPlate = 0.06

  public init(painter: PlatePainter) { self.painter = painter }

  /// The same seed gives the same bytes.
  public func frame(seed: UInt64) throws(SceneError) -> DrawnFrame {
    var random = SeededGenerator(seed: seed)
    let (width, height) =
      size ?? random.pick([(1280, 720), (1280, 720), (640, 480), (640, 360), (1920, 1080), (960, 540)])
    let conditions = SceneConditions.random(light: light, using: &random)
    let vehicle = self.vehicle(conditions, &random)
    let plateWidth = vehicle.plate?.format.width ?? 400

    let scale = Double(width) / 1280
    let octaves = log2(plateWidths.upperBound / plateWidths.lowerBound)
    let pixels = plateWidths.lowerBound * pow(2, random.unit() * octaves) * scale
    let focal = Double(width) / 2 / tan(random.real(22...72) / 2 * .pi / 180)
    let distance = max(1300, focal * plateWidth / pixels)
    let pose = Pose(x: random.real(-350...350), z: distance, yaw: random.real(-0.14...0.14))
    let reach = min(3000, distance * 0.6)
    let camera = SceneCamera(
      width: width, height: height, focal: focal,
      position: Vector(random.real(-reach...reach), random.real(900...min(3200, 1000 + distance * 0.45)), 0),
      target: vehicle.plateCentre(at: pose),
      at: Point(x: random.real(0.12...0.88) * Double(width), y: random.real(0.28...0.88) * Double(height)),
      roll: random.real(-0.05...0.05))

    let stage = try Stage(camera: camera, painter: painter, conditions: conditions)
    var place = GatePlace()
    place.seed = random.next()
    place.stop = distance
    place.hasBarrier = random.chance(0.45) && distance > 2500
    place.barrier = random.chance(0.5) ? 0 : random.real(0.5...1.4)
    place.drawBackground(stage)

    if random.chance(0.3) {
      // Another one in the next lane, or behind.
      let other = self.vehicle(conditions, &random)
      let beside = random.chance(0.6)
      let x = beside ? random.pick([-3700.0, 3700]) : random.real(-300...300)
      other.draw(
        on: stage, at: Pose(x: x, z: distance + (beside ? random.real(800...9000) : random.real(15_000...22_000))))
    }
    let walker = random.chance(0.15) ? random.real(-2600...2600) : nil
    let nearer = random.chance(0.3)
    let shirt = Colour(random.pick([0x3D6B4F, 0x7F8FA6, 0xC9B458, 0xA33B3B, 0xE6E6E6]))
    let step = random.real(0...6)
    if let walker, !nearer { place.drawPerson(stage, x: walker, z: distance + 1500, step: step, shirt: shirt) }
    if !random.chance(withoutPlate / 2) { vehicle.draw(on: stage, at: pose) }
    place.drawBarrier(stage)
    if let walker, nearer, distance > 4000 {
      place.drawPerson(stage, x: walker, z: distance - 1200, step: step, shirt: shirt)
    }
    stage.pool(
      at: vehicle.plateCentre(at: pose), radius: random.real(1200...4000), gain: random.real(0.35...1.1))
    let caption = random.chance(0.35) ? Caption.random(height: height, using: &random) : nil
    let blur = conditions.motion * scale * min(1, pixels / scale / 60)
    return stage.finish(motion: (blur, random.real(0.9...2.2)), caption: caption, seed: random.next())
      .with(seed: seed)
  }

  private func vehicle(_ conditions: SceneConditions, _ random: inout SeededGenerator) -> Vehicle {
    var plate = DrawnPlate.random(.gate, using: &random)
    while plate.kind == .motorcycle { plate = DrawnPlate.random(.gate, using: &random) }
    let small = plate.isOfSmallVehicle(using: &random)
    var look = VehicleLook.random(small ? .car : nil, dirt: conditions.dirt, using: &random)
    if !small, look.model == .car { look.model = .box }
    let rear = plate.isOfRear || random.chance(0.3)
    let plateLook = PlateLook.random(varied: variedFonts, dirt: conditions.dirt, using: &random)
    let bare = random.chance(withoutPlate)
    return Vehicle(look: look, plate: bare ? nil : plate, plateLook: plateLook, showsRear: rear)
  }
}

extension DrawnPlate {
  /// Of a car rather than a lorry; white ones are of either.
  func isOfSmallVehicle(using random: inout some RandomNumberGenerator) -> Bool {
    colour == .blue || colour == .green || kind == .police || kind == .diplomatic || kind == .drivingSchool
      || kind == .crossBoundary || (colour == .white && kind == .car && random.chance(0.4))
  }

  /// Only the rear of a vehicle has such a one.
  var isOfRear: Bool { kind == .trailer || format == .chinaTwoLine }
}

extension DrawnFrame {
  func with(seed: UInt64) -> DrawnFrame {
    var copy = self
    copy.seed = seed
    return copy
  }
}
