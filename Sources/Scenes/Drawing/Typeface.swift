import Border
import CCairo

/// Outlines of characters, taken out of a font file once; no FreeType object lives on.
struct Typeface: Sendable {
  struct Glyph: Sendable {
    /// In parts of the em, baseline at 0, y downwards.
    var path: Path
    var advance: Double
    /// Left, top, right and bottom of the ink.
    var minX, minY, maxX, maxY: Double
  }

  let name: String
  let glyphs: [Character: Glyph]
  /// Height of H in parts of the em.
  let capHeight: Double
  /// Width of the ink of 0 in parts of the em: what plates take as the width of a character.
  let figureWidth: Double

  init(file path: String, name: String, characters: String) throws(SceneError) {
    var library: FT_Library?
    guard FT_Init_FreeType(&library) == 0, let library else {
      throw .fontBroken(path: path, reason: "FreeType does not start")
    }
    defer { FT_Done_FreeType(library) }
    var face: FT_Face?
    let status = FT_New_Face(library, path, 0, &face)
    guard status == 0, let face else { throw .fontBroken(path: path, reason: "FreeType error \(status)") }
    defer { FT_Done_Face(face) }
    let em = Double(max(1, face.pointee.units_per_EM))
    var glyphs: [Character: Glyph] = [:]
    for character in characters {
      guard let scalar = character.unicodeScalars.first,
        FT_Load_Char(face, FT_ULong(scalar.value), FT_Int32(FT_LOAD_NO_SCALE)) == 0,
        FT_Get_Char_Index(face, FT_ULong(scalar.value)) != 0, let slot = face.pointee.glyph
      else { continue }
      glyphs[character] = Self.glyph(&slot.pointee.outline, advance: Double(slot.pointee.advance.x), em: em)
    }
    guard !glyphs.isEmpty else { throw .fontBroken(path: path, reason: "none of the wanted characters") }
    self.name = name
    self.glyphs = glyphs
    capHeight = glyphs["H"].map { -$0.minY } ?? 0.72
    figureWidth = glyphs["0"].map { $0.maxX - $0.minX } ?? 0.5
  }

  private static func glyph(_ outline: inout FT_Outline, advance: Double, em: Double) -> Glyph {
    final class Tracer {
      var path = Path()
      var last = Point(x: 0, y: 0)
      let em: Double
      init(em: Double) { self.em = em }
      func point(_ v: UnsafePointer<FT_Vector>) -> Point {
        Point(x: Double(v.pointee.x) / em, y: -Double(v.pointee.y) / em)
      }
    }
    let tracer = Tracer(em: em)
    var callbacks = FT_Outline_Funcs(
      move_to: { to, user in
        guard let to, let user else { return 1 }
        let tracer = Unmanaged<Tracer>.fromOpaque(user).takeUnretainedValue()
        tracer.last = tracer.point(to)
        tracer.path.elements.append(.move(tracer.last))
        return 0
      },
      line_to: { to, user in
        guard let to, let user else { return 1 }
        let tracer = Unmanaged<Tracer>.fromOpaque(user).takeUnretainedValue()
        tracer.last = tracer.point(to)
        tracer.path.elements.append(.line(tracer.last))
        return 0
      },
      conic_to: { control, to, user in
        guard let control, let to, let user else { return 1 }
        let tracer = Unmanaged<Tracer>.fromOpaque(user).takeUnretainedValue()
        let (a, c, b) = (tracer.last, tracer.point(control), tracer.point(to))
        tracer.path.elements.append(
          .curve(
            Point(x: a.x + (c.x - a.x) * 2 / 3, y: a.y + (c.y - a.y) * 2 / 3),
            Point(x: b.x + (c.x - b.x) * 2 / 3, y: b.y + (c.y - b.y) * 2 / 3), b))
        tracer.last = b
        return 0
      },
      cubic_to: { first, second, to, user in
        guard let first, let second, let to, let user else { return 1 }
        let tracer = Unmanaged<Tracer>.fromOpaque(user).takeUnretainedValue()
        tracer.last = tracer.point(to)
        tracer.path.elements.append(.curve(tracer.point(first), tracer.point(second), tracer.last))
        return 0
      }, shift: 0, delta: 0)
    withExtendedLifetime(tracer) {
      _ = FT_Outline_Decompose(&outline, &callbacks, Unmanaged.passUnretained(tracer).toOpaque())
    }
    let points = tracer.path.rings.joined()
    return Glyph(
      path: tracer.path, advance: advance / em, minX: points.map(\.x).min() ?? 0, minY: points.map(\.y).min() ?? 0,
      maxX: points.map(\.x).max() ?? 0, maxY: points.map(\.y).max() ?? 0)
  }

  /// A line of text whose baseline starts at (x, y), capitals `height` millimetres high, and how long it is.
  func text(
    _ text: String, x: Double = 0, y: Double = 0, height: Double, stretch: Double = 1, tracking: Double = 0
  ) -> (path: Path, width: Double) {
    let scale = height / capHeight
    var path = Path()
    var pen = 0.0
    for character in text {
      guard let glyph = glyphs[character] else {
        pen += height * 0.35 * stretch
        continue
      }
      path += glyph.path.placed(x: x + pen, y: y, scaleX: scale * stretch, scaleY: scale)
      pen += glyph.advance * scale * stretch + tracking
    }
    return (path, pen)
  }
}
