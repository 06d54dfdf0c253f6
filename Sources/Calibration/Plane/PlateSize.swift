public import Border

/// How large plates are, in millimetres.
///
/// Vietnam: QCVN 08:2024/BCA, cars and lorries 520x110 and 330x165, motorcycles 190x140. China: GA 36-2018, 440x140 on
/// one line, 440x220 on two, 480x140 for new energy.
public struct PlateSize: Sendable, Hashable {
  public var width, height: Double

  public init(width: Double, height: Double) { (self.width, self.height) = (width, height) }

  /// The long plate of cars and lorries, by which widths are given.
  public static let long = PlateSize(width: 520, height: 110)

  /// The smallest plate that lorries carry: two rows.
  public static let twoRows = PlateSize(width: 330, height: 165)

  /// Nil where the size cannot be told from what was read.
  public static func of(_ plate: PlateRead) -> PlateSize? {
    switch (plate.country, plate.lines) {
    case (.vietnam, 1): .long
    case (.vietnam, 2):
      plate.kind == .motorcycle ? PlateSize(width: 190, height: 140) : .twoRows
    case (.china, 1): PlateSize(width: plate.colour == .green ? 480 : 440, height: 140)
    case (.china, 2): PlateSize(width: 440, height: 220)
    default: nil
    }
  }
}
