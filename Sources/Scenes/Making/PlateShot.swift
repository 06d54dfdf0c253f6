import Border
import Foundation

/// One plate and a little around it, at random size and angle: for training readers.
public struct PlateShot: Sendable {
  let painter: PlatePainter
  /// Width of the plate in pixels.
  public var widths: ClosedRange<Double> = 60...400
  /// Typefaces that are less like the real dies too.
  public var variedFonts = false
  public var mix = PlateMix.gate
  /// Fixed light, or any.
  public var light: SceneConditions.Light?

  public init(painter: PlatePainter) { self.painter = painter }

  /// The same seed gives the same bytes.
  public func frame(seed: UInt64) throws(SceneError) -> DrawnFrame {
    var random = SeededGenerator(seed: seed)
    let plate = DrawnPlate.random(mix, using: &random)
    let conditions = SceneConditions.random(light: light, using: &random)
    let look = PlateLook.random(varied: variedFonts, dirt: conditions.dirt, using: &random)
    // Small plates are the more usual ones: equal chances by octave.
    let octave = random.unit()
    let width = widths.lowerBound * pow(2, octave * log2(widths.upperBound / widths.lowerBound))
    let height = width * plate.format.height / plate.format.width
    let (padX, padY) = (width * random.real(0.08...0.3), height * random.real(0.15...0.6))
    let size = (Int(width + 2 * padX), max(16, Int(height + 2 * padY)))
    let quad = tilted(width, height, at: Point(x: padX, y: padY), &random)

    let canvas = try Canvas(width: size.0, height: size.1)
    backdrop(canvas, plate, &random)
    let sheet = Sheet(quad: quad, width: plate.format.width, height: plate.format.height)
    painter.draw(plate, look: look, on: sheet, of: canvas)
    var picture = canvas.picture()
    // The whole picture is near the plate: blur is scaled to it, so that the text stays readable to a person.
    var close = conditions
    let row = height / Double(plate.lines)
    close.defocus = min(conditions.defocus, row / 14)
    let motion = min(conditions.motion, row / 8)
    let middle = Point(x: Double(size.0) / 2, y: Double(size.1) / 2)
    picture.light(
      conditions, plates: [quad], lamps: [], pools: [(middle, width * random.real(0.6...2), random.real(0.5...1.1))])
    if conditions.light != .day, random.chance(0.3) {
      let lamp = Lamp(
        at: Point(x: random.real(-0.2...1.2) * Double(size.0), y: random.real(-0.6...0.0) * Double(size.1)),
        core: height * 0.3, strength: random.real(0.2...0.7), colour: Colour(1, 0.96, 0.85))
      picture.glare([lamp], conditions.glare)
    }
    picture.expose(close, motion: (motion, random.real(-0.6...0.6)), seed: random.next())
    let truth = PlateTruth(plate, quad: quad, visible: visibleShare(of: quad, width: size.0, height: size.1))
    return DrawnFrame(picture: picture, truth: [truth], conditions: conditions, seed: seed)
  }

  /// The corners of a plate of this size, seen askew.
  private func tilted(_ width: Double, _ height: Double, at corner: Point, _ random: inout SeededGenerator) -> Quad {
    let lean = random.real(-0.12...0.12)
    let shear = random.real(-0.18...0.18)
    let taper = random.real(-0.07...0.07)
    let narrow = random.real(0.82...1)
    func place(_ u: Double, _ v: Double) -> Point {
      // u, v from -1/2 to 1/2.
      let side = 1 + taper * u * 2
      let (x, y) = (u * width * narrow + shear * v * height, v * height * side)
      return Point(
        x: corner.x + width / 2 + x - lean * y * 0.8, y: corner.y + height / 2 + y + lean * x * 0.8)
    }
    return Quad(
      topLeft: place(-0.5, -0.5), topRight: place(0.5, -0.5), bottomRight: place(0.5, 0.5),
      bottomLeft: place(-0.5, 0.5))
  }

  /// Bumper, grille or door behind the plate.
  private func backdrop(_ canvas: Canvas, _ plate: DrawnPlate, _ random: inout SeededGenerator) {
    let (w, h) = (Double(canvas.width), Double(canvas.height))
    let sheet = Sheet(scale: 1)
    let body = Colour.body(&random)
    canvas.fill(.rect(0, 0, w, h), on: sheet, .down(0, h, body.shaded(random.real(0.9...1.3)), body.shaded(0.7)))
    for _ in 0..<random.integer(0...5) {
      let y = random.real(0...h)
      canvas.fill(
        .rect(0, y, w, random.real(0.02...0.2) * h), on: sheet,
        random.chance(0.5) ? Colour.grey(random.unit() * 0.3) : body.shaded(random.real(0.5...1.6)))
    }
    if random.chance(0.4) {
      let text = painter.fonts.latin[random.index(5)].text(
        random.pick(["380", "6X4", "TURBO", "EURO 4", "0988", "H12"]), x: random.real(0...w * 0.7),
        y: random.chance(0.5) ? h * 0.12 : h, height: h * random.real(0.08...0.2))
      canvas.fill(text.path, on: sheet, Colour.grey(random.unit()))
    }
    canvas.retouch { picture in
      let all = Quad(
        topLeft: Point(x: 0, y: 0), topRight: Point(x: w, y: 0), bottomRight: Point(x: w, y: h),
        bottomLeft: Point(x: 0, y: h))
      picture.grain(all, strength: 0.15, cells: 6, seed: random.next())
    }
  }
}

private func pow2(_ x: Double) -> Double { pow(2, x) }

/// Share of a plate inside the picture and outside every cover.
func visibleShare(of quad: Quad, width: Int, height: Int, covers: [Quad] = []) -> Double {
  let (a, b, c, d) = (quad.topLeft, quad.topRight, quad.bottomRight, quad.bottomLeft)
  var seen = 0
  let (columns, rows) = (24, 12)
  for row in 0..<rows {
    for column in 0..<columns {
      let (u, v) = ((Double(column) + 0.5) / Double(columns), (Double(row) + 0.5) / Double(rows))
      let x = (a.x * (1 - u) + b.x * u) * (1 - v) + (d.x * (1 - u) + c.x * u) * v
      let y = (a.y * (1 - u) + b.y * u) * (1 - v) + (d.y * (1 - u) + c.y * u) * v
      guard x >= -0.5, y >= -0.5, x <= Double(width) - 0.5, y <= Double(height) - 0.5 else { continue }
      if !covers.contains(where: { $0.contains(Point(x: x, y: y)) }) { seen += 1 }
    }
  }
  return Double(seen) / Double(rows * columns)
}
