internal import Border

/// Two texts laid beside one another with the fewest edits.
enum Alignment {
  /// For each character of `text`, the character of `reading` that stands for it, nil where none does; and how many
  /// characters of `reading` stand for none.
  static func align(_ text: [Character], with reading: [CharacterRead]) -> (partners: [CharacterRead?], extra: Int) {
    let (rows, columns) = (text.count, reading.count)
    var cost = [[Int]](repeating: [Int](repeating: 0, count: columns + 1), count: rows + 1)
    for row in 0...rows { cost[row][0] = row }
    for column in 0...columns { cost[0][column] = column }
    if rows > 0, columns > 0 {
      for row in 1...rows {
        for column in 1...columns {
          let change = text[row - 1] == reading[column - 1].character ? 0 : 1
          cost[row][column] = min(
            cost[row - 1][column - 1] + change, cost[row - 1][column] + 1, cost[row][column - 1] + 1)
        }
      }
    }
    var partners = [CharacterRead?](repeating: nil, count: rows)
    var (row, column, extra) = (rows, columns, 0)
    while row > 0 || column > 0 {
      if row > 0, column > 0 {
        let change = text[row - 1] == reading[column - 1].character ? 0 : 1
        if cost[row][column] == cost[row - 1][column - 1] + change {
          partners[row - 1] = reading[column - 1]
          (row, column) = (row - 1, column - 1)
          continue
        }
      }
      if row > 0, cost[row][column] == cost[row - 1][column] + 1 {
        row -= 1
      } else {
        extra += 1
        column -= 1
      }
    }
    return (partners, extra)
  }
}
