/// How much two plate texts have in common.
enum TextSimilarity {
  /// 1 for equal texts, 0 for texts without a common character: 1 - edits / longer length.
  static func of(_ a: String, _ b: String) -> Double {
    let (a, b) = (Array(a), Array(b))
    guard !a.isEmpty, !b.isEmpty else { return a.isEmpty && b.isEmpty ? 1 : 0 }
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, y) in b.enumerated() {
        let change = diagonal + (x == y ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(change, row[j] + 1, row[j + 1] + 1)
      }
    }
    return 1 - Double(row[b.count]) / Double(max(a.count, b.count))
  }
}
