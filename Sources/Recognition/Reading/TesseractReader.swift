internal import Border
internal import CTesseract
internal import Foundation

/// Tesseract with the project's own language `plates`: Latin letters and digits; it passes over Chinese characters.
///
/// `OMP_THREAD_LIMIT=1` must be in the environment before the process starts, or each row costs three times as much:
/// see `NativeEnvironment`.
public final class TesseractReader: RowReader {
  /// The height the language was trained at, how much of it the row takes, and the margin left and right, in pixels: what lies
  /// beyond an edge is noise to the network's first layers.
  static let height = 28
  static let rowHeight = 22
  static let margin = 5
  /// Rows are widened, so that a character lasts four of the network's steps.
  static let stretch = 1.3
  /// A row that is a whole plate is at least so wide, in pixels: one seen from the side of the lane would leave its eight or nine
  /// characters too few steps.
  static let wholeWidth = 136

  /// It errs up to twice as often as the other. What is read hardly depends on it, what is trusted does: see the model's card.
  public let weight = 0.4
  private let engine: OpaquePointer
  private let path: String

  public init(models: ModelStore) throws(ModelError) {
    let file = models.url(.tesseract)
    path = file.path
    guard let engine = ctesseract_create(models.folder.path, file.deletingPathExtension().lastPathComponent) else {
      throw ModelError.unusable(path: path, reason: "Tesseract cannot load it")
    }
    self.engine = engine
  }

  deinit { ctesseract_destroy(engine) }

  public func read(_ rows: [GreyPatch]) throws -> [RowReading] {
    try rows.map { row in
      let input = Self.input(row, isWholePlate: rows.count == 1)
      var symbols = [ctesseract_symbol](repeating: ctesseract_symbol(), count: 32)
      let count = ctesseract_read_line(
        engine, input.pixels, Int32(input.width), Int32(input.height), &symbols, Int32(symbols.count))
      guard count >= 0 else { throw ModelError.unusable(path: path, reason: "Tesseract failed on a row") }
      let characters = symbols.prefix(Int(count)).flatMap(Self.characters)
      let probability = characters.reduce(1) { $0 * $1.probability }
      return RowReading(alternatives: [.init(characters: characters, probability: probability)])
    }
  }

  /// A symbol's plate characters; usually one, none for a dash or a space.
  private static func characters(_ symbol: ctesseract_symbol) -> [CharacterRead] {
    let text = withUnsafeBytes(of: symbol.text) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    let probability = min(max(Double(symbol.confidence) / 100, 0), 1)
    return PlateText.compact(text).map { CharacterRead($0, probability: probability) }
  }

  /// The row at the trained height, with its edge's grey around it.
  static func input(_ row: GreyPatch, isWholePlate: Bool) -> GreyPatch {
    let natural = Double(row.width) * Double(rowHeight) / Double(row.height)
    let least = isWholePlate ? wholeWidth - 2 * margin : 8
    let scaled = row.scaled(width: max(least, Int((natural * stretch).rounded())), height: rowHeight)
    let (width, above) = (scaled.width + 2 * margin, (height - rowHeight) / 2)
    var pixels = [UInt8](repeating: scaled.edgeMedian, count: width * height)
    for y in 0..<rowHeight {
      let start = (above + y) * width + margin
      pixels.replaceSubrange(
        start..<start + scaled.width, with: scaled.pixels[y * scaled.width..<(y + 1) * scaled.width])
    }
    return GreyPatch(width: width, height: height, pixels: pixels)
  }
}
