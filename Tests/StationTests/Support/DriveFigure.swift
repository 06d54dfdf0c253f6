import Border
import Foundation
import Scenes

/// What passages through a lane say of random drawn vehicles, one after the other: how many are read, and how many may be
/// relied on.
///
/// The same number gives the same vehicles.
struct DriveFigure {
  private(set) var drives = 0
  /// Those that show a plate.
  private(set) var shown = 0
  private(set) var passages = 0
  /// Vehicles with a passage that names their plate.
  private(set) var read = 0
  /// Those whose plate is trusted.
  private(set) var trusted = 0
  /// Plates that are trusted, and that no vehicle had: what must not be.
  private(set) var wrong: [String] = []
  /// Vehicles of more than one passage, and what the passages say.
  private(set) var doubled: [String] = []
  /// Vehicles whose plate no passage names, and what the passages say.
  private(set) var missed: [String] = []
  /// Vehicles of which no passage tells at all.
  private(set) var unnoticed: [String] = []

  init() {}

  /// - Parameters:
  ///   - plates: whether the vehicles show any.
  ///   - seed: of the first vehicle; the next ones follow from it.
  ///   - tell: hears of the figure after each vehicle: hundreds take a while.
  init(
    drives count: Int, plates: Bool = true, painter: PlatePainter, seed: UInt64 = 20_181,
    tell: (DriveFigure) -> Void = { _ in }
  ) async throws {
    for index in 0..<count {
      let random = RandomDrive(painter: painter, seed: seed &+ UInt64(index) &* 0x9E37_79B9)
      var drive = random.drive
      if !plates { (drive.tractor, drive.trailer) = (nil, nil) }
      var recording = DrawnRecording()
      // The lane has been empty for long enough to be known: else something large keeps no passage open.
      recording.hold(drive, random.view, at: -1, for: 4, every: 0.5)
      recording.add(drive, random.view, from: -0.5, to: drive.duration + (plates ? 0.5 : 3))
      add(plates ? random.plate.text : nil, try await TestLane().passages(front: recording).map(\.passage))
      tell(self)
    }
  }

  /// Takes in what the lane made of one vehicle; `plate` is nil where it shows none.
  mutating func add(_ plate: String?, _ passages: [Passage]) {
    let seen = passages.flatMap { [$0.tractor, $0.trailer].compactMap(\.self) }
    let name = plate ?? "number \(drives)"
    drives += 1
    shown += plate == nil ? 0 : 1
    self.passages += passages.count
    read += seen.contains { $0.text == plate } ? 1 : 0
    trusted += seen.contains { $0.text == plate && $0.trusted } ? 1 : 0
    wrong += seen.filter { $0.trusted && $0.text != plate }.map { "\(name) as \($0.text)" }
    if passages.isEmpty { unnoticed.append(name) }
    if passages.count > 1 { doubled.append("\(name) as \(seen.map(\.text))") }
    if plate != nil, !seen.contains(where: { $0.text == plate }) { missed.append("\(name) as \(seen.map(\.text))") }
  }

  /// What speaks against the lane, by shares of all vehicles and of the trusted; empty for a good one.
  var complaints: [String] {
    var complaints: [String] = []
    let sure = trusted + wrong.count
    if Double(wrong.count) > Self.mostWrong * Double(max(sure, 1)) {
      complaints.append("of \(sure) trusted plates \(wrong.count) are wrong: \(wrong)")
    }
    if Double(read) < Self.leastRead * Double(shown) { complaints.append("\(read) of \(shown) read: \(missed)") }
    if Double(trusted) < Self.leastTrusted * Double(shown) { complaints.append("\(trusted) of \(shown) trusted") }
    if Double(doubled.count) > Self.mostDoubled * Double(drives) {
      complaints.append("\(doubled.count) of \(drives) are several passages: \(doubled)")
    }
    if Double(unnoticed.count) > Self.mostUnnoticed * Double(drives) {
      complaints.append("\(unnoticed.count) of \(drives) are no passage: \(unnoticed)")
    }
    return complaints
  }

  private static let (mostWrong, leastRead, leastTrusted, mostDoubled) = (0.01, 0.9, 0.8, 0.02)
  private static let mostUnnoticed = 0.01
}

extension DriveFigure: CustomStringConvertible {
  var description: String {
    "drives \(drives), passages \(passages), read right \(read), trusted \(trusted), trusted and wrong \(wrong); "
      + "missed \(missed), unnoticed \(unnoticed), doubled \(doubled)"
  }
}
