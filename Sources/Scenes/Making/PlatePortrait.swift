import Border
import Foundation

/// One clean plate, straight on, in good light, as large as told: what anyone could read, unless it is told to move, to be out of focus or to
/// mirror a lamp.
public struct PlatePortrait: Sendable {
  let painter: PlatePainter
  /// Width of the plate in pixels.
  public var width = 220.0
  /// How far the plate is turned in the picture's plane, clockwise, in degrees; up to 30 either way leave it wholly in the picture.
  public var turn = 0.0
  /// Of the vehicle while the shutter is open, in pixels and radians from the picture's rows.
  public var motion = (length: 0.0, angle: 0.0)
  /// How wide the lens spreads a point, in pixels.
  public var defocus = 0.4
  /// How much of a lamp the plate's cover mirrors, 0…1: an arc over its upper row, with a veil around it.
  public var mirroredLamp = 0.0

  public init(painter: PlatePainter) { self.painter = painter }

  public func frame(of plate: DrawnPlate) throws(SceneError) -> DrawnFrame {
    let height = width * plate.format.height / plate.format.width
    let size = (width: Int(width * 2), height: Int(height + width))
    let (sine, cosine) = (sin(turn * .pi / 180), cos(turn * .pi / 180))
    /// From -1/2 to 1/2 of the plate's width and height.
    func corner(_ u: Double, _ v: Double) -> Point {
      let (x, y) = (u * width, v * height)
      return Point(x: width + x * cosine - y * sine, y: (height + width) / 2 + x * sine + y * cosine)
    }
    let quad = Quad(
      topLeft: corner(-0.5, -0.5), topRight: corner(0.5, -0.5), bottomRight: corner(0.5, 0.5),
      bottomLeft: corner(-0.5, 0.5))
    let canvas = try Canvas(width: size.width, height: size.height)
    // A bumper: darker below, as under any sky.
    canvas.fill(
      .rect(0, 0, Double(size.width), Double(size.height)), on: Sheet(scale: 1),
      .down(0, Double(size.height), .grey(0.42), .grey(0.22)))
    let sheet = Sheet(quad: quad, width: plate.format.width, height: plate.format.height)
    painter.draw(plate, look: .house, on: sheet, of: canvas)
    mirrorLamp(on: sheet, of: plate, canvas)
    var picture = canvas.picture()
    let conditions = SceneConditions(defocus: defocus, noise: 1.5, dirt: 0, jpegQuality: 92)
    picture.expose(conditions, motion: motion, seed: 1)
    return DrawnFrame(
      picture: picture, truth: [PlateTruth(plate, quad: quad, visible: 1)], conditions: conditions, seed: 1)
  }

  private func mirrorLamp(on sheet: Sheet, of plate: DrawnPlate, _ canvas: Canvas) {
    guard mirroredLamp > 0 else { return }
    let (width, row) = (plate.format.width, plate.format.height / Double(plate.lines))
    func arc(_ thickness: Double) -> Path {
      let middle = (0...16).map { step in
        let t = Double(step) / 16
        return (x: width * (0.1 + 0.7 * t), y: row * (0.4 + t * (1 - t)))
      }
      return .polygon(
        middle.map { ($0.x, $0.y - thickness / 2) } + middle.reversed().map { ($0.x, $0.y + thickness / 2) })
    }
    // The veil from outside to inside, then the lamp.
    for share in stride(from: 0.8, through: 0.2, by: -0.1) {
      canvas.fill(arc(row * share), on: sheet, Colour.white.faded(0.09 * mirroredLamp))
    }
    canvas.fill(arc(row * 0.1), on: sheet, Colour.white.faded(0.8 * mirroredLamp))
  }
}
