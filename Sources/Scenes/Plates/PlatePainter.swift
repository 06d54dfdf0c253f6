import Border
import CVision

/// Draws plates: flat, or on a sheet of the world.
public struct PlatePainter: Sendable {
  let fonts: FontBook

  public init(fonts: FontBook) { self.fonts = fonts }

  /// The plate alone, straight on.
  public func picture(of plate: DrawnPlate, pixelsPerMillimetre scale: Double, look: PlateLook = .house)
    throws(SceneError) -> Picture
  {
    let canvas = try Canvas(
      width: Int((plate.format.width * scale).rounded()), height: Int((plate.format.height * scale).rounded()))
    draw(plate, look: look, on: Sheet(scale: scale), of: canvas)
    return canvas.picture()
  }

  /// Draws with the plate's top left at the sheet's origin; its quad is `sheet.quad(0, 0, width, height)`.
  func draw(_ plate: DrawnPlate, look: PlateLook, on sheet: Sheet, of canvas: Canvas) {
    let (width, height) = (plate.format.width, plate.format.height)
    let colours = PlateColours(plate, fading: look.fading)
    if look.holder > 0 {
      let h = look.holder
      canvas.fill(.round(-h, -h, width + 2 * h, height + 2 * h, 8), on: sheet, .grey(look.holderGrey))
    }
    let blank = Path.round(0, 0, width, height, 9)
    canvas.fill(blank, on: sheet, colours.ground(plate))
    // The pressed rim catches light above and shade below.
    canvas.fill(
      blank + .round(4, 4, width - 8, height - 8, 7), on: sheet, .solid(.grey(1, 0.16 * look.emboss)), evenOdd: true)
    if look.rim > 0 {
      let (a, b) = (5.0, 5 + look.rim)
      canvas.fill(
        .round(a, a, width - 2 * a, height - 2 * a, 8) + .round(b, b, width - 2 * b, height - 2 * b, 7), on: sheet,
        .solid(colours.ink), evenOdd: true)
    }
    if look.seal { seal(plate, sheet, canvas) }
    marks(plate, look, colours, sheet, canvas)
    bolts(plate, look, sheet, canvas)
    wear(plate, look, sheet, canvas)
  }

  private func marks(_ plate: DrawnPlate, _ look: PlateLook, _ colours: PlateColours, _ sheet: Sheet, _ canvas: Canvas)
  {
    let centre = Point(x: plate.format.width / 2, y: plate.format.height / 2)
    // Smaller dies have thinner strokes.
    let weight = look.weight * (plate.format == .vietnamMotorcycle ? 0.6 : 1)
    for mark in PlateLayout(plate).marks {
      let path: Path
      switch mark.shape {
      case .dash: path = .rect(mark.x, mark.y, mark.width, mark.height)
      case .dot:
        let r = mark.width / 2
        path = .ellipse(mark.x + r, mark.y + r, r, r)
      case .character(let character): path = self.character(character, in: mark, plate, look)
      }
      let placed = path.placed(x: look.shiftX, y: look.shiftY)
      let ink = mark.red ? Colour(0xB5161B) : colours.ink
      if look.emboss > 0 {
        let (light, shade) = (Colour.grey(1, 0.35 * look.emboss), Colour.grey(0, 0.22 * look.emboss))
        canvas.fill(placed.placed(x: -1.1, y: -1.1), on: sheet, light, weight: weight, near: centre)
        canvas.fill(placed.placed(x: 1.2, y: 1.4), on: sheet, shade, weight: weight, near: centre)
      }
      canvas.fill(placed, on: sheet, ink, weight: weight, near: centre)
    }
  }

  /// A character fitted into its cell: all of one height, as dies are.
  private func character(_ character: Character, in mark: PlateLayout.Mark, _ plate: DrawnPlate, _ look: PlateLook)
    -> Path
  {
    let middle = mark.x + mark.width / 2
    if !character.isASCII {
      let face = fonts.han[look.han % fonts.han.count]
      guard let glyph = face.glyphs[character] ?? fonts.han.lazy.compactMap({ $0.glyphs[character] }).first else {
        return Path()
      }
      let (w, h) = (glyph.maxX - glyph.minX, glyph.maxY - glyph.minY)
      let (sx, sy) = (mark.width / w, mark.height / h)
      return glyph.path.placed(
        x: middle - (glyph.minX + w / 2) * sx, y: mark.y - glyph.minY * sy, scaleX: sx, scaleY: sy)
    }
    let face = fonts.latin[look.latin % fonts.latin.count]
    guard let glyph = face.glyphs[character] else { return Path() }
    let height = mark.height * look.tall
    let sy = height / face.capHeight
    // As wide against its neighbours as in the typeface, never wider than the cell lets it be.
    let w = glyph.maxX - glyph.minX
    let sx = min(mark.width / face.figureWidth * look.stretch, mark.width * 1.1 / w)
    let top = mark.y + mark.height / 2 - height / 2
    return glyph.path.placed(
      x: middle - (glyph.minX + w / 2) * sx, y: top + height, scaleX: sx, scaleY: sy)
  }

  /// The embossed stamp of the police, a blob that readers may take for a character.
  private func seal(_ plate: DrawnPlate, _ sheet: Sheet, _ canvas: Canvas) {
    guard plate.country == .vietnam else { return }
    let y = plate.lines == 1 ? plate.format.height / 2 : plate.format.height * 0.52
    let x = plate.lines == 1 ? 7.5 : plate.format.width / 2
    let r = plate.lines == 1 ? 5.5 : 7.0
    canvas.fill(
      .ellipse(x, y, r, r) + .ellipse(x, y, r - 1.2, r - 1.2), on: sheet, .solid(.grey(0, 0.28)), evenOdd: true)
    canvas.fill(.ellipse(x + 0.6, y + 0.6, r * 0.45, r * 0.45), on: sheet, .grey(0, 0.18))
  }

  private func bolts(_ plate: DrawnPlate, _ look: PlateLook, _ sheet: Sheet, _ canvas: Canvas) {
    let (width, height) = (plate.format.width, plate.format.height)
    let china = plate.country == .china
    let inset = china ? 75.0 : plate.lines == 1 ? 14.0 : 18
    let top = china ? 12.0 : plate.lines == 1 ? height / 2 : 18
    var places: [(Double, Double)] = []
    if look.bolts >= 2 { places += [(inset, top), (width - inset, top)] }
    if look.bolts >= 4, china || plate.lines == 2 { places += [(inset, height - 12), (width - inset, height - 12)] }
    for (x, y) in places {
      // A bolt near a character hides nothing of it: it sits in the rim.
      let at = plate.lines == 1 && !china ? (x < width / 2 ? 8.5 : width - 8.5) : x
      canvas.fill(.ellipse(at + 0.8, y + 1, 5.4, 5.4), on: sheet, .grey(0, 0.4))
      canvas.fill(.ellipse(at, y, 5, 5), on: sheet, .grey(0.55))
      canvas.fill(.ellipse(at - 1, y - 1, 2.2, 2.2), on: sheet, .grey(0.75))
    }
  }

  private func wear(_ plate: DrawnPlate, _ look: PlateLook, _ sheet: Sheet, _ canvas: Canvas) {
    let (width, height) = (plate.format.width, plate.format.height)
    if let shadow = look.shadow {
      let x = shadow * width
      canvas.fill(
        .polygon([(-20, -20), (x, -20), (x + height * 0.4, height + 20), (-20, height + 20)]), on: sheet,
        .grey(0, 0.38))
    }
    guard look.dirt > 0.02, let quad = sheet.quad(x: 0, y: 0, width: width, height: height) else { return }
    canvas.retouch { picture in
      picture.stain(quad, strength: 0.85 * look.dirt, cover: look.dirtCover, cells: 4, colour: .dust, seed: look.seed)
    }
  }
}

/// The paints of a plate.
struct PlateColours {
  var paint: Colour
  var ink: Colour

  init(_ plate: DrawnPlate, fading: Double) {
    let pale = Colour(0xCDC8BC)
    switch plate.colour {
    case .white, .unknown: (paint, ink) = (Colour(0xF1F1EC), Colour(0x141414))
    case .yellow: (paint, ink) = (Colour(plate.country == .china ? 0xF0A912 : 0xF3BE16), Colour(0x121110))
    case .blue: (paint, ink) = (Colour(0x1A4BA0), Colour(0xF2F3F4))
    case .red: (paint, ink) = (Colour(0xB3171C), Colour(0xF2EFEA))
    case .green: (paint, ink) = (Colour(0x45B97B), Colour(0x121412))
    case .black: (paint, ink) = (Colour(0x151515), Colour(0xF0F0F0))
    }
    // Special economic zones: yellow ground, red letters.
    if plate.country == .vietnam, plate.kind == .special, plate.colour == .yellow,
      plate.text.contains("LB") || plate.text.contains("CT")
    {
      ink = Colour(0xB5161B)
    }
    paint = paint.mixed(pale, fading * 0.55)
    ink = ink.mixed(paint, fading * 0.45)
  }

  func ground(_ plate: DrawnPlate) -> Paint {
    guard plate.colour == .green else { return .solid(paint) }
    let pattern = PlateGrammar.match(plate.text)?.pattern
    // Large new-energy vehicles carry their letter last: yellow behind the province, green behind the serial.
    if plate.kind == .newEnergy, plate.text.last?.isLetter == true, pattern != nil {
      return .across(
        0, plate.format.width, [(0, Colour(0xF0B21A)), (0.26, Colour(0xF0B21A)), (0.261, paint), (1, paint)])
    }
    return .down(0, plate.format.height, Colour(0xEEF6F0), paint)
  }
}

extension Colour {
  /// Dried mud of the road.
  static let dust = Colour(0x7A6A55)
}

extension CVScenePicture {
  func stain(_ quad: Quad, strength: Double, cover: Double, cells: Int, colour: Colour, seed: UInt64) {
    let bgr = [colour.blue, colour.green, colour.red].map { UInt8(max(0, min(255, $0 * 255))) }
    _ = cv_scene_stain(self, quad.floats, Float(strength), Float(cover), Int32(cells), bgr, seed)
  }

  func grain(_ quad: Quad, strength: Double, cells: Int, seed: UInt64) {
    _ = cv_scene_grain(self, quad.floats, Float(strength), Int32(cells), seed)
  }
}

extension Quad {
  var floats: [Float] { corners.flatMap { [Float($0.x), Float($0.y)] } }
}
