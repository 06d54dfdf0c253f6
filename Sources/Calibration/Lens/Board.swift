import CVision

/// A printed board to hold before a camera.
public struct Board: Sendable, Hashable {
  public enum Kind: String, Sendable, CaseIterable, Codable {
    /// Black and white squares; must be wholly in view.
    case chequer
    /// Squares with markers in the white ones; a part of it suffices.
    case charuco
  }

  public var kind: Kind
  /// Squares across and down.
  public var columns, rows: Int
  /// Side of a square in millimetres, as printed: measure it.
  public var square: Double

  public init(kind: Kind = .charuco, columns: Int = 9, rows: Int = 6, square: Double = 30) {
    (self.kind, self.columns, self.rows, self.square) = (kind, columns, rows, square)
  }

  var corners: Int { (columns - 1) * (rows - 1) }

  var handle: cvision_board {
    cvision_board(has_markers: kind == .charuco ? 1 : 0, columns: Int32(columns), rows: Int32(rows), square: square)
  }

  /// What makes it no board; nil if it is one.
  public var objection: String? {
    if !(3...40).contains(columns) || !(3...40).contains(rows) { return "a board has 3 to 40 squares each way" }
    if !(1...1000).contains(square) { return "a square measures 1 to 1000 mm" }
    // Turned by half a turn such a chequer looks the same, and its views do not fit together.
    if kind == .chequer, columns % 2 == rows % 2 { return "a chequer needs an even and an odd number of squares" }
    return nil
  }

  /// Its modules by rows, true is black; eight to a square's side.
  func modules() throws(CalibrationError) -> (width: Int, height: Int, isBlack: [Bool]) {
    var board = handle
    var bytes = [UInt8](repeating: 0, count: 64 * columns * rows)
    guard cvision_board_draw(&board, &bytes) == 0 else {
      throw CalibrationError(
        "the board cannot be drawn (\(String(cString: cvision_message())))", remedy: "choose another")
    }
    return (columns * 8, rows * 8, bytes.map { $0 < 128 })
  }
}
