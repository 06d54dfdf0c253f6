/// How the lane looks when nothing stands in it, learnt by how long it has looked so.
///
/// Is: a few pictures of the lane at rest, each with the time for which it was seen. A lane is empty for most of the
/// time that it is still, so the picture seen for longest is the empty lane, and so is every other one seen for at least
/// a quarter of that: by night, in the rain. What was seen to come must moreover stand for two minutes, and what shows a
/// plate for ten. So a vehicle that stands for an hour is no empty lane, because the lane has been empty for longer, and one
/// that stood there when the agent started is forgiven soon after it has left; while a sign that is read like a plate, as
/// long as anyone looks, is a part of the lane after all.
struct LaneBackground {
  /// What speaks against it that a still lane is an empty one.
  enum Doubt {
    case nothing
    /// Something was seen to come before, and has not been seen to go.
    case newcomer
    /// A plate is in view, though it was never seen to move.
    case plate

    /// For at least so long it is taken for a vehicle.
    fileprivate var leastDwell: Duration {
      switch self {
      case .nothing: .zero
      case .newcomer: .seconds(120)
      // Vehicles are checked for minutes; one that stood there at the start shall not pass for the empty lane by that.
      case .plate: .seconds(600)
      }
    }
  }

  private struct State {
    var picture: BlockPicture
    /// For how long the lane was seen like this.
    var dwell: Duration
    /// When it was first seen.
    var doubt: Doubt

    var mayBeEmpty: Bool { dwell >= doubt.leastDwell }
  }

  /// Different looks of a lane that are kept; the ones least seen are forgotten.
  private static let most = 6
  /// More says no more; and new light must be able to catch up.
  private static let mostDwell = Duration.seconds(2 * 3600)
  /// Up to this share of changed blocks two pictures show the same.
  static let alike = 0.12

  private var states: [State] = []

  /// The share of the picture that is like no known empty lane, 0…1; nil while none is known.
  func difference(of picture: BlockPicture) -> Double? {
    let longest = longest
    return states.filter { $0.dwell * 4 >= longest && $0.mayBeEmpty }
      .map { picture.difference(from: $0.picture) }.min()
  }

  /// The lane was still for `time`, and looked like this.
  mutating func stood(_ picture: BlockPicture, for time: Duration, despite doubt: Doubt) {
    let differences = states.map { picture.difference(from: $0.picture) }
    if let nearest = states.indices.min(by: { differences[$0] < differences[$1] }), differences[nearest] < Self.alike {
      states[nearest].dwell = min(states[nearest].dwell + time, Self.mostDwell)
      // Day turns to night within a state: it follows, slowly.
      states[nearest].picture.approach(picture, by: 0.1)
      return
    }
    if states.count == Self.most, let least = states.indices.min(by: { states[$0].dwell < states[$1].dwell }) {
      states.remove(at: least)
    }
    states.append(State(picture: picture, dwell: time, doubt: doubt))
  }

  /// The whole picture changed at a stroke and then stood still, as no vehicle comes: lamps went on, the camera was
  /// moved. That is how the lane looks from now on.
  mutating func changedAtAStroke(to picture: BlockPicture) {
    stood(picture, for: max(longest / 4, .milliseconds(1)), despite: .nothing)
  }

  /// Of those that may be the empty lane.
  private var longest: Duration {
    states.filter(\.mayBeEmpty).map(\.dwell).max() ?? .zero
  }
}
