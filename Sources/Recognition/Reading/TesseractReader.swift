internal import Border
internal import CTesseract
internal import Foundation

/// Tesseract with the project's own language `plates`: Latin letters and digits; it passes over Chinese characters.
///
/// `OMP_THREAD_LIMIT=1` must be in the environment before the process starts, or each row costs three times as much:
/// see `ProcessThreads`.
public final class TesseractReader: RowReader {
  /// The height the language was trained at, and the margin left and right, in pixels.
  static let height = 36
  static let margin = 6

  public let name = "tesseract"
  /// It errs three to five times as often as the other.
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
      let input = Self.input(row)
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

  /// The row at the trained height, with its edge's grey left and right.
  static func input(_ row: GreyPatch) -> GreyPatch {
    let natural = max(12, Int((Double(row.width) * Double(height) / Double(row.height)).rounded()))
    let scaled = row.scaled(width: natural, height: height)
    let width = natural + 2 * margin
    var pixels = [UInt8](repeating: scaled.edgeMedian, count: width * height)
    for y in 0..<height {
      let start = y * width + margin
      pixels.replaceSubrange(start..<start + natural, with: scaled.pixels[y * natural..<(y + 1) * natural])
    }
    return GreyPatch(width: width, height: height, pixels: pixels)
  }
}
