import Border
import Foundation

/// The gate around the lane: sky, hills, canopy, road, islands, hut, barrier.
struct GatePlace: Sendable {
  /// Distance of the stop line from the camera.
  var stop = 5000.0
  var seed: UInt64 = 1
  /// Radians above level; level is closed.
  var barrier = 0.0
  var hasBarrier = true

  func drawBackground(_ stage: Stage) {
    var random = SeededGenerator(seed: seed)
    sky(stage, &random)
    road(stage, &random)
    buildings(stage, &random)
    for x in [-2100.0, 2100] { island(stage, x) }
    hut(stage, x: random.chance(0.5) ? 3000 : -3000, &random)
    stage.pool(at: Vector(0, 900, stop), radius: 2600, gain: 0.8)
    stage.pool(at: Vector(0, 3500, stop + 6000), radius: 3500, gain: 0.4)
  }

  private func sky(_ stage: Stage, _ random: inout SeededGenerator) {
    let (w, h) = (Double(stage.camera.width), Double(stage.camera.height))
    let screen = Sheet(scale: 1)
    let top = Colour(random.pick([0x7FA6D0, 0xA9BBCB, 0xC4CBD0, 0x93A9BD]))
    stage.canvas.fill(.rect(0, 0, w, h), on: screen, .down(0, h * 0.7, top, Colour(0xD9DDDC)))
    let far = stage.upright(at: Vector(0, 0, 160_000))
    var ridge: [(Double, Double)] = [(-200_000, 20_000)]
    // The karst around the gate: steep, rounded hills.
    let phases = (0..<4).map { _ in random.real(0...6.3) }
    for k in 0...80 {
      let x = Double(k) / 80
      let wave = 0.5 + 0.5 * sin(9 * x + phases[0])
      let steep = abs(sin(17 * x + phases[1])) * 0.6 + abs(sin(31 * x + phases[2])) * 0.3
      ridge.append((-200_000 + x * 400_000, -4000 - 30_000 * wave * steep - 2500 * sin(60 * x + phases[3])))
    }
    ridge.append((200_000, 20_000))
    stage.canvas.fill(.polygon(ridge), on: far, Colour(0x5F7A68).mixed(Colour(0xB8C4C8), random.real(0.1...0.6)))
  }

  private func road(_ stage: Stage, _ random: inout SeededGenerator) {
    let ground = stage.ground
    let asphalt = Colour.grey(random.real(0.34...0.55))
    stage.canvas.fill(.rect(-90_000, -3000, 180_000, 160_000), on: ground, asphalt.mixed(Colour(0x8A8577), 0.3))
    stage.canvas.fill(.rect(-9000, -3000, 18_000, 160_000), on: ground, asphalt)
    for x in [-1750.0, 1750, 5250, -5250] {
      for k in 0..<12 {
        stage.canvas.fill(.rect(x - 70, 1000 + Double(k) * 6000, 140, 3600), on: ground, .grey(0.85, 0.75))
      }
    }
    stage.canvas.fill(.rect(-1700, stop - 500, 3400, 350), on: ground, .grey(0.88, 0.8))
    // Oil and rubber in the wheel tracks.
    for x in [-900.0, 900] { stage.canvas.fill(.rect(x - 300, 0, 600, 60_000), on: ground, .grey(0, 0.10)) }
    // Patches where it was mended.
    for _ in 0..<4 {
      let (x, z) = (random.real(-4000...3000), random.real(1500...16_000))
      patch(stage, x, z, random.real(500...2600), random.real(500...3500), random.real(-0.12...0.12))
    }
    // Coarse stains far and wide, stones nearby.
    for (near, far, wide, strength, cells) in [(0.4, 26_000.0, 9000.0, 0.28, 24), (0.4, 7000, 3600, 0.25, 128)] {
      var y = stage.camera.position.y * near
      while ground.quad(x: -wide, y: y, width: 2 * wide, height: far - y) == nil, y < far / 2 { y += 300 }
      stage.grain(
        on: ground, x: -wide, y: y, width: 2 * wide, height: far - y, strength: strength, cells: cells, seed: seed)
    }
    if stage.conditions.rain > 0.2 {
      stage.canvas.fill(
        .rect(-9000, stage.camera.position.y * 0.6, 18_000, 40_000), on: ground,
        .grey(0.75, 0.16 * stage.conditions.rain))
    }
  }

  private func patch(
    _ stage: Stage, _ x: Double, _ z: Double, _ width: Double, _ length: Double, _ tone: Double
  ) {
    let shade = tone < 0 ? Colour.grey(0, -tone) : Colour.grey(1, tone)
    stage.canvas.fill(.rect(x, z, width, length), on: stage.ground, shade)
  }

  private func buildings(_ stage: Stage, _ random: inout SeededGenerator) {
    let canvas = stage.canvas
    for _ in 0..<4 {
      let (x, z) = (random.real(-40_000...40_000), random.real(38_000...90_000))
      guard abs(x) > 9000 else { continue }
      let sheet = stage.upright(at: Vector(x, 0, z))
      let (w, h) = (random.real(6000...20_000), random.real(4000...14_000))
      let wall = Colour(random.pick([0xCFC6B2, 0xB9B4AC, 0xD8D3C4, 0xA9B0B5]))
      canvas.fill(.rect(0, -h, w, h), on: sheet, wall)
      var windows = Path()
      for row in 0..<Int(h / 3000) {
        for column in 0..<Int(w / 2500) {
          windows += .rect(500 + Double(column) * 2500, -h + 700 + Double(row) * 3000, 1300, 1500)
        }
      }
      canvas.fill(windows, on: sheet, Colour(0x3E4A52))
    }
    guard random.chance(0.8) else { return }
    // Canopy with a sign over the lanes.
    let z = stop + random.real(5000...16_000)
    let sheet = stage.upright(at: Vector(0, 0, z))
    for x in [-7600.0, -2300, 2300, 7600] { canvas.fill(.rect(x - 200, -5200, 400, 5200), on: sheet, .grey(0.7)) }
    canvas.fill(.rect(-9000, -6300, 18_000, 1200), on: sheet, Colour(0x2A4E86))
    let sign = stage.fonts.latin[2].text("CUA KHAU", x: -2600, y: -5480, height: 620)
    canvas.fill(sign.path, on: sheet, Colour(0xF0D25A))
    let lane = stage.fonts.latin[3].text(random.pick(["1", "2", "3"]), x: -180, y: -4250, height: 480)
    canvas.fill(.rect(-500, -4900, 1000, 800), on: sheet, Colour(0x1F7A3F))
    canvas.fill(lane.path, on: sheet, .white)
  }

  private func island(_ stage: Stage, _ x: Double) {
    let canvas = stage.canvas
    let inner = x < 0 ? x + 250 : x - 250
    let top = Sheet(stage.camera, origin: Vector(0, 220, 0), across: Vector(1, 0, 0), down: Vector(0, 0, 1))
    canvas.fill(.rect(min(x - 250, x + 250), 600, 500, stop + 9000), on: top, .grey(0.62))
    let face = stage.upright(at: Vector(inner, 0, 0), across: Vector(0, 0, 1))
    for k in 0..<28 {
      canvas.fill(
        .rect(600 + Double(k) * 500, -220, 500, 220), on: face, k % 2 == 0 ? Colour(0xE3B81C) : .grey(0.12))
    }
  }

  private func hut(_ stage: Stage, x: Double, _ random: inout SeededGenerator) {
    let frame = VehicleFrame(stage: stage, pose: Pose(x: x, z: stop + random.real(800...3000)))
    let wall = Colour(random.pick([0xE5E2D8, 0xC9D4DC, 0xDDD8C4]))
    frame.box(halfWidth: 800, bottom: 0, top: 2700, from: 0, to: 2400, colour: wall)
    let face = frame.face()
    stage.canvas.fill(.rect(-620, -2100, 1240, 950), on: face, Colour(0x2A3A44))
    stage.canvas.fill(.rect(-950, -2900, 1900, 220), on: face, Colour(0x8A2A22))
    // A board beside the lane: figures that are no plate.
    let board = stage.upright(at: Vector(x * 0.74, 0, stop + 600))
    stage.canvas.fill(.rect(-30, -1900, 60, 1900), on: board, .grey(0.5))
    stage.canvas.fill(
      .round(-330, -2250, 660, 420, 20), on: board, Colour(random.pick([0x1B58A6, 0xF0F0EA, 0xE3B81C])))
    let figures = stage.fonts.latin[random.index(5)].text(
      random.pick(["STOP", "5 KM/H", "18.5 T", "LANE 2", "4.2 M", "20-24"]), x: -270, y: -1980, height: 130)
    stage.canvas.fill(figures.path, on: board, .black)
    let word = stage.fonts.han[0].text("海关", x: -260, y: -2240, height: 150)
    stage.canvas.fill(word.path, on: face, Colour(0x203050))
  }

  /// Post and pole, in front of a vehicle that stands at the stop line.
  func drawBarrier(_ stage: Stage) {
    guard hasBarrier else { return }
    let canvas = stage.canvas
    let sheet = stage.upright(at: Vector(0, 0, stop - 450))
    canvas.fill(.round(-2160, -1150, 320, 1150, 20), on: sheet, Colour(0xD9691E))
    canvas.fill(.rect(-2130, -1050, 260, 220), on: sheet, .grey(0.2))
    let (px, py) = (-1900.0, -1010.0)
    let (dx, dy) = (cos(barrier), -sin(barrier))
    let length = 3750.0
    func along(_ t: Double) -> (Double, Double) { (px + dx * t, py + dy * t) }
    for k in 0..<10 {
      let (a, b) = (along(length * Double(k) / 10), along(length * Double(k + 1) / 10))
      canvas.fill(.bar(a.0, a.1, b.0, b.1, 85), on: sheet, k % 2 == 0 ? Colour(0xC92A22) : .grey(0.93))
    }
    let end = along(length)
    stage.cover(.bar(px, py, end.0, end.1, 85), on: sheet)
  }

  /// Someone who walks by, at a place of the road.
  func drawPerson(_ stage: Stage, x: Double, z: Double, step: Double, shirt: Colour) {
    let canvas = stage.canvas
    let sheet = stage.upright(at: Vector(x, 0, z))
    let stride = 260 * sin(step)
    for s in [-1.0, 1] {
      canvas.fill(.bar(0, -880, s * stride, -60, 150), on: sheet, Colour(0x2B3038))
      canvas.fill(.round(s * stride - 70, -80, 230, 80, 30), on: sheet, .grey(0.08))
    }
    canvas.fill(.round(-210, -1480, 420, 640, 120), on: sheet, shirt)
    canvas.fill(.bar(-190, -1400, -230 - stride * 0.5, -860, 110), on: sheet, shirt.shaded(0.8))
    canvas.fill(.bar(190, -1400, 230 + stride * 0.5, -860, 110), on: sheet, shirt.shaded(0.85))
    canvas.fill(.ellipse(0, -1610, 105, 135), on: sheet, Colour(0xB98A66))
    canvas.fill(.ellipse(0, -1680, 112, 80), on: sheet, .grey(0.1))
    stage.cover(.rect(-200, -1700, 400, 1700), on: sheet)
  }
}
