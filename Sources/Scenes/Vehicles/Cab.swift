import Border

/// The front of a lorry: cab over engine, as nearly all at these gates are.
struct Cab {
  let look: VehicleLook
  let frame: VehicleFrame
  private let half = 1240.0

  init(_ look: VehicleLook, in frame: VehicleFrame) {
    self.look = look
    self.frame = frame
  }

  func draw(plate: DrawnPlate?, second: DrawnPlate?, plateLook: PlateLook) {
    let stage = frame.stage
    let canvas = stage.canvas
    let front = frame.face()
    wheels(front)
    sides()
    mirrors(front)
    // The shell, rounded at the edges, darker where it turns away.
    let shell = Path.round(-half, -look.roof, 2 * half, look.roof - 330, 110)
    canvas.fill(
      shell, on: front,
      .across(
        -half, half,
        [
          (0, look.body.shaded(0.6)), (0.07, look.body), (0.5, look.body.shaded(1.12)), (0.93, look.body),
          (1, look.body.shaded(0.6)),
        ]))
    windscreen(front)
    grille(front)
    bumper(front)
    lamps(front)
    lettering(front)
    badge(front)
    stage.stain(
      on: front, x: -half, y: -1500, width: 2 * half, height: 1200, strength: 0.6 * look.dirt, cover: 0.5, cells: 5,
      seed: look.seed)
    if let plate { self.plate(plate, plateLook, front, x: look.plateX) }
    if let second { self.plate(second, plateLook, front, x: look.plateX + (look.plateX > 0 ? -700 : 700)) }
  }

  private func plate(_ plate: DrawnPlate, _ plateLook: PlateLook, _ front: Sheet, x: Double) {
    let (w, h) = (plate.format.width, plate.format.height)
    let at = Point(x: x - w / 2, y: -look.plateHeight - h / 2)
    frame.stage.canvas.fill(.rect(at.x + 8, at.y + 10, w, h), on: front, .grey(0, 0.4))
    frame.stage.draw(plate, look: plateLook, on: front.moved(to: at))
  }

  private func wheels(_ front: Sheet) {
    for side in [-1.0, 1] {
      let x = side > 0 ? half - 360 : -half + 60
      frame.stage.canvas.fill(.round(x, -980, 300, 980, 50), on: front, .grey(0.07))
    }
    frame.stage.canvas.fill(.rect(-half + 120, -700, 2 * half - 240, 520), on: front, .grey(0.05))
  }

  private func sides() {
    let canvas = frame.stage.canvas
    for a in [-half, half] {
      guard let side = frame.side(a) else { continue }
      canvas.fill(.rect(60, -look.roof, 2100, look.roof - 500), on: side, look.body.shaded(0.62))
      canvas.fill(.round(330, -2500, 900, 850, 40), on: side, Colour(0x20262C))
      canvas.fill(.ellipse(900, -500, 520, 520), on: side, .grey(0.06))
      canvas.fill(.ellipse(900, -500, 260, 260), on: side, .grey(0.45))
    }
  }

  private func mirrors(_ front: Sheet) {
    let canvas = frame.stage.canvas
    for s in [-1.0, 1] {
      canvas.fill(.bar(s * half, -2480, s * (half + 210), -2440, 40), on: front, .grey(0.1))
      canvas.fill(.round(s * (half + 210) - 115, -2450, 230, 620, 40), on: front, .grey(0.09))
      canvas.fill(.round(s * (half + 210) - 100, -1800, 200, 190, 40), on: front, .grey(0.11))
    }
  }

  private func windscreen(_ front: Sheet) {
    let canvas = frame.stage.canvas
    let glass = Path.polygon([(-1140, -1690), (1140, -1690), (1090, -2500), (-1090, -2500)])
    canvas.fill(glass, on: front, .down(-2500, -1690, Colour(0x3A4A57), Colour(0x11171C)))
    canvas.fill(.round(340, -2180, 330, 480, 130), on: front, .grey(0.16))
    canvas.fill(.ellipse(505, -2210, 105, 135), on: front, .grey(0.22))
    canvas.fill(.polygon([(-900, -2500), (-520, -2500), (-760, -1690), (-1120, -1690)]), on: front, .grey(1, 0.10))
    canvas.fill(.polygon([(-430, -2500), (-330, -2500), (-570, -1690), (-680, -1690)]), on: front, .grey(1, 0.07))
    canvas.fill(.bar(-60, -1700, -820, -1790, 26), on: front, .grey(0.03))
    canvas.fill(.bar(900, -1700, 180, -1800, 26), on: front, .grey(0.03))
    if look.stickers > 0 { canvas.fill(.rect(-1040, -1860, 130, 110), on: front, Colour(0xC9D66A)) }
    if look.stickers > 1 { canvas.fill(.rect(860, -1830, 150, 90), on: front, Colour(0xD7DDE2)) }
    // Sun visor.
    canvas.fill(
      .round(-1150, -2640, 2300, 150, 50), on: front, look.grille % 2 == 0 ? .grey(0.07) : look.body.shaded(0.8))
    for x in [-900.0, -450, 450, 900] where look.roof > 2900 {
      canvas.fill(.round(x - 60, -look.roof + 60, 120, 50, 20), on: front, Colour(0xE08A1E))
    }
  }

  private func grille(_ front: Sheet) {
    let canvas = frame.stage.canvas
    let (top, bottom) = (1480.0, 930.0)
    let width = look.grille == 2 ? 1900.0 : 1500
    canvas.fill(.round(-width / 2, -top, width, top - bottom, 50), on: front, .grey(0.06))
    let bars = 3 + look.grille * 2
    for bar in 0..<bars {
      let y = -top + 40 + (top - bottom - 80) * Double(bar) / Double(bars)
      let shine = look.grille == 1 ? Colour.grey(0.72) : look.body.shaded(0.85)
      canvas.fill(
        .round(-width / 2 + 40, y, width - 80, 28, 8), on: front, .down(y, y + 28, shine.shaded(1.1), shine.shaded(0.5))
      )
    }
    canvas.fill(.ellipse(0, -(top + bottom) / 2, 120, 95), on: front, .grey(0.78))
    canvas.fill(.ellipse(0, -(top + bottom) / 2, 92, 70), on: front, .grey(0.25))
    canvas.fill(.rect(-70, -(top + bottom) / 2 - 12, 140, 24), on: front, .grey(0.8))
  }

  private func bumper(_ front: Sheet) {
    let canvas = frame.stage.canvas
    canvas.fill(
      .round(-half - 10, -900, 2 * half + 20, 580, 70), on: front,
      .down(-900, -320, look.bumper.shaded(1.12), look.bumper.shaded(0.6)))
    canvas.fill(.round(-620, -840, 1240, 110, 30), on: front, .grey(0.07))
    canvas.fill(.rect(-half, -905, 2 * half, 14), on: front, .grey(0, 0.5))
    // A flat place for the plate, and holes for towing.
    let recess = look.bumper.shaded(0.75)
    canvas.fill(.round(look.plateX - 300, -look.plateHeight - 95, 600, 190, 12), on: front, recess)
    for x in [-760.0, 760] { canvas.fill(.ellipse(x, -420, 45, 45), on: front, .grey(0.03)) }
  }

  private func lamps(_ front: Sheet) {
    let stage = frame.stage
    let on = stage.conditions.light != .day
    for s in [-1.0, 1] {
      let x = s * (half - 270)
      let y = -look.lampHeight
      if look.roundLamps {
        stage.canvas.fill(.ellipse(x, y, 150, 150), on: front, .grey(0.15))
        stage.canvas.fill(.ellipse(x, y, 130, 130), on: front, .down(y - 130, y + 130, .grey(0.92), .grey(0.55)))
      } else {
        stage.canvas.fill(.round(x - 230, y - 125, 460, 250, 60), on: front, .grey(0.12))
        stage.canvas.fill(
          .round(x - 210, y - 108, 420, 216, 50), on: front, .down(y - 108, y + 108, .grey(0.9), .grey(0.5)))
      }
      stage.canvas.fill(.ellipse(x - s * 70, y, 78, 78), on: front, .grey(0.7))
      stage.canvas.fill(.ellipse(x - s * 70, y, 52, 52), on: front, .grey(0.97))
      stage.canvas.fill(.round(x + s * 120 - 50, y - 70, 100, 140, 24), on: front, Colour(0xE2861C))
      stage.canvas.fill(.ellipse(s * (half - 330), -420, 60, 60), on: front, .grey(0.8))
      if on {
        stage.lamp(
          on: front, x: x - s * 70, y: y, radius: 80, strength: stage.conditions.light == .infrared ? 0.5 : 0.8,
          colour: Colour(1, 0.97, 0.88))
      }
    }
  }

  /// As large as a plate, on white, in the same letters.
  private func badge(_ front: Sheet) {
    guard let badge = look.badge else { return }
    let stage = frame.stage
    let text = stage.fonts.latin[0].text(badge, height: 78, tracking: 10)
    let width = text.width + 60
    stage.canvas.fill(.round(-width / 2, -1340, width, 120, 10), on: front, .grey(0.12))
    stage.canvas.fill(.round(-width / 2 + 6, -1334, width - 12, 108, 8), on: front, .grey(0.95))
    stage.canvas.fill(text.path.placed(x: -text.width / 2, y: -1241), on: front, .grey(0.06))
  }

  private func lettering(_ front: Sheet) {
    let stage = frame.stage
    let words = ["TURBO", "380", "LOGISTICS", "6X4", "DIESEL", "MAX", "CONTAINER", "国际物流"]
    let word = words[look.word % words.count]
    let ink = look.body.red + look.body.green + look.body.blue > 1.6 ? Colour(0x1B2A44) : Colour.grey(0.88)
    let face = word.first?.isASCII == true ? stage.fonts.latin[1] : stage.fonts.han[0]
    let text = face.text(word, height: 95, stretch: 1.2, tracking: 14)
    stage.canvas.fill(text.path.placed(x: -text.width / 2, y: -1535), on: front, ink)
    if look.stickers > 1 {
      // A board with figures: what a hasty reader takes for a plate.
      stage.canvas.fill(.rect(-1120, -1180, 260, 90), on: front, look.stickers == 2 ? Colour(0xF0C020) : .white)
      let figures = stage.fonts.latin[2].text("18.5 T", x: -1100, y: -1108, height: 52)
      stage.canvas.fill(figures.path, on: front, .black)
    }
    if look.stickers == 3 {
      let phone = stage.fonts.latin[2].text("0900 000 000", x: 560, y: -1000, height: 46)
      stage.canvas.fill(phone.path, on: front, ink)
    }
  }
}
