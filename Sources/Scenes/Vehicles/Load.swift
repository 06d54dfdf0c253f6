import Border

/// What stands on the wheels behind the cab: a container or a box, with its rear.
struct Load {
  let look: VehicleLook
  let frame: VehicleFrame
  private let half = 1219.0
  private let deck = 1180.0

  init(_ look: VehicleLook, in frame: VehicleFrame) {
    self.look = look
    self.frame = frame
  }

  private var top: Double { deck + (look.highCube ? 2896 : 2591) }

  /// As seen over a cab that starts where the frame's facing end is.
  func drawBehindCab() {
    let start = 2500.0
    sides(from: start, to: start + 9000)
    let front = frame.face(start)
    frame.stage.canvas.fill(.rect(-half, -top, 2 * half, top - deck), on: front, look.load.shaded(0.9))
    ribs(on: front, from: -half + 80, to: half - 80)
    chassis(from: 2300, to: start + 9000)
  }

  /// As seen from behind: the frame's facing end is the rear.
  func drawRear(plate: DrawnPlate?, plateLook: PlateLook) {
    let stage = frame.stage
    let canvas = stage.canvas
    chassis(from: 100, to: 9000)
    sides(from: 0, to: 9000)
    let rear = frame.face()
    underrun(rear)
    canvas.fill(.rect(-half, -top, 2 * half, top - deck), on: rear, look.load.shaded(0.95))
    doors(rear)
    if look.model == .container { code(rear) }
    tail(rear)
    stage.stain(
      on: rear, x: -half, y: -top, width: 2 * half, height: top - 300, strength: 0.6 * look.dirt, cover: 0.5, cells: 4,
      seed: look.seed)
    guard let plate else { return }
    let (w, h) = (plate.format.width, plate.format.height)
    let at = Point(x: look.plateX * 0.9 - w / 2, y: -(look.plateHeight + 170) - h / 2)
    canvas.fill(.round(at.x - 30, at.y - 30, w + 60, h + 60, 10), on: rear, .grey(0.13))
    stage.draw(plate, look: plateLook, on: rear.moved(to: at))
    if stage.conditions.light == .night || stage.conditions.light == .dusk {
      stage.pool(at: frame.pose.place(at.x + w / 2, -at.y + 60, 0), radius: 420, gain: 0.55)
    }
  }

  private func sides(from b0: Double, to b1: Double) {
    let canvas = frame.stage.canvas
    for a in [-half, half] {
      guard let side = frame.side(a) else { continue }
      canvas.fill(.rect(b0, -top, b1 - b0, top - deck), on: side, look.load.shaded(0.7))
      guard look.model == .container else { continue }
      var ribs = Path()
      var x = b0 + 100
      while x < b1 - 100 {
        ribs += .rect(x, -top + 100, 110, top - deck - 200)
        x += 278
      }
      canvas.fill(ribs, on: side, look.load.shaded(0.56))
    }
  }

  private func ribs(on sheet: Sheet, from x0: Double, to x1: Double) {
    guard look.model == .container else { return }
    var path = Path()
    var x = x0
    while x < x1 - 100 {
      path += .rect(x, -top + 90, 100, top - deck - 180)
      x += 250
    }
    frame.stage.canvas.fill(path, on: sheet, look.load.shaded(0.75))
  }

  private func chassis(from b0: Double, to b1: Double) {
    let canvas = frame.stage.canvas
    for a in [-1200.0, 1200] {
      guard let side = frame.side(a) else { continue }
      canvas.fill(.rect(b0, -deck, b1 - b0, 260), on: side, .grey(0.14))
      for b in [b0 + 900, b0 + 2200, b1 - 2600, b1 - 1300] {
        canvas.fill(.ellipse(b, -510, 510, 510), on: side, .grey(0.06))
        canvas.fill(.ellipse(b, -510, 240, 240), on: side, .grey(0.4))
      }
    }
  }

  private func doors(_ rear: Sheet) {
    let canvas = frame.stage.canvas
    let (dark, bar) = (look.load.shaded(0.55), Colour.grey(0.62))
    let height = top - deck
    canvas.fill(
      .rect(-half, -top, 2 * half, height) + .rect(-half + 90, -top + 110, 2 * half - 180, height - 240), on: rear,
      .solid(look.load.shaded(0.78)), evenOdd: true)
    canvas.fill(.rect(-9, -top + 110, 18, height - 240), on: rear, dark)
    for k in 1...4 where look.model == .container {
      canvas.fill(
        .rect(-half + 100, -top + height * Double(k) / 5, 2 * half - 200, 60), on: rear, look.load.shaded(0.86))
    }
    for x in [-860.0, -330, 330, 860] {
      canvas.fill(
        .rect(x - 17, -top + 60, 34, height - 120), on: rear, .across(x - 17, x + 17, [(0, bar), (1, bar.shaded(0.5))]))
      canvas.fill(.rect(x - 34, -deck - 900, 68, 90), on: rear, bar.shaded(0.7))
      canvas.fill(.bar(x, -deck - 850, x + (x < 0 ? 250 : -250), -deck - 850, 34), on: rear, bar.shaded(0.85))
    }
    for x in [-half, half - 160] {
      for y in [-top, -deck - 130] { canvas.fill(.rect(x, y, 160, 118), on: rear, look.load.shaded(0.6)) }
    }
  }

  /// Owner, serial and check digit, size and type, and the table of weights, as ISO 6346 places them: right door, top.
  private func code(_ rear: Sheet) {
    let stage = frame.stage
    let face = stage.fonts.latin[2]
    let ink = look.load.red + look.load.green + look.load.blue > 1.9 ? Colour.black : Colour.white
    let number = look.code
    let spaced = number.prefix(4) + " " + number.dropFirst(4).prefix(6) + " "
    let text = face.text(String(spaced), x: 120, y: -top + 330, height: 100, stretch: 0.9)
    stage.canvas.fill(text.path, on: rear, ink)
    let check = face.text(String(number.suffix(1)), x: 120 + text.width + 14, y: -top + 330, height: 100, stretch: 0.9)
    stage.canvas.fill(check.path, on: rear, ink)
    let (left, right) = (120 + text.width - 12, 120 + text.width + check.width + 22)
    stage.canvas.fill(
      .rect(left, -top + 210, right - left, 142) + .rect(left + 9, -top + 219, right - left - 18, 124), on: rear,
      .solid(ink), evenOdd: true)
    let type = face.text(look.highCube ? "45G1" : "22G1", x: 120, y: -top + 480, height: 100, stretch: 0.9)
    stage.canvas.fill(type.path, on: rear, ink)
    for (line, words) in ["MAX.GROSS  30.480 KGS", "TARE   3.820 KGS", "NET  26.660 KGS", "CU.CAP.  76.4 CU.M."]
      .enumerated()
    {
      let small = face.text(words, x: 130, y: -top + 700 + 130 * Double(line), height: 56)
      stage.canvas.fill(small.path, on: rear, ink)
    }
  }

  private func underrun(_ rear: Sheet) {
    let canvas = frame.stage.canvas
    for x in [-1180.0, 700] {
      canvas.fill(.round(x, -1020, 480, 1020, 60), on: rear, .grey(0.06))
      canvas.fill(.rect(x - 20, -620, 520, 500), on: rear, .grey(0.09))
    }
    canvas.fill(.rect(-1219, -1200, 2438, 240), on: rear, .grey(0.16))
    // Beam that carries lamps and plate, and what shows of the axle.
    canvas.fill(.rect(-700, -760, 1400, 90), on: rear, .grey(0.1))
    canvas.fill(.rect(-1190, -1000, 2380, 230), on: rear, .down(-1000, -770, .grey(0.2), .grey(0.11)))
    canvas.fill(.ellipse(0, -520, 190, 170), on: rear, .grey(0.1))
  }

  private func tail(_ rear: Sheet) {
    let stage = frame.stage
    let canvas = stage.canvas
    canvas.fill(.rect(-1190, -620, 2380, 120), on: rear, .grey(0.5))
    // Red and white stripes of the underrun bar.
    for k in 0..<17 {
      let x = -1190 + Double(k) * 140
      canvas.fill(.polygon([(x, -620), (x + 70, -620), (x + 140, -500), (x + 70, -500)]), on: rear, Colour(0xC32525))
    }
    for s in [-1.0, 1] {
      let x = s * 960
      canvas.fill(.round(x - 230, -940, 460, 150, 20), on: rear, .grey(0.1))
      for (k, colour) in [Colour(0xB01C1C), Colour(0xD9861E), Colour(0xB01C1C), Colour(0xE8E8E8)].enumerated() {
        canvas.fill(.round(x - 215 + Double(k) * 110, -925, 100, 120, 16), on: rear, colour)
      }
      if stage.conditions.light != .day {
        stage.lamp(on: rear, x: x - 165, y: -865, radius: 55, strength: 0.5, colour: Colour(1, 0.12, 0.08))
      }
    }
  }
}
