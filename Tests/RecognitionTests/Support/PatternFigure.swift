import Border
import Scenes

@testable import Recognition

/// Plates of patterns of the grammar, some of each, drawn and read back.
struct PatternFigure {
  /// No text is theirs alone: the grammar explains each by another pattern.
  private(set) var undrawn: [PlatePattern] = []
  /// Of whose plates none was read as what it is.
  private(set) var unread: [PlatePattern] = []
  private(set) var (drawn, read) = (0, 0)
  /// Trusted, and not what was drawn.
  private(set) var wrong: [String] = []
  private(set) var missed: [String] = []

  init(of models: ModelStore, patterns: [PlatePattern], plates: Int = 3, painter: PlatePainter) throws {
    let recognizer = try PlateRecognizer(models: models, options: .singlePictures)
    let portrait = PlatePortrait(painter: painter)
    var random = SeededGenerator(seed: 81)
    for pattern in patterns {
      var count = 0
      for _ in 0..<plates {
        guard let text = Self.text(of: pattern, using: &random) else {
          undrawn.append(pattern)
          break
        }
        let plate = DrawnPlate(text, colour: pattern.ground)
        let frame = try portrait.frame(of: plate).picture.frame(
          camera: "portrait", sequence: 1, capturedAt: DrawnLane.time(1))
        let reads = try recognizer.read(frame).plates
        let isRead = reads.contains { $0.text == text && $0.kind == pattern.kind && $0.country == pattern.country }
        count += isRead ? 1 : 0
        drawn += 1
        if !isRead { missed.append("\(text) as \(reads.map(\.text))") }
        wrong += reads.filter { $0.trusted && $0.text != text }.map { "\(text) as \($0.text)" }
      }
      read += count
      if count == 0, undrawn.last != pattern { unread.append(pattern) }
    }
  }

  /// A random text that the grammar explains by this pattern; nil where there is none.
  private static func text(of pattern: PlatePattern, using random: inout SeededGenerator) -> String? {
    for _ in 0..<3000 {
      let text = String(
        pattern.positions.compactMap { position in
          switch position {
          case .digit: "0123456789".randomElement(using: &random)
          case .oneOf(let characters): characters.sorted().randomElement(using: &random)
          }
        })
      let match = PlateGrammar.match(text, colour: pattern.ground ?? .unknown)
      if match?.pattern == pattern, match?.substituted.isEmpty == true { return text }
    }
    return nil
  }
}
