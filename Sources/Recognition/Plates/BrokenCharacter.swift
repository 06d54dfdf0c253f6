internal import Border

/// Whether part of a character is hidden: by a lamp that the plate's cover mirrors, a drop on the lens, or dirt.
///
/// Every line across a letter or a digit crosses its strokes, so the ink of a whole one runs from its top to its foot. Where light or dirt
/// has broken it what is left may be another character, which readers are sure of: a B without its middle bar is a D. Signs of Chinese
/// script have lines without ink of their own, and are not looked at.
enum BrokenCharacter {
  /// Ink is darker than this in a stretched row, of 255.
  private static let ink: UInt8 = 170
  /// Of the row's height; whole characters reach over half to two thirds of it.
  private static let leastRun = 0.32
  /// How far a character's own columns reach from its place, in steps from one to the next: readers say it a little after its middle.
  private static let (before, after) = (0.46, 0.3)

  /// - Parameters:
  ///   - row: stretched, dark characters on light ground, cut as the plate is.
  ///   - read: what was read of it; without places nothing can be told.
  static func isSeen(in row: GreyPatch, _ read: RowReading.Alternative) -> Bool {
    guard let step = read.step else { return false }
    return zip(read.characters, read.places).contains { character, place in
      let first = max(0, Int(place - before * step))
      let last = min(row.width - 1, Int(place + after * step))
      guard first <= last, !character.character.isChinese else { return false }
      return Double(longestRun(in: row, columns: first...last)) < leastRun * Double(row.height)
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
