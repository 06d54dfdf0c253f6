import Border
import Foundation

/// A picture as characters: two pixels to a character, in 24 shades of grey, which every terminal has had since xterm-256.
struct TerminalPicture {
  let columns: Int
  let state: PreviewState
  /// Brightness in fields, row by row.
  let levels: (_ columns: Int, _ rows: Int) -> [UInt8]?

  var text: String {
    let width = max(1, state.width)
    let rows = max(2, columns * state.height / width / 2 * 2)
    guard let grey = levels(columns, rows) else { return bars }
    let boxes = state.plates.map { plate -> (left: Int, top: Int, right: Int, bottom: Int) in
      let bounds = plate.quad.bounds
      let scale = Double(columns) / Double(width)
      return (Int(bounds.minX * scale), Int(bounds.minY * scale), Int(bounds.maxX * scale), Int(bounds.maxY * scale))
    }
    var lines: [String] = []
    for row in stride(from: 0, to: rows - 1, by: 2) {
      var line = ""
      for column in 0..<columns {
        let isEdge = boxes.contains { box in
          (row...row + 1).contains { y in
            ((column == box.left || column == box.right) && (box.top...max(box.top, box.bottom)).contains(y))
              || ((y == box.top || y == box.bottom) && (box.left...max(box.left, box.right)).contains(column))
          }
        }
        let (upper, lower) = (shade(grey[row * columns + column]), shade(grey[(row + 1) * columns + column]))
        line += isEdge ? "\u{1B}[48;5;\(lower)m\u{1B}[93m▒" : "\u{1B}[38;5;\(upper);48;5;\(lower)m▀"
      }
      lines.append(line + "\u{1B}[0m")
    }
    return lines.joined(separator: "\n") + "\n" + bars
  }

  /// The grey ramp of the 256 colours: 232 … 255.
  private func shade(_ level: UInt8) -> Int { 232 + Int(level) * 23 / 255 }

  private var bars: String {
    var lines = ["focus     " + CalibrateFocus.bar(score: state.focus, peak: state.focusPeak)]
    let brightness = state.brightness ?? 0
    let clipped = Int((state.clipped ?? 0) * 100)
    lines.append("exposure  " + CalibrateFocus.bar(score: brightness / 2.55, peak: nil) + "  \(clipped) % white")
    for plate in state.plates {
      lines.append(
        "plate     \(plate.text)  \(Int(plate.width)) px  \(plate.trusted ? "read" : "not sure")\(plate.inLane ? "" : "  outside the lane")"
      )
    }
    if let fault = state.fault { lines.append(fault) }
    return lines.joined(separator: "\n")
  }
}
