import Border
import Foundation
import Scenes
import Testing

@testable import Station

/// Hard cases, drawn, through the whole of a lane: how many vehicles there were, which, and when.
@Suite("Recordings of hard cases", .serialized, .enabled(if: TestLane.models != nil, "no models"))
struct LaneRecordingTests {
  private let painter: PlatePainter

  init() throws { painter = PlatePainter(fonts: try FontBook.load()) }

  private func drive(
    _ plate: String?, _ conditions: SceneConditions = .day, trailer: String? = nil, approach: Double = 1.5,
    standing: Double = 1.5, company: Set<DriveThrough.Company> = [], seed: UInt64 = 1
  ) -> DriveThrough {
    var drive = DriveThrough(
      painter: painter, tractor: plate.map { DrawnPlate($0, format: .vietnamShort) },
      trailer: trailer.map { DrawnPlate($0) }, conditions: conditions, company: company, seed: seed)
    (drive.approach, drive.standing, drive.leaving) = (approach, standing, 1)
    return drive
  }

  private func play(_ drives: DriveThrough...) async throws -> [Passage] {
    var recording = DrawnRecording()
    for drive in drives { recording.add(drive, from: -1, to: drive.duration + 2.5) }
    return try await TestLane().passages(front: recording).map(\.passage)
  }

  /// The tractor before one camera, what it pulls before another.
  private func playBothEnds(of lorry: DriveThrough) async throws -> [Passage] {
    var (front, rear) = (DrawnRecording(), DrawnRecording())
    front.add(lorry, .front, from: -1, to: lorry.duration + 2.5)
    rear.add(lorry, .rear, from: -1, to: lorry.duration + 2.5)
    return try await TestLane().passages(front: front, rear: rear).map(\.passage)
  }

  @Test(arguments: [SceneConditions.day, .dusk, .night, .infrared, .rain])
  func `a lorry in any light is one passage with its plate`(conditions: SceneConditions) async throws {
    let passages = try await play(drive("12C12345", conditions))
    #expect(passages.map { $0.tractor?.text } == ["12C12345"])
    #expect(passages.allSatisfy { $0.endedAt != nil && Set($0.pictures.map(\.subject)) == [.overview, .tractorPlate] })
  }

  @Test func `the next lorry of a fleet, one digit on, is a passage of its own`() async throws {
    let passages = try await play(drive("12C12345"), drive("12C12346", seed: 2), drive("12C12347", seed: 3))
    #expect(passages.map { $0.tractor?.text } == ["12C12345", "12C12346", "12C12347"])
  }

  @Test func `a lorry without a plate is a passage without one, with a picture`() async throws {
    let lorry = drive(nil, standing: 7)
    var recording = DrawnRecording()
    // What the lane looks like when it is empty has to be seen first.
    recording.add(lorry, from: -6, to: lorry.duration + 4)
    let passages = try await TestLane().passages(front: recording).map(\.passage)
    try #require(passages.count == 1)
    #expect(passages[0].tractor?.text == nil && passages[0].trailer?.text == nil)
    #expect(passages[0].endedAt != nil)
    #expect(passages[0].pictures.map(\.subject) == [.overview])
    // It comes at 6 s and stands from 7.5 s to 14.5 s.
    let start = passages[0].startedAt.timeIntervalSince(DrawnCamera.time(0).wall)
    #expect((6...8.5).contains(start), "\(start)")
  }

  @Test(arguments: [SceneConditions.day, .night, .infrared])
  func `a lorry without a plate that hardly stops is a passage too`(conditions: SceneConditions) async throws {
    let lorry = drive(nil, conditions, standing: 0.2)
    var recording = DrawnRecording()
    recording.add(lorry, from: -6, to: lorry.duration + 4)
    let passages = try await TestLane().passages(front: recording).map(\.passage)
    try #require(passages.count == 1)
    #expect(passages[0].tractor?.text == nil && passages[0].trailer?.text == nil && passages[0].endedAt != nil)
    #expect(passages[0].pictures.map(\.subject) == [.overview])
  }

  @Test func `someone who walks by, and an empty lane, are nothing`() async throws {
    var recording = DrawnRecording()
    // The lorry itself is far away for the first two seconds, in which someone crosses the lane.
    recording.add(drive(nil, approach: 12, company: [.person]), from: -6, to: 1.5)
    recording.add(drive(nil), from: -20, to: -8)
    #expect(try await TestLane().passages(front: recording).isEmpty)
  }

  @Test func `a lorry that stands for an hour is one passage`() async throws {
    let lorry = drive("12C12345")
    var recording = DrawnRecording()
    recording.add(lorry, from: -1, to: 2.5)
    recording.hold(lorry, at: 2.5, for: 3600, every: 10)
    recording.add(lorry, from: 2.5, to: lorry.duration + 3)
    let passages = try await TestLane().passages(front: recording).map(\.passage)
    #expect(passages.map { $0.tractor?.text } == ["12C12345"])
    #expect(passages.first.map { ($0.endedAt ?? .distantPast).timeIntervalSince($0.startedAt) > 3600 } ?? false)
  }

  @Test func `tractor and trailer, each before its own camera, are one passage`() async throws {
    let lorry = drive("12C12345", trailer: "12RM01234")
    let passages = try await playBothEnds(of: lorry)
    #expect(passages.map { $0.tractor?.text } == ["12C12345"])
    #expect(passages.map { $0.trailer?.text } == ["12RM01234"])
  }

  @Test func `tractor and trailer, both before one camera, are one passage`() async throws {
    var lorry = drive("12C12345", trailer: "12RM01234")
    lorry.showsTrailerInFront = true
    let passages = try await play(lorry)
    #expect(passages.map { $0.tractor?.text } == ["12C12345"])
    #expect(passages.map { $0.trailer?.text } == ["12RM01234"])
  }

  @Test func `someone who stops before the plate of a vehicle that stands makes no second passage`() async throws {
    let passages = try await play(drive("12C12345", standing: 7, company: [.inspector]))
    #expect(passages.map { $0.tractor?.text } == ["12C12345"])
    // It comes after a second and leaves nine and a half after it.
    let seconds = passages.first.map { ($0.endedAt ?? .distantPast).timeIntervalSince($0.startedAt) } ?? 0
    #expect((7.5...10).contains(seconds), "\(seconds)")
  }

  @Test func `a plate that is dazzled on its way to the stop line, and read again there, makes no second passage`()
    async throws
  {
    var lorry = drive("12C12345", approach: 9, standing: 2)
    // It is read before, and rolls all the while.
    lorry.dazzle = 5..<8.5
    let passages = try await play(lorry)
    #expect(passages.map { $0.tractor?.text } == ["12C12345"])
    // It is read from its third second on, and has left by its twelfth.
    let seconds = passages.first.map { ($0.endedAt ?? .distantPast).timeIntervalSince($0.startedAt) } ?? 0
    #expect((8.5...10.5).contains(seconds), "\(seconds)")
  }

  @Test func `of two vehicles in view, the one in the next lane stays, each is one passage`() async throws {
    var lorry = drive("12C12345", company: [.neighbour])
    lorry.neighbour = DrawnPlate("29H97531", format: .vietnamShort)
    let passages = try await play(lorry)
    #expect(passages.compactMap { $0.tractor?.text }.sorted() == ["12C12345", "29H97531"])
  }

  @Test(arguments: ["FH16-750", "18S-7400", "H2-380"])
  func `a badge that is made like a plate does not stand for the plate`(badge: String) async throws {
    var lorry = drive("12C12345")
    lorry.badge = badge
    let passages = try await play(lorry)
    #expect(passages.map { $0.tractor?.text } == ["12C12345"])
  }

  @Test func `a Chinese lorry and what it pulls are one passage`() async throws {
    var lorry = drive(nil)
    lorry.tractor = DrawnPlate("桂A12345")
    lorry.trailer = DrawnPlate("桂B6789挂")
    let passages = try await playBothEnds(of: lorry)
    #expect(passages.map { $0.tractor?.text } == ["桂A12345"])
    #expect(passages.map { $0.trailer?.text } == ["桂B6789挂"])
  }

  @Test func `where vehicles go both ways, each goes its own`() async throws {
    var recording = DrawnRecording()
    let (coming, going) = (drive("12C12345", approach: 3), drive("29H97531", approach: 3, seed: 2))
    recording.add(coming, from: -1, to: coming.duration + 3)
    // Seen from behind as it drives off: a lorry that comes, played backwards.
    recording.add(going, from: 0, to: 4, backwards: true)
    recording.add(going, from: -4, to: -1)
    let passages = try await TestLane(direction: .both).passages(front: recording).map(\.passage)
    #expect(passages.map { $0.tractor?.text } == ["12C12345", "29H97531"])
    #expect(passages.map(\.direction) == [.entry, .exit])
  }
}
