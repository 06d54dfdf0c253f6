import Border
import Foundation
import Scenes
import Testing

@testable import Recognition

private let models = try? ModelStore.find(executable: URL(fileURLWithPath: #filePath))

/// Plates of every kind are drawn and read back. The long form draws thousands: `make prove-plates`.
@Suite("Drawn plates are read back", .serialized, .enabled(if: models != nil, "no models"))
struct DrawnFigureTests {
  private let store: ModelStore
  private let painter: PlatePainter
  private let plates = ProcessInfo.processInfo.environment["GATE_TEST_PLATES"].flatMap(Int.init) ?? 60

  init() throws {
    store = try #require(models)
    painter = PlatePainter(fonts: try FontBook.load())
  }

  @Test func `plates of the grammar survive drawing and reading, and what is trusted is what was drawn`() throws {
    let figure = try DrawnFigure(of: store, plates: plates, painter: painter)
    #expect(figure.complaints == [])
    print(figure)
  }

  /// Random plates are those of a gate; of what never comes to one there are some here.
  @Test func `a plate of every pattern of the grammar is drawn and read`() throws {
    let patterns = PlateGrammar.patterns.filter { !isBeyondReaders($0) }
    let figure = try PatternFigure(of: store, patterns: patterns, painter: painter)
    print("of \(patterns.count) patterns \(figure.drawn) plates drawn, \(figure.read) read; missed \(figure.missed)")
    // Each text of an old motorcycle with four digits, 12-B1 1234, is a car's as well, 12B-112.34.
    #expect(figure.undrawn.map(\.kind) == [.motorcycle])
    #expect(figure.unread == [] && figure.wrong == [])
    #expect(figure.read * 10 >= figure.drawn * 9)
  }

  @Test func `patterns that the readers cannot read are told`() throws {
    let patterns = PlateGrammar.patterns.filter(isBeyondReaders)
    let figure = try PatternFigure(of: store, patterns: patterns, painter: painter)
    #expect(figure.unread == patterns && patterns.count == 3)
  }

  /// 试 and 超 are not in their alphabet, and 使 they know as a plate's last character alone.
  private func isBeyondReaders(_ pattern: PlatePattern) -> Bool {
    pattern.positions.contains(.oneOf(["试"])) || pattern.positions.contains(.oneOf(["超"]))
      || pattern.positions.first == .oneOf(["使"])
  }

  @Test(arguments: [ModelFile.detector, .reader])
  func `a network that has learnt nothing fails the figure`(file: ModelFile) throws {
    let bad = try BadModels(of: store)
    defer { bad.remove() }
    try bad.forgetWeights(of: file.rawValue)
    #expect(try DrawnFigure(of: bad.store, plates: 20, painter: painter).complaints != [])
  }

  @Test func `a Tesseract that takes 3 for 8 fails the figure`() throws {
    let bad = try BadModels(of: store)
    defer { bad.remove() }
    try bad.swapThreeAndEight(in: ModelFile.tesseract.rawValue)
    #expect(try DrawnFigure(of: bad.store, plates: 40, painter: painter).complaints != [])
  }

  @Test func `a file that is no model is named, with what to do`() throws {
    let bad = try BadModels(of: store)
    defer { bad.remove() }
    let file = bad.folder.appendingPathComponent(ModelFile.detector.rawValue)
    try Data("no network".utf8).write(to: file)
    let error = #expect(throws: ModelError.self) { try PlateRecognizer(models: bad.store) }
    #expect(error?.description.contains(file.path) == true)
    #expect(error?.description.contains("replace it") == true)
  }
}
