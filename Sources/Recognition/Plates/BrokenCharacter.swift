internal import Border

/// Whether part of a character is hidden over its whole width: by a lamp that the plate's cover mirrors, a drop on the lens, or dirt.
///
/// Every line across a letter or a digit crosses its strokes, so the ink of a whole one runs from its top to its foot. Where light or dirt
/// lies across it what is left may be another character, which readers are sure of: an 8 with its upper right gone is a 6. Signs of Chinese
/// script have lines without ink of their own, and are not looked at. What is hidden beside a stroke that goes on, or at a character's very
/// foot, is not seen so.
enum BrokenCharacter {
  /// Ink is darker than this in a stretched row, of 255.
  private static let ink: UInt8 = 170
  /// Of lines with ink on end, as a share of the row's height. Whole characters reach over three fifths to nine tenths of it: what is
  /// broken near its middle is seen, what is broken nearer to its ends is not. Three fifths of what the row's other characters have would
  /// tell most of these too, and withhold trust from one gate plate in a hundred that is read rightly.
  private static let leastRun = 0.32
  /// How far a character's own columns reach from its place, in steps from one to the next.
  private static let (before, after) = (0.46, 0.3)

  /// - Parameters:
  ///   - row: stretched, dark characters on light ground, cut as the plate is.
  ///   - read: what was read of it; without places nothing can be told.
  static func isSeen(in row: GreyPatch, _ read: RowReading.Alternative) -> Bool {
    guard let step = read.step, step.isFinite else { return false }
    return zip(read.characters, read.places).contains { character, place in
      let (first, last) = (max(0, place - before * step), min(Double(row.width - 1), place + after * step))
      guard place.isFinite, first <= last, !character.character.isChinese else { return false }
      return Double(longestRun(in: row, columns: Int(first)...Int(last))) < leastRun * Double(row.height)
    }
  }

  /// How many lines on end have ink in these columns, at most.
  private static func longestRun(in row: GreyPatch, columns: ClosedRange<Int>) -> Int {
    var (longest, run) = (0, 0)
    for y in 0..<row.height {
      let hasInk = columns.contains { row.pixels[y * row.width + $0] < ink }
      run = hasInk ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }
}
