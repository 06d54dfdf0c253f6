import Border

/// One clean plate, straight on, in good light, as large as told: what anyone could read.
public struct PlatePortrait: Sendable {
  let painter: PlatePainter
  /// Width of the plate in pixels.
  public var width = 220.0

  public init(painter: PlatePainter) { self.painter = painter }

  public func frame(of plate: DrawnPlate) throws(SceneError) -> DrawnFrame {
    let height = width * plate.format.height / plate.format.width
    let size = (width: Int(width * 2), height: Int(height + width))
    let (left, top) = (width * 0.5, width * 0.5)
    let quad = Quad(
      topLeft: Point(x: left, y: top), topRight: Point(x: left + width, y: top),
      bottomRight: Point(x: left + width, y: top + height), bottomLeft: Point(x: left, y: top + height))
    let canvas = try Canvas(width: size.width, height: size.height)
    // A bumper: darker below, as under any sky.
    canvas.fill(
      .rect(0, 0, Double(size.width), Double(size.height)), on: Sheet(scale: 1),
      .down(0, Double(size.height), .grey(0.42), .grey(0.22)))
    painter.draw(
      plate, look: .house, on: Sheet(quad: quad, width: plate.format.width, height: plate.format.height), of: canvas)
    var picture = canvas.picture()
    let conditions = SceneConditions(defocus: 0.4, noise: 1.5, dirt: 0, jpegQuality: 92)
    picture.expose(conditions, motion: (0, 0), seed: 1)
    return DrawnFrame(
      picture: picture, truth: [PlateTruth(plate, quad: quad, visible: 1)], conditions: conditions, seed: 1)
  }
}
