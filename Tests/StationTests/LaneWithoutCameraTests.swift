import Border
import Testing

@testable import Station

/// What a lost camera saw last, by the rules of a lane; with cameras that are really lost: `LostCameraTests`.
@Suite struct LaneWithoutCameraTests: LaneSuite {
  /// A lorry stands before the front camera, which is then lost; the rear one goes on for `seconds`.
  private func laneWithoutFront(
    _ seconds: ClosedRange<Int>, before: (inout PassageAssembler) -> Void = { _ in }
  ) -> (lane: PassageAssembler, changes: [PassageAssembler.Change]) {
    var lane = lane()
    lane.hear("front", at: time(0))
    _ = lane.see(sighting("12C12345", 1, at: 0))
    before(&lane)
    let changes = seconds.flatMap { second in
      lane.hear("rear", at: time(Double(second)))
      return lane.pass(time(Double(second)))
    }
    return (lane, changes)
  }

  @Test func aLostCameraKeepsNoPassageOpenForGood() {
    let (lane, changes) = laneWithoutFront(1...40)
    #expect(passages(changes).map(\.endedAt) == [time(0).wall])
    #expect(lane.current == nil)
  }

  @Test func whatOnlyALostCameraSawAsAVehicleDoesNotStandThereForGood() {
    var lane = lane()
    lane.hear("front", at: time(0))
    _ = lane.seeVehicle("front", since: time(0), pictures: [], at: time(1))
    #expect(lane.pass(time(5)).count == 1)
    let changes = (6...60).flatMap { second in
      lane.hear("rear", at: time(Double(second)))
      return lane.pass(time(Double(second)))
    }
    #expect(passages(changes).map { $0.endedAt != nil } == [true])
  }

  @Test func aLostCameraHidesNoPlateThatNobodyReadsSurely() {
    var (lane, _) = laneWithoutFront(1...40)
    #expect(lane.see(sighting("GJ05BV0967", 9, at: 41, rear: true, kind: .unknown, trusted: false)).isEmpty)
    lane.hear("rear", at: time(44))
    #expect(passages(lane.pass(time(44))).map { $0.trailer?.text } == ["GJ05BV0967"])
  }

  @Test func aLostCameraHidesNoVehicleWithoutAPlate() {
    var (lane, _) = laneWithoutFront(1...40)
    #expect(lane.seeVehicle("rear", since: time(41), pictures: [], at: time(42)).isEmpty)
    lane.hear("rear", at: time(46))
    #expect(passages(lane.pass(time(46))).map(\.startedAt) == [time(41).wall])
  }

  @Test func aCameraThatIsBackSoonHasLostNothing() {
    let short = laneWithoutFront(1...19)
    #expect(short.changes.isEmpty)
    var lane = short.lane
    for second in 20...60 {
      lane.hear("front", at: time(Double(second)))
      lane.stillSees(.init(camera: "front", number: 1), at: time(Double(second)))
      #expect(lane.pass(time(Double(second))).isEmpty)
    }
  }

  @Test func aPlateThatALostCameraSeesAgainIsOfThePassageThatTheOtherKeptOpen() {
    let long = laneWithoutFront(1...30) {
      _ = $0.see(sighting("12RM01234", 7, at: 0.5, rear: true, kind: .trailer))
    }
    #expect(long.changes.isEmpty)
    var lane = long.lane
    lane.hear("front", at: time(31))
    lane.stillSees(.init(camera: "front", number: 1), at: time(31))
    #expect(lane.lose(.init(camera: "rear", number: 7), at: time(32)).isEmpty)
    lane.hear("front", at: time(40))
    lane.stillSees(.init(camera: "front", number: 1), at: time(40))
    #expect(lane.pass(time(40)).isEmpty)
    #expect(passages(lane.lose(.init(camera: "front", number: 1), at: time(43))).map(\.endedAt) == [time(40).wall])
  }
}
