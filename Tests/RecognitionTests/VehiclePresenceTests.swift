import Border
import Scenes
import Testing

@testable import Recognition

/// Something as large as a vehicle, on drawn lanes: with a plate, without one, and what only looks like it.
@Suite("The presence of vehicles")
struct VehiclePresenceTests {
  private let painter: PlatePainter

  init() throws { painter = PlatePainter(fonts: try FontBook.load()) }

  private func lane(
    _ conditions: SceneConditions = .day, approach: Double = 2, standing: Double = 5,
    company: Set<DriveThrough.Company> = [], fps: Double = 8
  ) -> DrawnLane {
    // A lorry without a plate, as a new one that is being exported.
    var drive = DriveThrough(painter: painter, tractor: nil, conditions: conditions, company: company)
    (drive.approach, drive.standing, drive.leaving) = (approach, standing, 2)
    return DrawnLane(drive: drive, framesPerSecond: fps)
  }

  /// When a vehicle was there, as spans of seconds.
  private func spans(
    _ moments: [DrawnLane.Moment], _ presence: inout VehiclePresence, plate: VehiclePresence.PlateInView = .none
  ) -> [(from: Double, to: Double)] {
    var spans: [(from: Double, to: Double)] = []
    for moment in moments {
      let was = presence.since
      presence.see(moment.glance, cells: moment.glance.cells(), at: moment.at.monotonic, plate: plate)
      let now = moment.at.monotonic / .seconds(1)
      if let since = presence.since, was == nil { spans.append((since / .seconds(1), .infinity)) }
      if presence.since == nil, was != nil { spans[spans.count - 1].to = now }
    }
    return spans
  }

  @Test(arguments: [SceneConditions.day, .dusk, .night, .infrared, .rain])
  func `a lorry without a plate is there once, from when it comes to when it goes`(conditions: SceneConditions) throws {
    let moments = try lane(conditions).moments(from: -6, to: 14)
    var presence = VehiclePresence()
    let spans = spans(moments, &presence)
    try #require(spans.count == 1, "\(spans)")
    // It comes 6 seconds into the recording, stands from 8 to 13, and has gone at 15.
    #expect((6...8.5).contains(spans[0].from) && (13...18.5).contains(spans[0].to), "\(spans)")
    #expect(presence.wasSure)
  }

  @Test func `what becomes a part of the empty lane as it stands was not seen to drive off`() throws {
    var presence = VehiclePresence()
    let empty = try lane().moments(from: -2, to: -1.8)[0]
    _ = spans(held(empty, from: 0, for: 300), &presence)
    let coming = try lane().moments(from: -1, to: 4)
    let spans = spans(
      moved(coming, to: 300) + held(try #require(coming.last), from: 305, for: 200), &presence)
    // It is forgotten after two minutes: nothing larger was known of the lane than these five.
    #expect(
      spans.count == 1 && spans.first.map { (400...480).contains($0.to) } == true && !presence.wasSure, "\(spans)")
  }

  @Test func `what a camera sees that has just come back is surely nothing`() throws {
    var presence = VehiclePresence()
    let empty = try lane().moments(from: -2, to: -1.8)[0]
    _ = spans(held(empty, from: 0, for: 100), &presence)
    let spans = spans(moved(try lane(approach: 1, standing: 0.2).moments(from: 0, to: 6), to: 110), &presence)
    #expect(spans.count == 1 && spans.first?.to != .infinity && !presence.wasSure, "\(spans)")
  }

  @Test func `it stands for as long as it stands`() throws {
    var moments = try lane().moments(from: -6, to: 4)
    let last = try #require(moments.last)
    for tick in 1...600 {
      var next = last
      next.at = DrawnLane.time(10 + Double(tick) / 2)
      moments.append(next)
    }
    // The lane was empty for half an hour before.
    var presence = VehiclePresence()
    for tick in 0..<1800 {
      let at = Duration.seconds(-1800 + tick)
      presence.see(moments[0].glance, cells: moments[0].glance.cells(), at: at, plate: .none)
    }
    let spans = spans(moments, &presence)
    #expect(spans.count == 1 && spans.first?.to == .infinity, "\(spans)")
  }

  @Test func `someone who walks by is no vehicle`() throws {
    var lane = lane(company: [.person])
    lane.drive.approach = 6
    // Up to two seconds: the lorry is still far away then.
    let moments = try lane.moments(from: -6, to: 1.5)
    var presence = VehiclePresence()
    #expect(spans(moments, &presence).isEmpty)
  }

  @Test(arguments: [(SceneConditions.day, 0.5), (.day, 1.6), (.dusk, 0.5), (.night, 0.5), (.infrared, 0.5)])
  func `someone who walks by before the very lens is surely none`(so: (conditions: SceneConditions, pace: Double))
    throws
  {
    var lane = lane(so.conditions, company: [.person])
    // The lorry is too far away to be seen.
    (lane.drive.approach, lane.drive.crossing) = (90, 2500)
    var moments = try lane.moments(from: -6, to: 3)
    for index in moments.indices { moments[index].at = DrawnLane.time(Double(index) / lane.framesPerSecond / so.pace) }
    var presence = VehiclePresence()
    let sure = moments.map { moment in
      presence.see(moment.glance, cells: moment.glance.cells(), at: moment.at.monotonic, plate: .none)
      return presence.wasSure
    }
    #expect(!sure.contains(true))
  }

  @Test(arguments: [SceneConditions.day, .dusk, .night, .infrared])
  func `a car that hardly stops is surely one`(conditions: SceneConditions) throws {
    var lane = lane(conditions, standing: 0.2)
    lane.drive.model = .car
    let moments = try lane.moments(from: -6, to: 6)
    var presence = VehiclePresence()
    let spans = spans(moments, &presence)
    #expect(spans.count == 1 && spans.first?.to != .infinity && presence.wasSure, "\(spans)")
  }

  @Test(arguments: [(0.6, 0.0), (1.0, 40.0), (1.3, -20.0)])
  func `lamps that go on or off are no vehicle, and the next one is seen all the same`(light: (Double, Double)) throws {
    var moments = try lane().moments(from: -6, to: -1)
    let start = moments.count
    for moment in try lane().moments(from: -16, to: 14) {
      var next = moment
      next.glance = next.glance.lit(gain: light.0, offset: light.1)
      next.at = DrawnLane.time(Double(start) / 8 + moment.at.monotonic / .seconds(1))
      moments.append(next)
    }
    var presence = VehiclePresence()
    let spans = spans(moments, &presence)
    #expect(spans.count == 1, "\(spans)")
    #expect(spans.first.map { $0.from > 20 } ?? false, "\(spans)")
  }

  @Test func `a vehicle that stood there at the start is forgiven when the lane has been empty for a while`() throws {
    let standing = try lane().moments(from: 3, to: 9)
    let short = try lane().moments(from: -4, to: -1)
    let empty = (0..<60).flatMap { turn in
      short.map { moment in
        var next = moment
        next.at = DrawnLane.time(Double(3 * turn) + moment.at.monotonic / .seconds(1))
        return next
      }
    }
    var moments = standing
    for moment in empty {
      var next = moment
      next.at = DrawnLane.time(6 + moment.at.monotonic / .seconds(1))
      moments.append(next)
    }
    var presence = VehiclePresence()
    let spans = spans(moments, &presence)
    // It leaves at 4; that lane, in which nothing was ever seen before, is known as the empty one two minutes later.
    try #require(spans.count == 1, "\(spans)")
    #expect((4...7).contains(spans[0].from) && (120...150).contains(spans[0].to), "\(spans)")
  }

  /// The same over and over, from `start` on, for `seconds`; every half second.
  private func held(_ moment: DrawnLane.Moment, from start: Double, for seconds: Double) -> [DrawnLane.Moment] {
    (0..<Int(seconds * 2)).map { tick in
      var next = moment
      next.at = DrawnLane.time(start + Double(tick) / 2)
      return next
    }
  }

  private func moved(_ moments: [DrawnLane.Moment], to start: Double) -> [DrawnLane.Moment] {
    moments.map { moment in
      var next = moment
      next.at = DrawnLane.time(start + moment.at.monotonic / .seconds(1))
      return next
    }
  }

  @Test func `a vehicle that stands there from the start with a plate is no empty lane`() throws {
    var presence = VehiclePresence()
    let stands = try lane().moments(from: 3, to: 3.2)[0]
    #expect(spans(held(stands, from: 0, for: 302), &presence, plate: .neverMoved).isEmpty)
    // It leaves at 302, and another, without a plate, comes at 311.
    var moments = moved(try lane().moments(from: 7, to: 14), to: 302)
    moments += moved(try lane().moments(from: -2, to: 5), to: 309)
    let spans = spans(moments, &presence)
    try #require(spans.count == 1, "\(spans)")
    #expect((311...313.5).contains(spans[0].from), "\(spans)")
  }

  @Test func `lettering of the place that is read like a plate is a part of the empty lane in the end`() throws {
    var presence = VehiclePresence()
    let empty = try lane().moments(from: -2, to: -1.8)[0]
    #expect(spans(held(empty, from: 0, for: 610), &presence, plate: .neverMoved).isEmpty)
    let spans = spans(moved(try lane().moments(from: -2, to: 5), to: 610), &presence, plate: .neverMoved)
    try #require(spans.count == 1, "\(spans)")
    #expect((612...614.5).contains(spans[0].from), "\(spans)")
  }

  @Test func `frames that fail to come are no proof that nothing came`() throws {
    var moments = try lane().moments(from: -6, to: -1)
    for moment in try lane(standing: 12).moments(from: 3, to: 13) {
      var next = moment
      next.at = DrawnLane.time(60 + moment.at.monotonic / .seconds(1))
      moments.append(next)
    }
    var presence = VehiclePresence()
    #expect(spans(moments, &presence).count == 1)
  }

  @Test func `blocks are held against one another by what they show, not by their light`() throws {
    let lane = lane()
    let empty = BlockPicture(try lane.moments(from: -2, to: -1.8)[0].glance)
    let other = BlockPicture(try lane.moments(from: -9, to: -8.8)[0].glance)
    let darker = BlockPicture(try lane.moments(from: -2, to: -1.8)[0].glance.lit(gain: 0.7, offset: 10))
    let lorry = BlockPicture(try lane.moments(from: 3, to: 3.2)[0].glance)
    #expect(empty.difference(from: other) < 0.03)
    #expect(empty.difference(from: darker) < LaneBackground.alike)
    #expect(empty.difference(from: lorry) > 0.4)
    #expect(empty.difference(from: empty) == 0)
  }
}
