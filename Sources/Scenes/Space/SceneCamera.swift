public import Border
import Foundation

/// A pinhole camera in the drawn world.
public struct SceneCamera: Sendable, Hashable {
  /// Size of its pictures in pixels.
  public var width: Int
  public var height: Int
  /// Focal length in pixels.
  public var focal: Double
  public var position: Vector
  /// Radians. Yaw turns right, pitch looks up, roll leans the camera to the right.
  public var yaw: Double
  public var pitch: Double
  public var roll: Double

  public init(
    width: Int = 1280, height: Int = 720, focal: Double, position: Vector, yaw: Double = 0, pitch: Double = 0,
    roll: Double = 0
  ) {
    self.width = width
    self.height = height
    self.focal = focal
    self.position = position
    self.yaw = yaw
    self.pitch = pitch
    self.roll = roll
  }

  /// A camera at `position` that shows `target` near the pixel `at`, the picture's middle unless told.
  public init(
    width: Int = 1280, height: Int = 720, focal: Double, position: Vector, target: Vector, at: Point? = nil,
    roll: Double = 0
  ) {
    let d = target - position
    let middle = Point(x: Double(width - 1) / 2, y: Double(height - 1) / 2)
    let shift = at ?? middle
    self.init(
      width: width, height: height, focal: focal, position: position,
      yaw: atan2(d.x, d.z) - atan((shift.x - middle.x) / focal),
      pitch: atan2(d.y, (d.x * d.x + d.z * d.z).squareRoot()) + atan((shift.y - middle.y) / focal), roll: roll)
  }

  /// Where a place in the world is seen; nil if it is behind the camera.
  public func project(_ place: Vector) -> Point? {
    let h = homogeneous(place - position)
    return h.w > Sheet.near ? Point(x: h.x / h.w, y: h.y / h.w) : nil
  }

  /// Pixel times depth, and depth, of a direction from the camera; linear in `direction`.
  func homogeneous(_ direction: Vector) -> (x: Double, y: Double, w: Double) {
    let (sy, cy, sp, cp) = (sin(yaw), cos(yaw), sin(pitch), cos(pitch))
    let (sr, cr) = (sin(roll), cos(roll))
    let forward = Vector(sy * cp, sp, cy * cp)
    let level = Vector(cy, 0, -sy)
    let over = Vector(-sy * sp, cp, -cy * sp)
    let right = level * cr + over * sr
    let up = over * cr - level * sr
    let depth = forward.dot(direction)
    return (
      focal * right.dot(direction) + Double(width - 1) / 2 * depth,
      -focal * up.dot(direction) + Double(height - 1) / 2 * depth, depth
    )
  }
}
