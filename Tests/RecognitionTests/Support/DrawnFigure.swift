import Border
import Foundation
import Scenes

@testable import Recognition

/// How well clean drawn plates of every kind are read: the figure below which a set of models is not to be shipped.
///
/// `GATE_TEST_PLATES` sets how many are drawn; the same number gives the same plates.
struct DrawnFigure {
  /// What was read of one kind.
  struct Tally {
    var drawn = 0
    var read = 0
    var trusted = 0
    var missed: [String] = []
  }

  private(set) var byKind: [String: Tally] = [:]
  /// Trusted, and not what was drawn.
  private(set) var wrong: [String] = []

  init(of models: ModelStore, plates: Int, painter: PlatePainter) throws {
    let recognizer = try PlateRecognizer(models: models, options: .singlePictures)
    let portrait = PlatePortrait(painter: painter)
    var random = SeededGenerator(seed: 2018)
    for index in 0..<plates {
      let plate = DrawnPlate.random(.gate, using: &random)
      let drawn = try portrait.frame(of: plate)
      let frame = drawn.picture.frame(
        camera: "portrait", sequence: UInt64(index), capturedAt: DrawnLane.time(Double(index)))
      let reads = try recognizer.read(frame).plates
      let name = "\(plate.country.rawValue) \(plate.kind.rawValue)"
      let isRead = reads.contains { $0.text == plate.text }
      byKind[name, default: Tally()].drawn += 1
      byKind[name]?.read += isRead ? 1 : 0
      byKind[name]?.trusted += reads.contains { $0.text == plate.text && $0.trusted } ? 1 : 0
      if !isRead { byKind[name]?.missed.append("\(plate.text) as \(reads.map(\.text))") }
      wrong += reads.filter { $0.trusted && $0.text != plate.text }.map { "\(plate.text) as \($0.text)" }
    }
  }

  func share(_ country: Country, _ count: (Tally) -> Int) -> Double {
    let tallies = byKind.filter { $0.key.hasPrefix(country.rawValue) }.values
    return Double(tallies.reduce(0) { $0 + count($1) }) / Double(max(tallies.reduce(0) { $0 + $1.drawn }, 1))
  }

  /// What speaks against the models; empty for good ones.
  var complaints: [String] {
    var complaints = wrong.map { "trusted and wrong: \($0)" }
    func ask(_ country: Country, _ what: String, _ count: (Tally) -> Int, atLeast floor: Double) {
      let share = share(country, count)
      if share < floor { complaints.append("\(country.rawValue): \(what) \(share), at least \(floor) is asked") }
    }
    ask(.vietnam, "read", \.read, atLeast: 0.9)
    ask(.vietnam, "trusted", \.trusted, atLeast: 0.6)
    ask(.china, "read", \.read, atLeast: 0.7)
    return complaints
  }
}

extension DrawnFigure: CustomStringConvertible {
  var description: String {
    byKind.sorted { $0.key < $1.key }.map { name, tally in
      "\(name): drawn \(tally.drawn), read \(tally.read), trusted \(tally.trusted); missed \(tally.missed)"
    }.joined(separator: "\n")
  }
}
