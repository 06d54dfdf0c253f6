import Border
import Testing

@testable import Station

@Suite struct PassageAssemblerTests: LaneSuite {
  @Test func tractorAndTrailerAreOnePassage() throws {
    var lane = lane()
    let first = passages(lane.see(sighting("12C12345", 1, at: 0)))
    let second = passages(lane.see(sighting("12RM01234", 1, at: 0.2, rear: true, kind: .trailer)))
    #expect(first.count == 1 && second.count == 1)
    #expect(first[0].id == second[0].id)
    #expect(second[0].tractor?.text == "12C12345")
    #expect(second[0].trailer?.text == "12RM01234")
  }

  @Test func aLorryThatPullsNothingShowsItsOwnPlateBehindToo() {
    var lane = lane()
    let first = passages(lane.see(sighting("12C12345", 1, at: 0)))
    #expect(lane.see(sighting("12C12345", 1, at: 0.5, rear: true)).isEmpty)
    #expect(lane.current?.id == first.first?.id && lane.current?.trailer == nil)
    // Its front has gone past, its rear has not.
    #expect(lane.lose(.init(camera: "front", number: 1), at: time(2)).isEmpty)
    lane.stillSees(.init(camera: "rear", number: 1), at: time(9))
    #expect(passages(lane.lose(.init(camera: "rear", number: 1), at: time(11.5))).map(\.endedAt) == [time(9).wall])
  }

  @Test func aLorryThatPullsNothingAndIsSeenFromBehindFirstHasNoTrailer() {
    var lane = lane()
    let first = passages(lane.see(sighting("12C12345", 1, at: 0, rear: true)))
    #expect(first.map { $0.trailer?.text } == ["12C12345"])
    let second = passages(lane.see(sighting("12C12345", 1, at: 0.5)))
    #expect(second.map(\.id) == first.map(\.id))
    #expect(second.map { $0.tractor?.text } == ["12C12345"] && second.map { $0.trailer?.text } == [nil])
    #expect(lane.see(sighting("12C12345", 1, at: 0.7, rear: true)).isEmpty)
  }

  @Test func whatWasMisreadBehindIsNoTrailerOnceItIsReadRight() {
    var lane = lane()
    _ = lane.see(sighting("12C12345", 1, at: 0))
    let misread = passages(lane.see(sighting("12C12346", 1, at: 0.3, rear: true, trusted: false)))
    #expect(misread.map { $0.trailer?.text } == ["12C12346"])
    let right = passages(lane.see(sighting("12C12345", 1, at: 0.6, rear: true)))
    #expect(right.map { $0.tractor?.text } == ["12C12345"] && right.map { $0.trailer?.text } == [nil])
  }

  @Test func whatIsReadRightBehindIsNoTrailerOnceTheFrontIsReadRightToo() {
    var lane = lane()
    _ = lane.see(sighting("12C12345", 1, at: 0, rear: true))
    _ = lane.see(sighting("12C12346", 1, at: 0.3, trusted: false))
    let right = passages(lane.see(sighting("12C12345", 1, at: 0.6)))
    #expect(right.map { $0.tractor?.text } == ["12C12345"] && right.map { $0.trailer?.text } == [nil])
  }

  @Test func aLorryThatPullsNothingTellsItsDirectionFromBehindToo() {
    var lane = PassageAssembler(lane: "in-1", direction: .both)
    _ = lane.see(sighting("12C12345", 1, at: 0))
    let told = passages(lane.see(sighting("12C12345", 1, at: 0.5, rear: true, direction: .exit)))
    #expect(told.map(\.direction) == [.exit])
  }

  @Test func theSameReadAgainChangesNothing() {
    var lane = lane()
    _ = lane.see(sighting("12C12345", 1, at: 0))
    #expect(lane.see(sighting("12C12345", 1, at: 5)).isEmpty)
  }

  @Test func aVehicleThatStandsForAnHourIsOnePassage() {
    var lane = lane()
    _ = lane.see(sighting("12C12345", 1, at: 0))
    for second in 1...3600 {
      lane.stillSees(.init(camera: "front", number: 1), at: time(Double(second)))
      #expect(lane.pass(time(Double(second))).isEmpty)
    }
    #expect(lane.current != nil)
  }

  @Test func aVehicleHasLeftAfterTheGapAndEndsWhenItWasLastSeen() throws {
    var lane = lane()
    _ = lane.see(sighting("12C12345", 1, at: 0))
    lane.stillSees(.init(camera: "front", number: 1), at: time(3))
    #expect(lane.lose(.init(camera: "front", number: 1), at: time(4)).isEmpty)
    let ended = passages(lane.pass(time(5.5)))
    #expect(ended.first?.endedAt == time(3).wall)
    #expect(lane.pass(time(60)).isEmpty)
  }

  @Test func aPlateThatIsReadOtherwiseLaterIsCorrected() {
    var lane = lane()
    _ = lane.see(sighting("12C12346", 1, at: 0))
    let changed = passages(lane.see(sighting("12C12345", 1, at: 0.5)))
    #expect(changed.map { $0.tractor?.text } == ["12C12345"])
  }

  @Test func aSecondVehicleInViewWaitsUntilTheFirstHasLeft() {
    var lane = lane()
    let first = passages(lane.see(sighting("12C12345", 1, at: 0)))
    lane.stillSees(.init(camera: "front", number: 1), at: time(1))
    #expect(lane.see(sighting("99H54321", 2, at: 1.5)).isEmpty)
    let changes = lane.lose(.init(camera: "front", number: 1), at: time(2))
    let ids = passages(changes)
    #expect(ids.map { $0.tractor?.text } == ["12C12345", "99H54321"])
    #expect(ids[0].id == first[0].id && ids[1].id != first[0].id)
    #expect(ids[0].endedAt != nil && ids[1].endedAt == nil)
  }

  @Test func aSecondVehicleThatLeavesFirstHasAPassageTooAndTheFirstKeepsItsOwn() throws {
    var lane = lane()
    let first = passages(lane.see(sighting("12C12345", 1, at: 0)))
    lane.stillSees(.init(camera: "front", number: 1), at: time(1))
    #expect(lane.see(sighting("99H54321", 2, at: 1.5)).isEmpty)
    lane.stillSees(.init(camera: "front", number: 2), at: time(3))
    lane.stillSees(.init(camera: "front", number: 1), at: time(5))
    let past = passages(lane.lose(.init(camera: "front", number: 2), at: time(5)))
    #expect(past.map { $0.tractor?.text } == ["99H54321", "99H54321"])
    #expect(past.map(\.endedAt) == [nil, time(3).wall])
    #expect(Set(past.map(\.id)).count == 1 && past.allSatisfy { $0.startedAt == time(1.5).wall })
    #expect(lane.current?.id == first[0].id && lane.current?.tractor?.text == "12C12345")
    #expect(passages(lane.lose(.init(camera: "front", number: 1), at: time(8))).map(\.endedAt) == [time(5).wall])
  }

  @Test func oneThatWaitedAndIsGoneAsSoonAsTheLaneIsItsOwnEndsWhenItWasLastSeen() {
    var lane = lane()
    _ = lane.see(sighting("12C12345", 1, at: 0))
    lane.stillSees(.init(camera: "front", number: 1), at: time(1))
    #expect(lane.see(sighting("99H54321", 2, at: 1.5)).isEmpty)
    lane.stillSees(.init(camera: "front", number: 1), at: time(5))
    lane.stillSees(.init(camera: "front", number: 2), at: time(6.1))
    #expect(passages(lane.pass(time(6.1))).map { $0.tractor?.text } == ["12C12345", "99H54321"])
    let gone = passages(lane.lose(.init(camera: "front", number: 2), at: time(8.2)))
    #expect(gone.map(\.endedAt) == [time(6.1).wall])
  }

  @Test func aSecondPlateThatComesAndGoesWithTheFirstIsNoVehicle() {
    var lane = lane()
    let (plate, lettering) = (Sighting.Track(camera: "front", number: 1), Sighting.Track(camera: "front", number: 2))
    _ = lane.see(sighting("12C12345", 1, at: 0))
    #expect(lane.see(sighting("18S7400", 2, at: 0.3)).isEmpty)
    lane.stillSees(lettering, at: time(2))
    lane.stillSees(plate, at: time(4))
    #expect(lane.lose(lettering, at: time(4.1)).isEmpty)
    lane.stillSees(plate, at: time(5))
    // It is read again.
    #expect(lane.see(sighting("18S7400", 3, at: 5)).isEmpty)
    lane.stillSees(plate, at: time(6))
    lane.stillSees(.init(camera: "front", number: 3), at: time(6.5))
    #expect(lane.pass(time(7.2)).isEmpty)
    let gone = lane.lose(plate, at: time(8.1)) + lane.lose(.init(camera: "front", number: 3), at: time(8.6))
    #expect(passages(gone).map { $0.tractor?.text } == ["12C12345"])
    #expect(lane.pass(time(20)).isEmpty && lane.current == nil)
  }

  @Test func twoVehiclesThatComeTogetherAreTwoIfOneStays() {
    var lane = lane()
    let second = Sighting.Track(camera: "front", number: 2)
    _ = lane.see(sighting("12C12345", 1, at: 0))
    #expect(lane.see(sighting("99H54321", 2, at: 0.3)).isEmpty)
    lane.stillSees(.init(camera: "front", number: 1), at: time(3))
    for tenth in 4...40 { lane.stillSees(second, at: time(Double(tenth) / 10)) }
    #expect(lane.pass(time(4)).isEmpty)
    lane.stillSees(second, at: time(4.2))
    #expect(passages(lane.pass(time(4.2))).map { $0.tractor?.text } == ["12C12345", "99H54321"])
  }

  @Test func theTrailerOfTheNextVehicleIsNotHungOnTheOneThatHasLeft() {
    var lane = lane()
    _ = lane.see(sighting("29H97531", 1, at: 0))
    let changes = lane.see(sighting("15RM02468", 1, at: 1.5, rear: true, kind: .trailer))
    #expect(passages(changes).map { $0.trailer?.text } == [nil, "15RM02468"])
    let joined = passages(lane.see(sighting("15C45678", 2, at: 1.8)))
    #expect(joined.map { $0.tractor?.text } == ["15C45678"])
    #expect(joined.map { $0.trailer?.text } == ["15RM02468"])
  }

  @Test func aTractorThatWaitedIsOfTheTrailerThatTookTheLane() throws {
    var lane = lane()
    _ = lane.see(sighting("29H97531", 1, at: 0))
    // The next one's front is in view while the first has hardly left; its trailer is read next.
    #expect(lane.see(sighting("15C45678", 2, at: 0.5)).isEmpty)
    let taken = passages(lane.see(sighting("15RM02468", 1, at: 1.2, rear: true, kind: .trailer)))
    #expect(taken.count == 2)
    #expect(taken[1].tractor?.text == "15C45678" && taken[1].trailer?.text == "15RM02468")
    // Nothing waits any more: when its plates go, no second passage begins.
    let later = lane.pass(time(2)) + lane.lose(.init(camera: "front", number: 2), at: time(2.5))
    #expect(later.isEmpty)
    #expect(passages(lane.lose(.init(camera: "rear", number: 1), at: time(3.5))).map(\.id) == [taken[1].id])
    #expect(lane.current == nil)
  }

  @Test func aPlateThatWaitedAndThenJoinedWaitsNoMore() {
    var lane = lane()
    _ = lane.see(sighting("12C12345", 1, at: 0))
    #expect(lane.see(sighting("12C99345", 2, at: 0.2)).isEmpty)
    // A later look corrects it: it is the same vehicle.
    #expect(lane.see(sighting("12C12345", 2, at: 0.4)).isEmpty)
    #expect(lane.pass(time(1.9)).isEmpty)
    #expect(lane.current?.tractor?.text == "12C12345")
  }

  @Test func theNextNumberOfAFleetIsAnotherVehicle() {
    var lane = lane()
    _ = lane.see(sighting("12C12345", 1, at: 0))
    #expect(passages(lane.see(sighting("12C12346", 2, at: 1.5))).map { $0.tractor?.text } == ["12C12345", "12C12346"])
  }

  @Test func theNextVehicleEndsTheOneThatIsOutOfView() {
    var lane = lane()
    _ = lane.see(sighting("12C12345", 1, at: 0))
    _ = lane.lose(.init(camera: "front", number: 1), at: time(1))
    #expect(passages(lane.see(sighting("99H54321", 2, at: 1.5))).map { $0.tractor?.text } == ["12C12345", "99H54321"])
  }

  @Test func letteringBesideAPlateMakesNoVehicle() {
    var lane = lane()
    #expect(lane.see(sighting("185T", 7, at: 0, kind: .unknown, trusted: false)).isEmpty)
    _ = lane.see(sighting("12C12345", 1, at: 0.4))
    for second in 1...10 {
      lane.stillSees(.init(camera: "front", number: 1), at: time(Double(second)))
      #expect(lane.pass(time(Double(second))).isEmpty)
    }
    #expect(lane.lose(.init(camera: "front", number: 1), at: time(11)).isEmpty)
    #expect(passages(lane.pass(time(20))).map { $0.tractor?.text } == ["12C12345"])
  }

  @Test func aSignThatLooksLikeAPlateGivesWayToThePlate() {
    var lane = lane()
    #expect(lane.see(sighting("18S7400", 7, at: 0, trusted: false)).isEmpty)
    #expect(passages(lane.see(sighting("15C45678", 1, at: 1))).map { $0.tractor?.text } == ["15C45678"])
    #expect(lane.see(sighting("18S7400", 7, at: 1.5, trusted: false)).isEmpty)
  }

  @Test func aPlateThatNobodyCanReadSurelyIsAVehicleAfterAWhile() {
    var lane = lane()
    #expect(lane.see(sighting("12C12345", 1, at: 0, trusted: false)).isEmpty)
    #expect(passages(lane.pass(time(2.1))).map { $0.tractor?.trusted } == [false])
  }

  @Test func aForeignPlateAloneInViewIsAVehicleAfterAWhile() {
    var lane = lane()
    #expect(lane.see(sighting("LAO1234", 7, at: 0, kind: .unknown, trusted: false)).isEmpty)
    #expect(lane.pass(time(1.9)).isEmpty)
    #expect(passages(lane.pass(time(2.1))).map { $0.tractor?.text } == ["LAO1234"])
  }

  @Test func everyOpenedPassageIsEndedOnce() {
    var lane = lane()
    _ = lane.see(sighting("12C12345", 1, at: 0))
    #expect(lane.finish().count == 1)
    #expect(lane.finish().isEmpty)
  }

  // MARK: Direction

  @Test func whereVehiclesGoBothWaysTheirMotionTellsAndStays() {
    var lane = PassageAssembler(lane: "yard", direction: .both)
    #expect(passages(lane.see(sighting("12C12345", 1, at: 0))).map(\.direction) == [.both])
    #expect(passages(lane.see(sighting("12C12345", 1, at: 1, direction: .exit))).map(\.direction) == [.exit])
    #expect(lane.see(sighting("12C12345", 1, at: 2, direction: .entry)).isEmpty)
    #expect(lane.current?.direction == .exit)
  }

  @Test func aLaneOfOneDirectionKeepsIt() {
    var lane = lane()
    #expect(passages(lane.see(sighting("12C12345", 1, at: 0, direction: .exit))).map(\.direction) == [.entry])
  }
}
