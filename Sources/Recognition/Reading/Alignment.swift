internal import Border

/// Two texts laid beside one another with the fewest edits.
enum Alignment {
  /// For each character of `text`, which character of `reading` stands for it, nil where none does; and how many characters of
  /// `reading` stand for none.
  static func align<Symbol: Equatable>(
    _ text: [Symbol], with reading: [Symbol]
  ) -> (partners: [Int?], extra: Int) {
    let width = reading.count + 1
    var partners = [Int?](repeating: nil, count: text.count)
    var extra = 0
    // A reader's texts are laid beside one another some hundred times a plate: one table each, and none that outlives it.
    withUnsafeTemporaryAllocation(of: Int.self, capacity: (text.count + 1) * width) { cost in
      for column in 0..<width { cost.initializeElement(at: column, to: column) }
      for row in 1..<text.count + 1 {
        cost.initializeElement(at: row * width, to: row)
        for column in 1..<width {
          let at = row * width + column
          let change = text[row - 1] == reading[column - 1] ? 0 : 1
          let replaced = cost[at - width - 1] + change
          cost.initializeElement(at: at, to: min(replaced, cost[at - width] + 1, cost[at - 1] + 1))
        }
      }
      var (row, column) = (text.count, reading.count)
      while row > 0 || column > 0 {
        let at = row * width + column
        if row > 0, column > 0,
          cost[at] == cost[at - width - 1] + (text[row - 1] == reading[column - 1] ? 0 : 1)
        {
          partners[row - 1] = column - 1
          (row, column) = (row - 1, column - 1)
        } else if row > 0, cost[at] == cost[at - width] + 1 {
          row -= 1
        } else {
          extra += 1
          column -= 1
        }
      }
    }
    return (partners, extra)
  }
}
