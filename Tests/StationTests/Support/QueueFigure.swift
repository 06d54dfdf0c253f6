import Border
import Foundation
import Scenes

/// What a lane's passages say of random drawn vehicles that drive up close behind one another, one in six of them without a
/// plate, now and then with someone who crosses the lane between them.
///
/// The same number gives the same queues.
struct QueueFigure {
  static let length = 8

  private(set) var queues = 0
  private(set) var vehicles = 0
  private(set) var passages = 0
  /// Plates that are named, of those shown.
  private(set) var read = 0
  private(set) var shown = 0
  /// Queues whose passages are not one for each vehicle, each with its own plate or none.
  private(set) var confused: [String] = []

  init() {}

  /// - Parameters:
  ///   - count: queues.
  ///   - length: vehicles in each.
  ///   - tell: hears of the figure after each queue.
  init(
    queues count: Int, length: Int = Self.length, painter: PlatePainter, seed: UInt64 = 31_337,
    tell: (QueueFigure) -> Void = { _ in }
  ) async throws {
    for index in 0..<UInt64(count) {
      var random = SeededGenerator(seed: seed &+ index)
      let conditions = SceneConditions.random(using: &random)
      var (recording, plates): (DrawnRecording, [String?]) = (DrawnRecording(), [])
      while plates.count < length {
        let chosen = RandomDrive(painter: painter, seed: random.next())
        guard chosen.view == .front else { continue }
        var drive = chosen.drive
        (drive.conditions, drive.place, drive.leaving) = (conditions, index, 3.4)
        if Int.random(in: 0..<6, using: &random) == 0 { drive.tractor = nil }
        if Int.random(in: 0..<4, using: &random) == 0 { drive.company = [.person] }
        // The lane has been empty for long enough to be known.
        if plates.isEmpty { recording.hold(drive, at: -1, for: 4, every: 0.5) }
        recording.add(drive, to: drive.duration + Double.random(in: 0...1.5, using: &random))
        plates.append(drive.tractor?.text)
      }
      add(plates, try await TestLane().passages(front: recording).map(\.passage))
      tell(self)
    }
  }

  /// Takes in what the lane made of one queue: its plates in order, nil where a vehicle shows none, and its passages.
  mutating func add(_ plates: [String?], _ passages: [Passage]) {
    let named = passages.map { $0.tractor?.text ?? $0.trailer?.text }
    queues += 1
    vehicles += plates.count
    self.passages += passages.count
    shown += plates.count { $0 != nil }
    let pairs = zip(plates, named)
    read += pairs.count { $0 != nil && $0 == $1 }
    // A plate may be misread, or not be read at all; what a vehicle without one is given is another's.
    if plates.count != named.count || pairs.contains(where: { $0 == nil && $1 != nil }) {
      confused.append("\(plates.map { $0 ?? "none" }) as \(named.map { $0 ?? "none" })")
    }
  }

  /// What speaks against the lane; empty for a good one.
  var complaints: [String] {
    var complaints: [String] = []
    if Double(confused.count) > 0.05 * Double(queues) { complaints.append("confused: \(confused)") }
    if Double(read) < 0.9 * Double(shown) { complaints.append("\(read) of \(shown) read") }
    return complaints
  }
}

extension QueueFigure: CustomStringConvertible {
  var description: String {
    "queues \(queues), vehicles \(vehicles), passages \(passages), read right \(read) of \(shown); confused \(confused)"
  }
}
