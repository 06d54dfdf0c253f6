import Border
import Foundation
import Scenes

/// What a lane's passages say of random drawn vehicles that drive up close behind one another, one in six of them without a
/// plate in front, now and then with someone who crosses the lane between them.
///
/// The same number gives the same queues.
struct QueueFigure {
  static let length = 8

  /// What a vehicle shows, or a passage names.
  struct Plates: CustomStringConvertible {
    var tractor: String?
    var trailer: String?

    /// One that is on both ends counts once.
    var all: Set<String> { Set([tractor, trailer].compactMap(\.self)) }
    var description: String { all.isEmpty ? "none" : all.sorted().joined(separator: "+") }
  }

  private(set) var queues = 0
  private(set) var vehicles = 0
  private(set) var passages = 0
  /// Vehicles all of whose plates are named, of those that show any.
  private(set) var read = 0
  private(set) var shown = 0
  /// Queues whose passages are not one for each vehicle, each with its own plate or none.
  private(set) var confused: [String] = []

  init() {}

  /// - Parameters:
  ///   - count: queues.
  ///   - length: vehicles in each.
  ///   - rear: whether a second camera sees what they have behind: nothing, their own plate, or a trailer's.
  ///   - tell: hears of the figure after each queue.
  init(
    queues count: Int, length: Int = Self.length, rear: Bool = false, painter: PlatePainter, seed: UInt64 = 31_337,
    tell: (QueueFigure) -> Void = { _ in }
  ) async throws {
    for index in 0..<UInt64(count) {
      var random = SeededGenerator(seed: seed &+ index)
      let conditions = SceneConditions.random(using: &random)
      // Seconds by which it is before the second camera later: both see the ends of one vehicle at once.
      let way = rear ? Double.random(in: 0...1, using: &random) : 0
      var (recordings, vehicles): ([DriveThrough.View: DrawnRecording], [Plates]) = ([:], [])
      while vehicles.count < length {
        let (drive, gap) = Self.vehicle(painter, conditions, place: index, rear: rear, &random)
        for view in rear ? DriveThrough.View.allCases : [.front] {
          var recording = recordings[view] ?? DrawnRecording()
          // The lane has been empty for long enough to be known.
          if vehicles.isEmpty { recording.hold(drive, view, at: -1, for: view == .front ? 4 : 4 + way, every: 0.5) }
          recording.add(drive, view, to: drive.duration + gap)
          recordings[view] = recording
        }
        vehicles.append(Plates(tractor: drive.tractor?.text, trailer: drive.trailer?.text))
      }
      let front = recordings[.front] ?? DrawnRecording()
      add(vehicles, try await TestLane().passages(front: front, rear: recordings[.rear]).map(\.passage))
      tell(self)
    }
  }

  /// One that drives past both cameras, and for how many seconds the lane is empty behind it.
  private static func vehicle(
    _ painter: PlatePainter, _ conditions: SceneConditions, place: UInt64, rear: Bool, _ random: inout SeededGenerator
  ) -> (drive: DriveThrough, gap: Double) {
    func chosen(_ view: DriveThrough.View) -> RandomDrive {
      while true {
        let drive = RandomDrive(painter: painter, seed: random.next())
        if drive.view == view { return drive }
      }
    }
    var drive = chosen(.front).drive
    (drive.conditions, drive.place, drive.leaving) = (conditions, place, 3.4)
    switch Int.random(in: 0..<6, using: &random) {
    case 0: drive.tractor = nil
    case 1, 2: if rear { drive.trailer = drive.tractor }
    case 3, 4: if rear { drive.trailer = chosen(.rear).plate }
    default: break
    }
    if Int.random(in: 0..<4, using: &random) == 0 { drive.company = [.person] }
    return (drive, Double.random(in: 0...1.5, using: &random))
  }

  /// Takes in what the lane made of one queue: its vehicles in order, and its passages.
  mutating func add(_ vehicles: [Plates], _ passages: [Passage]) {
    let named = passages.map { Plates(tractor: $0.tractor?.text, trailer: $0.trailer?.text) }
    queues += 1
    self.vehicles += vehicles.count
    self.passages += passages.count
    shown += vehicles.count { $0.all != [] }
    let pairs = zip(vehicles, named)
    read += pairs.count { $0.all != [] && $0.all == $1.all }
    // A plate may be misread, or not be read at all; what a vehicle without one is given is another's.
    if vehicles.count != named.count || pairs.contains(where: { $0.all == [] && $1.all != [] }) {
      confused.append("\(vehicles.map(\.description)) as \(named.map(\.description))")
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
