import Border

/// A passenger car, its front or its rear: the two differ little at this grain.
struct Car {
  let look: VehicleLook
  let frame: VehicleFrame
  private let half = 890.0

  init(_ look: VehicleLook, in frame: VehicleFrame) {
    self.look = look
    self.frame = frame
  }

  func draw(plate: DrawnPlate?, plateLook: PlateLook, rear isRear: Bool) {
    let stage = frame.stage
    let canvas = stage.canvas
    let front = frame.face()
    let cabin = frame.face(900)
    for x in [-half + 30, half - 250] { canvas.fill(.round(x, -600, 220, 600, 40), on: front, .grey(0.05)) }
    for a in [-half, half] {
      guard let side = frame.side(a) else { continue }
      canvas.fill(
        .polygon([(0, -780), (900, -980), (4300, -950), (4300, -300), (0, -300)]), on: side, look.body.shaded(0.65))
      canvas.fill(.polygon([(950, -960), (1700, -1420), (3400, -1420), (4000, -950)]), on: side, Colour(0x1A2026))
      for b in [800.0, 3400] { canvas.fill(.ellipse(b, -310, 310, 310), on: side, .grey(0.05)) }
    }
    canvas.fill(
      .polygon([(-740, -940), (740, -940), (600, -1440), (-600, -1440)]), on: cabin,
      .down(-1440, -940, Colour(0x3B4A55), Colour(0x12181C)))
    // The bonnet leads from the nose to the windscreen.
    let slope = Vector(0, 0.2, 0) + frame.pose.away * 0.98
    let bonnet = Sheet(
      stage.camera, origin: frame.pose.place(0, 760, 0), across: frame.pose.right, down: slope)
    canvas.fill(.polygon([(-half, 0), (half, 0), (780, 960), (-780, 960)]), on: bonnet, look.body.shaded(1.12))
    canvas.fill(.polygon([(-420, 20), (420, 20), (330, 930), (-330, 930)]), on: bonnet, look.body.shaded(1.22))
    canvas.fill(
      .round(-half, -800, 2 * half, 600, 110), on: front,
      .across(
        -half, half,
        [
          (0, look.body.shaded(0.65)), (0.12, look.body), (0.5, look.body.shaded(1.1)), (0.88, look.body),
          (1, look.body.shaded(0.65)),
        ]))
    canvas.fill(.round(-420, -690, 840, 150, 40), on: front, .grey(0.07))
    canvas.fill(.ellipse(0, -620, 55, 45), on: front, .grey(0.8))
    canvas.fill(.round(-560, -360, 1120, 110, 30), on: front, .grey(0.08))
    for s in [-1.0, 1] {
      let x = s * (half - 190)
      canvas.fill(.round(x - 170, -720, 340, 140, 60), on: front, isRear ? Colour(0xA81818) : .grey(0.85))
      if stage.conditions.light != .day {
        stage.lamp(
          on: front, x: x, y: -650, radius: 60, strength: isRear ? 0.45 : 0.8,
          colour: isRear ? Colour(1, 0.12, 0.08) : Colour(1, 0.97, 0.9))
      }
    }
    stage.stain(
      on: front, x: -half, y: -800, width: 2 * half, height: 600, strength: 0.5 * look.dirt, cover: 0.5, cells: 5,
      seed: look.seed)
    guard let plate else { return }
    let (w, h) = (plate.format.width, plate.format.height)
    let at = Point(x: -w / 2, y: -(isRear ? 560 : 440) - h / 2)
    canvas.fill(.rect(at.x + 6, at.y + 8, w, h), on: front, .grey(0, 0.4))
    stage.draw(plate, look: plateLook, on: front.moved(to: at))
  }
}
