import Border
import CCairo
import CVision

/// A picture being drawn. Not for two threads at once.
final class Canvas {
  let width: Int
  let height: Int
  private let surface: OpaquePointer
  private let cairo: OpaquePointer

  init(width: Int, height: Int) throws(SceneError) {
    let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(clamping: width), Int32(clamping: height))
    guard let surface, cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS, let cairo = cairo_create(surface) else {
      if let surface { cairo_surface_destroy(surface) }
      throw SceneError.size(width: width, height: height)
    }
    self.width = width
    self.height = height
    self.surface = surface
    self.cairo = cairo
    // Cairo's pixels have their corners at whole numbers, ours their centres.
    cairo_translate(cairo, 0.5, 0.5)
  }

  deinit {
    cairo_destroy(cairo)
    cairo_surface_destroy(surface)
  }

  func fill(_ path: Path, on sheet: Sheet, _ paint: Paint, evenOdd: Bool = false) {
    guard trace(path, on: sheet) else { return }
    cairo_set_fill_rule(cairo, evenOdd ? CAIRO_FILL_RULE_EVEN_ODD : CAIRO_FILL_RULE_WINDING)
    apply(paint, on: sheet)
    cairo_fill(cairo)
  }

  func fill(_ path: Path, on sheet: Sheet, _ colour: Colour) { fill(path, on: sheet, .solid(colour)) }

  /// Fills, and makes the outline bolder by `weight` millimetres (on both sides together).
  func fill(_ path: Path, on sheet: Sheet, _ colour: Colour, weight: Double, near point: Point) {
    guard trace(path, on: sheet) else { return }
    cairo_set_fill_rule(cairo, CAIRO_FILL_RULE_WINDING)
    apply(.solid(colour), on: sheet)
    let line = weight * sheet.scale(at: point)
    if line > 0.01 {
      cairo_fill_preserve(cairo)
      cairo_set_line_width(cairo, line)
      cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND)
      cairo_stroke(cairo)
    } else {
      cairo_fill(cairo)
    }
  }

  /// Lets an effect work on the pixels drawn so far.
  func retouch(_ body: (CVScenePicture) -> Void) {
    cairo_surface_flush(surface)
    guard let data = cairo_image_surface_get_data(surface) else { return }
    body(
      CVScenePicture(
        bgr: data, width: Int32(width), height: Int32(height), stride: cairo_image_surface_get_stride(surface),
        channels: 4))
    cairo_surface_mark_dirty(surface)
  }

  /// A copy of what is drawn so far.
  func picture() -> Picture {
    var picture = Picture(width: width, height: height)
    cairo_surface_flush(surface)
    if let data = cairo_image_surface_get_data(surface) {
      picture.edit { _ = cv_scene_take_bgra($0, data, cairo_image_surface_get_stride(surface)) }
    }
    return picture
  }

  // MARK: -

  /// Puts the outline, in perspective and cut off in front of the camera, on cairo's path. False if nothing is left.
  private func trace(_ path: Path, on sheet: Sheet) -> Bool {
    cairo_new_path(cairo)
    var any = false
    for ring in path.rings {
      var previous = sheet.homogeneous(ring[ring.count - 1])
      var started = false
      func add(_ h: (x: Double, y: Double, w: Double)) {
        // Cairo counts in 24.8 fixed point: far outside is as good as farther.
        let x = min(max(h.x / h.w, -100_000), 100_000)
        let y = min(max(h.y / h.w, -100_000), 100_000)
        started ? cairo_line_to(cairo, x, y) : cairo_move_to(cairo, x, y)
        started = true
      }
      for point in ring {
        let h = sheet.homogeneous(point)
        let (inside, was) = (h.w > Sheet.near, previous.w > Sheet.near)
        if inside != was {
          let t = (Sheet.near - previous.w) / (h.w - previous.w)
          add((previous.x + (h.x - previous.x) * t, previous.y + (h.y - previous.y) * t, Sheet.near))
        }
        if inside { add(h) }
        previous = h
      }
      if started {
        cairo_close_path(cairo)
        any = true
      }
    }
    return any
  }

  private func apply(_ paint: Paint, on sheet: Sheet) {
    switch paint {
    case .solid(let c): cairo_set_source_rgba(cairo, c.red, c.green, c.blue, c.alpha)
    case .gradient(let from, let to, let stops):
      guard let a = sheet.project(from), let b = sheet.project(to),
        let pattern = cairo_pattern_create_linear(a.x, a.y, b.x, b.y)
      else {
        let c = stops.first?.1 ?? .black
        cairo_set_source_rgba(cairo, c.red, c.green, c.blue, c.alpha)
        return
      }
      for (offset, c) in stops {
        cairo_pattern_add_color_stop_rgba(pattern, offset, c.red, c.green, c.blue, c.alpha)
      }
      cairo_set_source(cairo, pattern)
      cairo_pattern_destroy(pattern)
    }
  }
}
