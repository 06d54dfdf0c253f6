/// A place or a direction in the world, in millimetres.
public struct Vector: Sendable, Hashable {
  public var x, y, z: Double

  public init(_ x: Double, _ y: Double, _ z: Double) {
    (self.x, self.y, self.z) = (x, y, z)
  }

  static func + (a: Vector, b: Vector) -> Vector { Vector(a.x + b.x, a.y + b.y, a.z + b.z) }
  static func - (a: Vector, b: Vector) -> Vector { Vector(a.x - b.x, a.y - b.y, a.z - b.z) }
  static func * (a: Vector, k: Double) -> Vector { Vector(a.x * k, a.y * k, a.z * k) }
  func dot(_ b: Vector) -> Double { x * b.x + y * b.y + z * b.z }
  var length: Double { dot(self).squareRoot() }
}
