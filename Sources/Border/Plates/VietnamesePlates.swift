/// Vietnamese plates of every generation that is still on the road, a line a shape.
///
/// Circulars 58/2020 and 24/2023 are history, but what was issued under them stays valid; so do the four digits of
/// before 2010. Since Circular 79/2024 the serial letter says nothing about the vehicle.
///
/// Circulars are named as secondary sources cite them; their own texts were not at hand. What is only in public code and notes, without
/// a circular, says so.
enum VietnamesePlates {
  private static let circular79 = "Circular 79/2024/TT-BCA"
  private static let circular58 = "Circular 58/2020/TT-BCA"
  private static let circular15 = "Circular 15/2014/TT-BCA"
  private static let circular169 = "Circular 169/2021/TT-BQP"
  private static let secondary = "secondary source, no official text read"

  static let patterns: [PlatePattern] =
    plate(.car, "##L", 4...5, upperRow: 3, circular79)
    + plate(.trailer, "##[R]", 4...5, upperRow: 3, circular58)
    + plate(.trailer, "##[R][M]", 4...5, upperRow: 4, circular79)
    + ["MK", "HC", "CD", "TD", "MD"].flatMap { special($0, circular79) }
    // Foreign investors and their projects; the army's enterprises; the border-gate economic zones of Lao Bao and Cau Treo.
    + ["LD", "DA", "KT", "LB", "CT"].flatMap { special($0, secondary) }
    + army(.army, "UU", 4...5, upperRow: 2)
    + army(.army, "UUM", 3...6, upperRow: nil)
    + army(.trailer, "UU", 3...6, after: "RM", upperRow: nil)
    + army(.trailer, "UU", 3...6, after: "BM", upperRow: nil)
    + plate(.motorcycle, "##LS", 4...5, upperRow: 4, circular79)
    + plate(.motorcycle, "##L1", 4...5, upperRow: 4, circular15)
    + ["NG", "QT", "CV", "NN"].flatMap { diplomatic($0) }
    + plate(.temporary, "[T]##", 4...6, upperRow: 3, province: 1, secondary)
    + plate(.temporary, "##[T]", 6...6, upperRow: 3, secondary)

  /// Longer numbers first: of several patterns that fit, the newer one.
  private static func plate(
    _ kind: PlateKind, _ template: String, _ digits: ClosedRange<Int>, upperRow: Int?, province: Int = 0,
    _ source: String
  ) -> [PlatePattern] {
    digits.reversed().map { count in
      let head = PlateTemplate.positions(template)
      return PlatePattern(
        country: .vietnam, kind: kind, positions: head + [PlatePattern.Position](repeating: .digit, count: count),
        constraints: [.province(at: province), .number(from: head.count)], upperRow: upperRow, ground: nil,
        source: source)
    }
  }

  private static func special(_ mark: String, _ source: String) -> [PlatePattern] {
    plate(.special, "##" + literal(mark), 4...5, upperRow: 4, source)
  }

  private static func army(
    _ kind: PlateKind, _ template: String, _ digits: ClosedRange<Int>, after mark: String = "", upperRow: Int?
  ) -> [PlatePattern] {
    digits.reversed().map { count in
      let positions = PlateTemplate.positions(template + String(repeating: "#", count: count) + literal(mark))
      return PlatePattern(
        country: .vietnam, kind: kind, positions: positions, constraints: [.armyPrefix], upperRow: upperRow,
        ground: .red, source: circular169)
    }
  }

  /// Province, three digits for the country, the mark, two or three digits.
  private static func diplomatic(_ mark: String) -> [PlatePattern] {
    [3, 2].map { count in
      PlatePattern(
        country: .vietnam, kind: .diplomatic,
        positions: PlateTemplate.positions("#####" + literal(mark) + String(repeating: "#", count: count)),
        constraints: [.province(at: 0)], upperRow: nil, ground: nil, source: secondary)
    }
  }

  private static func literal(_ mark: String) -> String { mark.map { "[\($0)]" }.joined() }
}
