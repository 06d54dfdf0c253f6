import Border
import Foundation
import Ledger
import Testing

@testable import Station

/// A vehicle whose plate was dazzled, covered or unread for longer than a gap has not left.
@Suite struct ReappearanceTests: LaneSuite {
  private let lane = { PassageAssembler(lane: "in-1", direction: .entry) }

  private func front(_ number: Int) -> Sighting.Track { .init(camera: "front", number: number) }

  /// A lorry that is seen for a second, and out of view from then on; the lane is free after three.
  private func laneAfterALorry(_ text: String = "12C12345") -> (lane: PassageAssembler, passage: Passage?) {
    var lane = lane()
    let begun = lane.see(sighting(text, 1, at: 0)).passages.first
    lane.stillSees(front(1), at: time(1))
    #expect(lane.lose(front(1), at: time(3)).isEmpty)
    #expect(lane.pass(time(3.2)).isEmpty)
    #expect(lane.current == nil)
    return (lane, begun)
  }

  @Test func `a plate that is read again some seconds later is of the same passage, and that is no news`() {
    var (lane, first) = laneAfterALorry()
    #expect(lane.see(sighting("12C12345", 2, at: 7)).isEmpty)
    #expect(lane.current?.id == first?.id)
    lane.stillSees(front(2), at: time(9))
    #expect(lane.lose(front(2), at: time(11)).isEmpty)
    #expect(lane.pass(time(18.9)).isEmpty)
    let ended = lane.pass(time(19))
    #expect(ended.passages.map(\.id) == [first?.id] && ended.passages.map(\.endedAt) == [time(9).wall])
    #expect(lane.pass(time(60)).isEmpty && lane.finish().isEmpty)
  }

  @Test func `again and again, it is still one`() {
    var (lane, first) = laneAfterALorry()
    for turn in 1...20 {
      let start = Double(turn) * 9
      #expect(lane.see(sighting("12C12345", turn + 1, at: start)).isEmpty)
      #expect(lane.lose(front(turn + 1), at: time(start + 2.5)).isEmpty)
      #expect(lane.pass(time(start + 3)).isEmpty)
    }
    #expect(lane.finish().passages.map { [$0.id] } == [[first?.id]])
  }

  @Test func `one that turns round and comes again is a passage of its own`() {
    var (lane, first) = laneAfterALorry()
    let ended = lane.pass(time(11))
    #expect(ended.passages.map(\.endedAt) == [time(1).wall])
    let again = lane.see(sighting("12C12345", 2, at: 60)).passages
    #expect(again.count == 1 && again[0].id != first?.id && again[0].startedAt == time(60).wall)
  }

  @Test func `nor does it matter that no frame came meanwhile`() {
    var (lane, first) = laneAfterALorry()
    let changes = lane.see(sighting("12C12345", 2, at: 60))
    #expect(changes.passages.map(\.endedAt) == [time(1).wall, nil])
    #expect(changes.passages.first?.id == first?.id && changes.passages.last?.id != first?.id)
  }

  @Test func `the lane is free for the next one meanwhile`() {
    var (lane, first) = laneAfterALorry()
    let next = lane.see(sighting("99H54321", 2, at: 4))
    #expect(next.passages.map { $0.tractor?.text } == ["99H54321"])
    lane.stillSees(front(2), at: time(11))
    let ended = lane.pass(time(11))
    #expect(ended.passages.map(\.id) == [first?.id] && ended.passages.map(\.endedAt) == [time(1).wall])
    #expect(lane.current?.tractor?.text == "99H54321")
  }

  @Test(arguments: ["12C12346", "12C12845"])
  func `a plate that differs in one character is another vehicle's, however soon`(text: String) {
    var (lane, first) = laneAfterALorry()
    let next = lane.see(sighting(text, 2, at: 3.5)).passages
    #expect(next.map { $0.tractor?.text } == [text] && next.map(\.id) != [first?.id])
  }

  @Test func `what is not read surely brings no passage back, that an officer may have decided`() {
    var (lane, first) = laneAfterALorry()
    #expect(lane.see(sighting("12C12345", 2, at: 4, trusted: false)).isEmpty)
    #expect(lane.current == nil)
    let next = lane.pass(time(6.1)).passages
    #expect(next.map { $0.tractor?.trusted } == [false] && next.map(\.id) != [first?.id])
  }

  @Test func `what was not read surely is not brought back`() {
    var lane = lane()
    _ = lane.see(sighting("12C12345", 1, at: 0, trusted: false))
    let first = lane.pass(time(2.1)).passages
    _ = lane.lose(front(1), at: time(4))
    _ = lane.pass(time(4.5))
    let second = lane.see(sighting("12C12345", 2, at: 5)).passages
    #expect(first.count == 1 && second.count == 1 && first.map(\.id) != second.map(\.id))
  }

  @Test func `one that is found again while the next is in view goes on beside it`() {
    var (lane, first) = laneAfterALorry()
    let next = lane.see(sighting("99H54321", 2, at: 4)).passages
    lane.stillSees(front(2), at: time(5))
    #expect(lane.see(sighting("12C12345", 3, at: 5.2)).isEmpty)
    #expect(lane.current?.id == next.first?.id)
    for second in 6...30 {
      lane.stillSees(front(2), at: time(Double(second)))
      lane.stillSees(front(3), at: time(Double(second)))
      #expect(lane.pass(time(Double(second))).isEmpty)
    }
    // The next one leaves, it stays: the lane is its own again.
    lane.stillSees(front(3), at: time(32))
    #expect(lane.lose(front(2), at: time(32.1)).isEmpty)
    lane.stillSees(front(3), at: time(33))
    #expect(lane.pass(time(33)).isEmpty)
    #expect(lane.current?.id == first?.id)
    let ended = lane.pass(time(40)) + lane.lose(front(3), at: time(41)) + lane.pass(time(42.9))
    #expect(ended.passages.map { [$0.id] } == [next.map(\.id)])
    #expect(lane.finish().passages.map(\.endedAt) == [time(33).wall])
  }

  @Test func `what it pulls is not hung on the next one when it is read again`() {
    var lane = lane()
    _ = lane.see(sighting("12C12345", 1, at: 0))
    _ = lane.see(sighting("12RM01234", 1, at: 0.5, rear: true, kind: .trailer))
    _ = lane.lose(front(1), at: time(2)) + lane.lose(.init(camera: "rear", number: 1), at: time(2.6))
    let next = lane.see(sighting("99H54321", 2, at: 3))
    #expect(next.passages.count == 1)
    #expect(lane.see(sighting("12RM01234", 2, at: 3.5, rear: true, kind: .trailer)).isEmpty)
    #expect(lane.current?.tractor?.text == "99H54321" && lane.current?.trailer == nil)
    #expect(Set(lane.finish().passages.map { $0.trailer?.text }) == ["12RM01234", nil])
  }

  @Test func `a lorry that pulls nothing is known again by its own plate behind`() {
    var (lane, first) = laneAfterALorry()
    #expect(lane.see(sighting("12C12345", 1, at: 6, rear: true)).isEmpty)
    #expect(lane.current?.id == first?.id && lane.current?.trailer == nil)
  }

  @Test func `a plate that is found again is in view: who comes behind it waits`() {
    var (lane, first) = laneAfterALorry()
    #expect(lane.see(sighting("12C12345", 2, at: 5)).isEmpty)
    #expect(lane.see(sighting("99H54321", 3, at: 5.5)).isEmpty)
    #expect(lane.current?.id == first?.id)
  }

  @Test func `a vehicle without a plate that stands there by then has its own passage`() {
    var (lane, first) = laneAfterALorry()
    _ = lane.seeVehicle("front", since: time(3.5), pictures: [], at: time(4.5))
    let bare = lane.pass(time(7.6)).passages
    #expect(bare.count == 1)
    #expect(lane.see(sighting("12C12345", 2, at: 8)).isEmpty)
    #expect(lane.current?.id == bare.first?.id && lane.current?.tractor == nil)
    #expect(lane.finish().passages.map(\.id) == [first?.id, bare.first?.id])
  }

  /// The guard's page shows the newest passage of a lane, which must not be one that has gone past.
  @Test func `who waited and left first is told of when it is over, not while the one before stands there`() {
    var lane = lane()
    let standing = lane.see(sighting("12C12345", 1, at: 0)).passages
    lane.stillSees(front(1), at: time(3))
    #expect(lane.see(sighting("99H54321", 2, at: 3)).isEmpty)
    lane.stillSees(front(1), at: time(5))
    #expect(lane.lose(front(2), at: time(5.1)).isEmpty)
    for second in 6...12 {
      lane.stillSees(front(1), at: time(Double(second)))
      #expect(lane.pass(time(Double(second))).isEmpty)
    }
    lane.stillSees(front(1), at: time(13))
    let gone = lane.pass(time(13))
    #expect(gone.passages.map { $0.tractor?.text } == ["99H54321", "99H54321"])
    #expect(gone.passages.map(\.endedAt) == [nil, time(3).wall])
    #expect(lane.current?.id == standing.first?.id)
  }

  @Test(arguments: [true, false])
  func `or when the lane is its own, if it had not left`(isReadAgain: Bool) {
    var lane = lane()
    _ = lane.see(sighting("12C12345", 1, at: 0))
    lane.stillSees(front(1), at: time(3))
    _ = lane.see(sighting("99H54321", 2, at: 3))
    lane.stillSees(front(1), at: time(5))
    #expect(lane.lose(front(2), at: time(5.1)).isEmpty)
    if !isReadAgain {
      // Found beside the one that stands there, and still followed when that leaves.
      #expect(lane.see(sighting("99H54321", 3, at: 5.5)).isEmpty)
    }
    var told = lane.lose(front(1), at: time(7.1)) + lane.pass(time(7.2))
    #expect(told.isEmpty && lane.current == nil)
    if isReadAgain {
      told = lane.see(sighting("99H54321", 3, at: 8))
    } else {
      lane.stillSees(front(3), at: time(8))
      told = lane.pass(time(8))
    }
    #expect(told.passages.map { $0.tractor?.text } == ["99H54321"] && told.passages.map(\.endedAt) == [nil])
    #expect(lane.pass(time(8.1)).isEmpty && lane.current?.id == told.passages.first?.id)
    #expect(lane.finish().passages.map { $0.tractor?.text } == ["12C12345", "99H54321"])
  }

  @Test func `a lorry with plates of two countries is one, whichever is read first again`() {
    var lane = lane()
    let first = lane.see(sighting("12C12345", 1, at: 0)).passages
    #expect(lane.see(sighting("FA12345", 2, at: 0.2)).isEmpty)
    for track in [1, 2] { lane.stillSees(front(track), at: time(1)) }
    #expect((lane.lose(front(1), at: time(3.1)) + lane.lose(front(2), at: time(3.1))).isEmpty)
    #expect(lane.pass(time(3.2)).isEmpty && lane.current == nil)
    #expect(lane.see(sighting("FA12345", 3, at: 5)).isEmpty)
    #expect(lane.see(sighting("12C12345", 4, at: 5.3)).isEmpty)
    #expect(lane.current?.id == first.first?.id)
    for track in [3, 4] { lane.stillSees(front(track), at: time(9)) }
    #expect((lane.pass(time(9)) + lane.lose(front(3), at: time(11)) + lane.lose(front(4), at: time(11))).isEmpty)
    #expect(lane.finish().passages.map(\.id) == [first.first?.id])
  }

  @Test func `if only the second of them is, that is a vehicle after a while`() {
    var lane = lane()
    _ = lane.see(sighting("12C12345", 1, at: 0)) + lane.see(sighting("FA12345", 2, at: 0.2))
    _ = lane.lose(front(1), at: time(3.1)) + lane.lose(front(2), at: time(3.1))
    #expect(lane.see(sighting("FA12345", 3, at: 5)).isEmpty)
    lane.stillSees(front(3), at: time(7.1))
    #expect(lane.pass(time(7.1)).passages.map { $0.tractor?.text } == ["FA12345"])
  }

  @Test func `when no camera delivers any more, whoever was there has left after a while`() {
    var (lane, first) = laneAfterALorry()
    lane.hear("front", at: time(4))
    let next = lane.see(sighting("99H54321", 2, at: 4)).passages
    // It may be plugged in again; and nobody knows yet what its last frames show.
    #expect(lane.rest(time(24)).isEmpty)
    let ended = lane.rest(time(24.1)).passages
    #expect(ended.map(\.id) == [first?.id, next.first?.id] && ended.map(\.endedAt) == [time(1).wall, time(4).wall])
    #expect(lane.rest(time(60)).isEmpty && lane.current == nil && lane.finish().isEmpty)
  }

  @Test func `while one of them does, only its frames tell the time`() {
    var (lane, _) = laneAfterALorry()
    lane.hear("front", at: time(4))
    lane.hear("rear", at: time(15))
    #expect(lane.rest(time(34)).isEmpty)
    #expect(lane.pass(time(34)).count == 1)
  }

  @Test func `a lane that closes down ends what has left before what is there, each once`() {
    var (lane, first) = laneAfterALorry()
    let next = lane.see(sighting("99H54321", 2, at: 4)).passages
    let ended = lane.finish()
    #expect(ended.passages.map(\.id) == [first?.id, next.first?.id])
    #expect(ended.passages.map(\.endedAt) == [time(1).wall, time(4).wall])
    #expect(lane.finish().isEmpty)
  }
}

/// The same through a lane's watch into the ledger.
@Suite struct ReappearanceInTheLedgerTests {
  private func passages(loops: Bool) async throws -> (passages: [Passage], events: Int) {
    let station = try TestStation(.init(id: "front", source: .replay("drawn", loops: loops), view: .front))
    defer { station.close() }
    for (track, start) in [(1, 0.0), (2, 6.0)] {
      await station.laneWatch.see(.of("12C12345", track, at: start), photographs: nil)
      await station.laneWatch.lose(.init(camera: "front", number: track), at: DrawnCamera.time(start + 2.5))
    }
    await station.laneWatch.finish()
    return (try await station.ledger.passageViews(limit: 10).map(\.passage), try await station.ledger.eventCount())
  }

  @Test func `it is one passage, with one event of its arrival and one of its end`() async throws {
    let kept = try await passages(loops: false)
    #expect(kept.passages.map(\.startedAt) == [DrawnCamera.time(0).wall])
    #expect(kept.passages.map(\.endedAt) == [DrawnCamera.time(6).wall])
    #expect(kept.events == 2)
  }

  @Test func `it ends though all cameras were lost meanwhile`() async throws {
    let station = try TestStation(.init(id: "front", source: .device("/dev/video0"), view: .front))
    defer { station.close() }
    await station.laneWatch.hear("front", at: DrawnCamera.time(0))
    await station.laneWatch.see(.of("12C12345", 1, at: 0), photographs: nil)
    await station.laneWatch.lose(.init(camera: "front", number: 1), at: DrawnCamera.time(2.5))
    await station.laneWatch.rest(DrawnCamera.time(25))
    let kept = try await station.ledger.passageViews(limit: 10).map(\.passage)
    #expect(kept.map(\.endedAt) == [DrawnCamera.time(0).wall])
  }

  @Test(arguments: 1...10)
  func `one change is kept whole before the next camera's, so that older news never covers newer`(turn: Int)
    async throws
  {
    let station = try TestStation(
      .init(id: "front", source: .device("/dev/video0"), view: .front),
      .init(id: "rear", source: .device("/dev/video1"), view: .rear))
    defer { station.close() }
    let lane = station.laneWatch
    await lane.see(.of("99H54321", 1, at: 0), photographs: nil)
    await lane.lose(.init(camera: "front", number: 1), at: DrawnCamera.time(2.5))
    // The one before has ended with this frame; the trailer is read while that is being written down.
    async let tractor: Void = lane.see(.of("12C12345", 2, at: 20), photographs: nil)
    async let trailer: Void = lane.see(
      .of("12RM01234", 1, at: 20.1, camera: "rear", kind: .trailer), photographs: nil)
    _ = await (tractor, trailer)
    let kept = try await station.ledger.passageViews(limit: 10).map(\.passage).first
    #expect(kept?.tractor?.text == "12C12345" && kept?.trailer?.text == "12RM01234")
  }

  @Test func `a recording that starts over shows its vehicles anew`() async throws {
    let kept = try await passages(loops: true)
    #expect(kept.passages.count == 2 && kept.events == 4)
  }
}
