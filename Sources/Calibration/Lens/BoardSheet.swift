import CCairo
public import Foundation

/// A board as a PDF to scale, with a ruler to check the printer by.
public enum BoardSheet {
  /// Paper in millimetres, the long side across.
  public enum Paper: String, Sendable, CaseIterable {
    case a4, a3, a2

    var size: (width: Double, height: Double) {
      switch self {
      case .a4: (297, 210)
      case .a3: (420, 297)
      case .a2: (594, 420)
      }
    }
  }

  /// - Throws: if the board does not fit on the paper.
  public static func pdf(of board: Board, on paper: Paper) throws(CalibrationError) -> Data {
    let (width, height) = (Double(board.columns) * board.square, Double(board.rows) * board.square)
    let sheet = paper.size
    guard width + 20 <= sheet.width, height + 32 <= sheet.height else {
      throw CalibrationError(
        "\(Int(width)) x \(Int(height)) mm and margins do not fit on \(paper.rawValue)",
        remedy: "take larger paper, fewer squares or smaller ones")
    }
    let modules = try board.modules()
    let sink = Sink()
    let point = 72 / 25.4
    let surface = cairo_pdf_surface_create_for_stream(
      { closure, bytes, count in
        guard let closure, let bytes else { return CAIRO_STATUS_WRITE_ERROR }
        Unmanaged<Sink>.fromOpaque(closure).takeUnretainedValue().data.append(bytes, count: Int(count))
        return CAIRO_STATUS_SUCCESS
      }, Unmanaged.passUnretained(sink).toOpaque(), sheet.width * point, sheet.height * point)
    let context = cairo_create(surface)
    cairo_scale(context, point, point)
    let (left, top) = ((sheet.width - width) / 2, (sheet.height - 22 - height) / 2)
    let module = board.square / 8
    cairo_set_source_rgb(context, 0, 0, 0)
    for row in 0..<modules.height {
      var column = 0
      while column < modules.width {
        let start = column
        while column < modules.width, modules.isBlack[row * modules.width + column] { column += 1 }
        if column > start {
          // A hair higher than a module, so that no viewer shows a gap between two rows.
          let isLast = row + 1 == modules.height || !modules.isBlack[(row + 1) * modules.width + start]
          cairo_rectangle(
            context, left + Double(start) * module, top + Double(row) * module, Double(column - start) * module,
            module * (isLast ? 1 : 1.02))
        }
        column += 1
      }
    }
    cairo_fill(context)
    ruler(context, left: left, top: sheet.height - 16)
    let note =
      "\(board.kind.rawValue) \(board.columns)x\(board.rows), squares of \(board.square) mm. Print at 100 %, not fitted "
      + "to the page; the ruler must measure 100 mm. Glue it on something flat and stiff."
    cairo_select_font_face(context, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL)
    cairo_set_font_size(context, 3.2)
    cairo_move_to(context, left, sheet.height - 6)
    cairo_show_text(context, note)
    cairo_show_page(context)
    cairo_destroy(context)
    cairo_surface_finish(surface)
    let status = cairo_surface_status(surface)
    cairo_surface_destroy(surface)
    guard status == CAIRO_STATUS_SUCCESS else {
      throw CalibrationError(
        "the PDF could not be made (\(String(cString: cairo_status_to_string(status))))", remedy: "free some memory")
    }
    return sink.data
  }

  private static func ruler(_ context: OpaquePointer?, left: Double, top: Double) {
    cairo_set_line_width(context, 0.2)
    for millimetre in 0...100 {
      let length = millimetre % 10 == 0 ? 5.0 : millimetre % 5 == 0 ? 3.5 : 2
      cairo_move_to(context, left + Double(millimetre), top)
      cairo_line_to(context, left + Double(millimetre), top + length)
    }
    cairo_move_to(context, left, top)
    cairo_line_to(context, left + 100, top)
    cairo_stroke(context)
  }

  private final class Sink {
    var data = Data()
  }
}
