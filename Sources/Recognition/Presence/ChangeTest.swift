/// How much of the picture is not as it was: the cheap test before the detector.
///
/// The median difference is the light's, which changes everywhere at once, and is taken off. What moves is judged by
/// cells, so that a vehicle far away counts as much as one nearby.
enum ChangeTest {
  /// Below this a cell's difference is taken for noise, in grey values; and from the second on never.
  static let levels = (least: 2.5, most: 6.0)

  /// - Parameters: cells of two pictures, as `Glance.cells` gives them.
  /// - Returns: how many cells differ; all of them if the pictures are not of one size.
  static func changedCells(_ now: [Int32], since before: [Int32]) -> Int {
    guard now.count == before.count, !now.isEmpty else { return max(now.count, 1) }
    var differences = [Int32](repeating: 0, count: now.count)
    for index in now.indices { differences[index] = now[index] - before[index] }
    let light = median(differences)
    for index in differences.indices { differences[index] = abs(differences[index] - light) }
    // Half of the cells differ less than this. A vehicle that fills the picture must not pass for noise: hence the cap.
    let noise = 1.4826 * Double(median(differences)) / 16
    let threshold = Int32((min(max(levels.least, 5 * noise), levels.most) * 16).rounded())
    return differences.count { $0 > threshold }
  }

  private static func median(_ values: [Int32]) -> Int32 { values.sorted()[values.count / 2] }
}
