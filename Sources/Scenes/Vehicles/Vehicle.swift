import Border

/// A vehicle with its plates at a place, and which end of it the camera sees.
struct Vehicle {
  var look: VehicleLook
  var plate: DrawnPlate?
  /// Of what it pulls, beside its own; on the front of lorries only.
  var second: DrawnPlate? = nil
  var plateLook: PlateLook
  var showsRear: Bool

  func draw(on stage: Stage, at pose: Pose) {
    let frame = VehicleFrame(stage: stage, pose: pose)
    hideWhatIsBehind(frame)
    switch look.model {
    case .car:
      frame.shadow(halfWidth: 900, length: 4300)
      Car(look, in: frame).draw(plate: plate, plateLook: plateLook, rear: showsRear)
    case .container, .box:
      frame.shadow(halfWidth: 1260, length: 12_000)
      if showsRear {
        Load(look, in: frame).drawRear(plate: plate, plateLook: plateLook)
      } else {
        Load(look, in: frame).drawBehindCab()
        Cab(look, in: frame).draw(plate: plate, second: second, plateLook: plateLook)
      }
    }
  }

  /// The plates drawn so far are behind this vehicle.
  private func hideWhatIsBehind(_ frame: VehicleFrame) {
    let (half, height, length) = look.model == .car ? (880.0, 1300.0, 4300.0) : (1240, 2900, 9000)
    frame.stage.cover(.rect(-half, -height, 2 * half, height - 100), on: frame.face())
    for a in [-half, half] {
      if let side = frame.side(a) { frame.stage.cover(.rect(0, -height, length, height - 100), on: side) }
    }
  }

  /// Middle of the plate, or where it would be.
  func plateCentre(at pose: Pose) -> Vector {
    switch look.model {
    case .car: pose.place(0, showsRear ? 560 : 440, 0)
    case .container, .box:
      showsRear
        ? pose.place(look.plateX * 0.9, look.plateHeight + 170, 0) : pose.place(look.plateX, look.plateHeight, 0)
    }
  }
}
