import Border
import CVision

/// A picture in the making: what was drawn so far, and what must be remembered of it for the truth and for the light.
///
/// Things are drawn from back to front.
final class Stage {
  let camera: SceneCamera
  let canvas: Canvas
  let painter: PlatePainter
  let conditions: SceneConditions
  private var plates: [(plate: DrawnPlate, quad: Quad)] = []
  private var covers: [Cover] = []
  private var lamps: [Lamp] = []
  private var pools: [(at: Point, radius: Double, gain: Double)] = []

  var fonts: FontBook { painter.fonts }

  init(camera: SceneCamera, painter: PlatePainter, conditions: SceneConditions) throws(SceneError) {
    self.camera = camera
    self.painter = painter
    self.conditions = conditions
    canvas = try Canvas(width: camera.width, height: camera.height)
  }

  /// Upright, facing the camera, its origin at a place of the world; right is along `across`.
  func upright(at origin: Vector, across: Vector = Vector(1, 0, 0)) -> Sheet {
    Sheet(camera, origin: origin, across: across, down: Vector(0, -1, 0))
  }

  /// The road: x as in the world, y is the world's z.
  var ground: Sheet {
    Sheet(camera, origin: Vector(0, 0, 0), across: Vector(1, 0, 0), down: Vector(0, 0, 1))
  }

  func draw(_ plate: DrawnPlate, look: PlateLook, on sheet: Sheet) {
    painter.draw(plate, look: look, on: sheet, of: canvas)
    if let quad = sheet.quad(x: 0, y: 0, width: plate.format.width, height: plate.format.height) {
      plates.append((plate, quad))
    }
  }

  /// Remembers that a shape of four corners hides the plates and lamps drawn so far.
  func cover(_ path: Path, on sheet: Sheet) {
    for ring in path.rings where ring.count == 4 {
      let seen = ring.compactMap { sheet.project($0) }
      guard seen.count == 4 else { continue }
      let quad = Quad(topLeft: seen[0], topRight: seen[1], bottomRight: seen[2], bottomLeft: seen[3])
      covers.append(Cover(quad: quad, plates: plates.count, lamps: lamps.count))
    }
  }

  /// A lamp that is on. `radius` in millimetres.
  func lamp(on sheet: Sheet, x: Double, y: Double, radius: Double, strength: Double, colour: Colour) {
    let p = Point(x: x, y: y)
    guard let at = sheet.project(p) else { return }
    let core = sheet.scale(at: p) * radius
    if core > 0.3 { lamps.append(Lamp(at: at, core: core, strength: strength, colour: colour)) }
  }

  /// Light from a lamp of the gate or of the camera that falls around a place. `radius` in millimetres.
  func pool(at place: Vector, radius: Double, gain: Double) {
    let sheet = upright(at: place)
    guard let at = camera.project(place) else { return }
    pools.append((at, radius * sheet.scale(at: Point(x: 0, y: 0)), gain))
  }

  func stain(
    on sheet: Sheet, x: Double, y: Double, width: Double, height: Double, strength: Double, cover: Double, cells: Int,
    seed: UInt64
  ) {
    guard strength > 0.02, let quad = sheet.quad(x: x, y: y, width: width, height: height) else { return }
    canvas.retouch {
      $0.stain(quad, strength: strength, cover: cover, cells: cells, colour: .dust, seed: seed)
    }
  }

  func grain(
    on sheet: Sheet, x: Double, y: Double, width: Double, height: Double, strength: Double, cells: Int, seed: UInt64
  ) {
    guard let quad = sheet.quad(x: x, y: y, width: width, height: height) else { return }
    canvas.retouch { $0.grain(quad, strength: strength, cells: cells, seed: seed) }
  }

  /// Light, weather, lens and sensor; then it is a picture.
  func finish(motion: (length: Double, angle: Double), caption: Caption? = nil, seed: UInt64) -> DrawnFrame {
    var picture = canvas.picture()
    let seen = lamps.enumerated().filter { index, lamp in
      !covers.contains { $0.lamps > index && $0.quad.contains(lamp.at) }
    }.map(\.element)
    picture.light(conditions, plates: plates.map(\.quad), covers: covers, lamps: seen, pools: pools)
    picture.glare(seen, conditions.glare)
    picture.expose(conditions, motion: motion, caption: caption, seed: seed)
    let truth = plates.enumerated().compactMap { index, drawn -> PlateTruth? in
      let over = covers.filter { $0.plates > index }.map(\.quad)
      let visible = visibleShare(of: drawn.quad, width: camera.width, height: camera.height, covers: over)
      return visible > 0 ? PlateTruth(drawn.plate, quad: drawn.quad, visible: visible) : nil
    }
    return DrawnFrame(picture: picture, truth: truth, conditions: conditions, seed: seed)
  }
}
