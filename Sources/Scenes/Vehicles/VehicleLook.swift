import Border
import Foundation

/// One vehicle as it is drawn: what it is, what it carries, what it wears.
public struct VehicleLook: Sendable, Hashable {
  public enum Model: String, Sendable, Codable, CaseIterable {
    /// Tractor and semi-trailer with a container.
    case container
    /// Lorry with a box of its own.
    case box
    case car
  }

  public var model: Model
  /// Container number; drawn on containers only.
  public var code: String
  var body: Colour
  var load: Colour
  var bumper: Colour
  var roof: Double
  var grille: Int
  var lampHeight: Double
  var roundLamps: Bool
  /// Middle of the plate: to the right of the vehicle's, and above the road. Millimetres.
  var plateX: Double
  var plateHeight: Double
  var word: Int
  var stickers: Int
  /// Made like a plate, and none.
  var badge: String? = nil
  var highCube: Bool
  var dirt: Double
  var seed: UInt64

  public static func random(
    _ model: Model? = nil, dirt: Double = 0.2, using random: inout some RandomNumberGenerator
  ) -> VehicleLook {
    let model = model ?? random.pick([.container, .container, .container, .box, .box, .car])
    let body = Colour.body(&random)
    let load = Colour(random.pick([0x8E3B2C, 0x2E5C8A, 0x3C6E4F, 0xB9BDC0, 0xC05A26, 0x6C7176, 0xA02C34, 0xE4E4E0]))
    return VehicleLook(
      model: model, code: Self.containerCode(&random), body: body, load: load,
      bumper: random.chance(0.5) ? body.shaded(0.9) : random.chance(0.6) ? .grey(0.16) : .grey(0.75),
      roof: random.real(2650...3450), grille: random.index(4), lampHeight: random.real(560...900),
      roundLamps: random.chance(0.25), plateX: random.chance(0.8) ? 0 : random.real(-550...550),
      plateHeight: random.real(470...700), word: random.index(8), stickers: random.index(4),
      highCube: random.chance(0.5), dirt: dirt, seed: random.next())
  }

  /// A valid number of ISO 6346 of an owner code that is not assigned to anyone.
  private static func containerCode(_ random: inout some RandomNumberGenerator) -> String {
    let owner = random.pick(["XKVU", "QZLU", "VXJU", "ZQHU"])
    let serial = owner + String((0..<6).map { _ in random.pick("0123456789") })
    return serial + String(ContainerCode(serial + "0")?.checkDigit ?? 0)
  }
}

/// Where a vehicle stands: the middle of the end that faces the camera, on the road.
struct Pose: Sendable {
  var x: Double
  var z: Double
  /// Radians; to the right as it goes away from the camera.
  var yaw = 0.0

  var right: Vector { Vector(cosine, 0, -sine) }
  var away: Vector { Vector(sine, 0, cosine) }

  /// `a` to the right of its middle, `h` above the road, `b` behind the facing end.
  func place(_ a: Double, _ h: Double, _ b: Double) -> Vector {
    Vector(x, h, z) + right * a + away * b
  }

  private var sine: Double { sin(yaw) }
  private var cosine: Double { cos(yaw) }
}

/// The surfaces of a vehicle: points on them are (a, -h), millimetres from the middle of the vehicle and up the road.
struct VehicleFrame {
  let stage: Stage
  let pose: Pose

  /// A face across the vehicle, `b` behind the facing end; origin in the middle on the road.
  func face(_ b: Double = 0) -> Sheet { stage.upright(at: pose.place(0, 0, b), across: pose.right) }

  /// The side at `a`, if the camera sees it: its x is the distance behind the facing end.
  func side(_ a: Double) -> Sheet? {
    let outward = pose.right * (a < 0 ? -1 : 1)
    guard (stage.camera.position - pose.place(a, 0, 0)).dot(outward) > 0 else { return nil }
    return stage.upright(at: pose.place(a, 0, 0), across: pose.away)
  }

  /// Something box-shaped: both visible sides, then its front.
  func box(
    halfWidth: Double, bottom: Double, top: Double, from b0: Double, to b1: Double, colour: Colour
  ) {
    for a in [-halfWidth, halfWidth] {
      if let side = side(a) {
        stage.canvas.fill(.rect(b0, -top, b1 - b0, top - bottom), on: side, colour.shaded(0.72))
      }
    }
    stage.canvas.fill(.rect(-halfWidth, -top, 2 * halfWidth, top - bottom), on: face(b0), colour)
  }

  /// Soft darkness on the road around and under the vehicle.
  func shadow(halfWidth: Double, length: Double) {
    for (grow, alpha) in [(500.0, 0.12), (300, 0.16), (120, 0.25), (0, 0.4)] {
      let corners = [
        pose.place(-halfWidth - grow, 0, -grow * 0.6), pose.place(halfWidth + grow, 0, -grow * 0.6),
        pose.place(halfWidth + grow, 0, length), pose.place(-halfWidth - grow, 0, length),
      ]
      stage.canvas.fill(.polygon(corners.map { ($0.x, $0.z) }), on: stage.ground, .grey(0, alpha))
    }
  }
}
