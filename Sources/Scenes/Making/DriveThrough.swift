import Border
import Foundation

/// One vehicle on its way through the gate, as the lane's cameras see it.
///
/// Time is in seconds from the first sight: it approaches, stands at the stop line, and leaves. A value: any moment can
/// be asked for, in any order, on any thread, and is the same every time.
public struct DriveThrough: Sendable {
  public enum View: String, Sendable, Codable, CaseIterable {
    /// Before the vehicle: the tractor's plate.
    case front
    /// Behind it: the trailer's plate.
    case rear
  }

  /// What else is to be seen.
  public enum Company: String, Sendable, Codable, CaseIterable {
    /// Someone walks across the lane before the vehicle is there.
    case person
    /// Another vehicle with a plate waits in the next lane.
    case neighbour
    /// Someone stops for some seconds before the plate of the vehicle that stands, and walks on.
    case inspector
  }

  /// Nil for a new vehicle that has none yet.
  public var tractor: DrawnPlate?
  public var trailer: DrawnPlate?
  /// Container number; nil for a lorry with a box of its own.
  public var container: String?
  public var conditions: SceneConditions
  public var company: Set<Company>
  public var model: VehicleLook.Model?
  /// Plate at the stop line straight on and clean, as a person would photograph it; else as chance has it.
  public var tidy: Bool
  /// Of the vehicle in the next lane; as chance has it unless given.
  public var neighbour: DrawnPlate?
  /// The trailer's plate hangs in front as well, beside the tractor's.
  public var showsTrailerInFront = false
  /// Lettering on a board above the bumper, made like a plate.
  public var badge: String?

  /// Seconds in which a reflection of the low sun lies on the plate.
  public var dazzle = 0.0..<0.0

  /// Decides on the look of the gate; the vehicle's own seed does unless another is given.
  public var place: UInt64?
  /// How far before the cameras someone on foot crosses the lane, in millimetres: behind the stop line unless told otherwise.
  public var crossing = 7600.0

  /// Radians by which the camera looks up from where it was set, and leans to the right: a knock, or a loose screw.
  public var tilt = 0.0
  public var lean = 0.0

  /// Seconds.
  public var approach = 4.0
  public var standing = 4.0
  public var leaving = 3.0
  public var duration: Double { approach + standing + leaving }

  private let painter: PlatePainter
  private let seed: UInt64

  /// - Parameter seed: decides on the look of everything that is not given.
  public init(
    painter: PlatePainter, tractor: DrawnPlate?, trailer: DrawnPlate? = nil, container: String? = nil,
    conditions: SceneConditions = .day, company: Set<Company> = [], model: VehicleLook.Model? = nil,
    tidy: Bool = true, seed: UInt64 = 1
  ) {
    self.painter = painter
    self.tractor = tractor
    self.trailer = trailer
    self.container = container
    self.conditions = conditions
    self.company = company
    self.model = model
    self.tidy = tidy
    self.seed = seed
  }

  /// The picture that a camera takes at `time` seconds, 0 … `duration`; outside it the lane is empty.
  public func frame(at time: Double, view: View = .front, width: Int = 1280, height: Int = 720)
    throws(SceneError) -> DrawnFrame
  {
    var camera = self.camera(view, width: width, height: height)
    camera.pitch += tilt
    camera.roll += lean
    let stage = try Stage(camera: camera, painter: painter, conditions: conditions)
    var place = GatePlace(stop: Self.stop, seed: place ?? seed &+ 7)
    place.hasBarrier = view == .front
    // The barrier opens in the last second of standing and closes behind the vehicle.
    let opening = min(1, max(0, (time - approach - standing + 1.2) / 1.2))
    place.barrier = 1.45 * opening
    place.drawBackground(stage)

    var random = SeededGenerator(seed: seed)
    let vehicle = self.vehicle(view, &random)
    if company.contains(.neighbour) {
      let look = VehicleLook.random(.box, dirt: conditions.dirt, using: &random)
      let chance = DrawnPlate.random(using: &random)
      let other = Vehicle(
        look: look, plate: neighbour ?? chance,
        plateLook: .random(dirt: conditions.dirt, using: &random), showsRear: view == .rear)
      // On the side that the camera looks to, where the vehicle at the stop line does not hide its plate.
      other.draw(on: stage, at: Pose(x: view == .front ? 3800 : -3800, z: 9300))
    }
    var motion = (length: conditions.motion, angle: 1.5)
    if let pose = pose(at: time, view) {
      if pose.z < crossing { walk(place, stage, time) }
      vehicle.draw(on: stage, at: pose)
      if pose.z >= crossing { walk(place, stage, time) }
      stage.pool(at: vehicle.plateCentre(at: pose), radius: 2200, gain: 0.75)
      if dazzle.contains(time) { dazzle(stage, at: vehicle.plateCentre(at: pose)) }
      let exposure = conditions.light == .day ? 1.0 / 250 : 1.0 / 120
      if let later = self.pose(at: time + exposure, view), let a = camera.project(vehicle.plateCentre(at: pose)),
        let b = camera.project(vehicle.plateCentre(at: later))
      {
        let (dx, dy) = (b.x - a.x, b.y - a.y)
        let own = (dx * dx + dy * dy).squareRoot()
        // The whole picture is blurred, so what rushes past close by must not smear all of it.
        if own > motion.length { motion = (min(own, 9), atan2(dy, dx)) }
      }
    } else {
      walk(place, stage, time)
    }
    place.drawBarrier(stage)
    inspect(vehicle, place, stage, time, view)
    // Noise and rain differ from picture to picture, by the time alone.
    let tick = UInt64(bitPattern: Int64(time * 1000))
    return stage.finish(motion: motion, seed: seed &+ tick &* 0x9E37).with(seed: seed)
  }

  // MARK: -

  private static let stop = 5000.0
  private static let far = 21_000.0
  /// Where someone stops before it, nearer than the barrier.
  private static let inspection = 3200.0

  private func camera(_ view: View, width: Int, height: Int) -> SceneCamera {
    let focal = 1950.0 * Double(width) / 1280
    return switch view {
    case .front:
      SceneCamera(
        width: width, height: height, focal: focal, position: Vector(-1150, 2150, 0),
        target: Vector(0, 1080, Self.stop), roll: 0.01)
    case .rear:
      SceneCamera(
        width: width, height: height, focal: focal, position: Vector(1350, 2300, 0),
        target: Vector(0, 1180, Self.stop), roll: -0.008)
    }
  }

  /// Where the end that faces the camera is; nil while nothing of the vehicle can be seen.
  private func pose(at time: Double, _ view: View) -> Pose? {
    guard time >= 0, time <= duration else { return nil }
    let drift = 120 * sin(Double(seed % 97))
    let moved: Double
    if time < approach {
      // Braking evenly to a stop.
      let left = 1 - time / max(0.001, approach)
      moved = -Self.far * left * left
    } else if time < approach + standing {
      moved = 0
    } else {
      let t = time - approach - standing
      moved = 0.5 * 3200 * t * t
    }
    let z = Self.stop + (view == .front ? -moved : moved)
    guard z > -14_000 else { return nil }
    let swing = max(0, (z - Self.stop) / Self.far)
    return Pose(x: drift + 300 * swing * swing, z: z, yaw: 0.02 * sin(Double(seed % 31)) + 0.05 * swing)
  }

  private func vehicle(_ view: View, _ random: inout SeededGenerator) -> Vehicle {
    var look = VehicleLook.random(
      model ?? (container == nil ? .box : .container), dirt: conditions.dirt, using: &random)
    if let container { look.code = PlateText.compact(container) }
    var plateLook = PlateLook.random(dirt: conditions.dirt, using: &random)
    if tidy {
      look.plateX = look.plateX.clamped(to: -200...200)
      plateLook.shadow = nil
      plateLook.dirt = min(plateLook.dirt, 0.5 * conditions.dirt)
      plateLook.fading = min(plateLook.fading, 0.15)
    }
    look.badge = badge
    return Vehicle(
      look: look, plate: view == .front ? tractor : trailer,
      second: view == .front && showsTrailerInFront ? trailer : nil, plateLook: plateLook, showsRear: view == .rear)
  }

  /// Someone comes half a second after the vehicle has stopped, and goes again three seconds after he was there.
  private func inspect(_ vehicle: Vehicle, _ place: GatePlace, _ stage: Stage, _ time: Double, _ view: View) {
    guard company.contains(.inspector), let pose = pose(at: approach, view) else { return }
    // Where the camera sees the plate behind his chest.
    let share = Self.inspection / Self.stop
    let (eye, plate) = (stage.camera.position, vehicle.plateCentre(at: pose))
    let middle = eye.x + (plate.x - eye.x) * share
    let (pace, way) = (1500.0, 2200.0)
    let walked = time - approach - 0.5
    guard walked >= 0 else { return }
    let stood = min(max(0, walked - way / pace), 3)
    let x = middle - way + pace * (walked - stood)
    place.drawPerson(stage, x: x, z: Self.inspection, step: (walked - stood) * 7, shirt: Colour(0x7F8FA6))
  }

  private func dazzle(_ stage: Stage, at plate: Vector) {
    let sheet = stage.upright(at: plate)
    stage.canvas.fill(.ellipse(0, 0, 420, 260), on: sheet, .grey(1))
    stage.cover(.rect(-300, -180, 600, 360), on: sheet)
    stage.lamp(on: sheet, x: 0, y: 0, radius: 200, strength: 1, colour: Colour(1, 1, 1))
  }

  private func walk(_ place: GatePlace, _ stage: Stage, _ time: Double) {
    guard company.contains(.person) else { return }
    place.drawPerson(stage, x: -2200 + 1650 * time, z: crossing, step: time * 7, shirt: Colour(0x3D6B4F))
  }
}

extension Comparable {
  fileprivate func clamped(to range: ClosedRange<Self>) -> Self {
    min(max(self, range.lowerBound), range.upperBound)
  }
}
