import Border
import Foundation
import Testing

@testable import Station

/// Something as large as a vehicle, and no plate of it, or none any more.
@Suite struct VehicleWithoutPlateTests: LaneSuite {
  private let picture = PassagePicture(
    subject: .overview, evidence: EvidenceHash(rawValue: String(repeating: "a", count: 64)).unsafelyUnwrapped,
    camera: "front", capturedAt: Date(timeIntervalSince1970: 1_000_001))

  @Test func aVehicleThatShowsNoPlateIsOnePassageForAsLongAsItStands() throws {
    var lane = lane()
    #expect(lane.seeVehicle("front", since: time(0), pictures: [picture], at: time(1)).isEmpty)
    #expect(lane.pass(time(3.9)).isEmpty)
    let begun = passages(lane.pass(time(4.1)))
    #expect(begun.count == 1 && begun[0].tractor == nil && begun[0].trailer == nil)
    #expect(begun[0].startedAt == time(0).wall && begun[0].pictures == [picture])
    for second in 5...3600 { #expect(lane.pass(time(Double(second))).isEmpty) }
    #expect(lane.loseVehicle("front", wasSure: true, at: time(3601)).isEmpty)
    let ended = passages(lane.pass(time(3603.1)))
    #expect(ended.map(\.id) == begun.map(\.id) && ended[0].endedAt == time(3600).wall)
    #expect(lane.pass(time(3700)).isEmpty)
  }

  @Test func aVehicleWhosePlateIsReadAfterAllKeepsItsPassage() throws {
    var lane = lane()
    _ = lane.seeVehicle("front", since: time(0), pictures: [picture], at: time(1))
    let first = try #require(passages(lane.pass(time(4.1))).first)
    let second = try #require(passages(lane.see(sighting("12C12345", 1, at: 9))).first)
    #expect(second.id == first.id && second.tractor?.text == "12C12345")
  }

  @Test func aDoubtfulPlateOfAVehicleWithoutOneJoinsItAfterAWhile() throws {
    var lane = lane()
    _ = lane.seeVehicle("front", since: time(0), pictures: [picture], at: time(1))
    let first = try #require(passages(lane.pass(time(4.1))).first)
    #expect(lane.see(sighting("GJ05BV0967", 1, at: 5, kind: .unknown, trusted: false)).isEmpty)
    let second = try #require(passages(lane.pass(time(7.1))).first)
    #expect(second.id == first.id && second.tractor?.text == "GJ05BV0967" && second.tractor?.trusted == false)
  }

  @Test func aVehicleWhosePlateWasReadHasNoSecondPassageWithoutOne() {
    var lane = lane()
    _ = lane.seeVehicle("front", since: time(0), pictures: [picture], at: time(1))
    _ = lane.see(sighting("12C12345", 1, at: 1.5))
    // Its plate has gone past the camera, its trailer still stands before it.
    #expect(lane.lose(.init(camera: "front", number: 1), at: time(4)).isEmpty)
    for second in 5...60 { #expect(lane.pass(time(Double(second))).isEmpty) }
    #expect(lane.loseVehicle("front", wasSure: true, at: time(61)).isEmpty)
    let ended = passages(lane.pass(time(63.1)))
    #expect(ended.count == 1 && ended[0].tractor?.text == "12C12345" && ended[0].endedAt == time(60).wall)
    #expect(lane.pass(time(100)).isEmpty)
  }

  @Test func twoCamerasThatSeeOneVehicleWithoutAPlateMakeOnePassage() {
    var lane = lane()
    _ = lane.seeVehicle("front", since: time(0), pictures: [], at: time(1))
    _ = lane.seeVehicle("rear", since: time(2), pictures: [], at: time(3))
    #expect(lane.pass(time(4.5)).count == 1)
    for second in 5...20 { #expect(lane.pass(time(Double(second))).isEmpty) }
    _ = lane.loseVehicle("front", wasSure: true, at: time(20))
    #expect(lane.pass(time(30)).isEmpty)
    _ = lane.loseVehicle("rear", wasSure: true, at: time(31))
    #expect(lane.pass(time(34)).count == 1)
    #expect(lane.pass(time(60)).isEmpty)
  }

  @Test func whatALorryPullsJoinsItWhenItsOwnPlateHasGone() {
    var lane = lane()
    _ = lane.seeVehicle("front", since: time(0), pictures: [], at: time(1))
    _ = lane.see(sighting("12C12345", 1, at: 1.5))
    _ = lane.lose(.init(camera: "front", number: 1), at: time(4))
    _ = lane.pass(time(6))
    let joined = passages(lane.see(sighting("12RM01234", 1, at: 7, rear: true, kind: .trailer)))
    #expect(joined.map { $0.tractor?.text } == ["12C12345"] && joined.first?.trailer?.text == "12RM01234")
  }

  @Test func theNextPlateEndsAPassageThatOnlySomethingLargeKeepsOpen() {
    var lane = lane()
    _ = lane.seeVehicle("front", since: time(0), pictures: [], at: time(1))
    _ = lane.see(sighting("12C12345", 1, at: 1.5))
    _ = lane.lose(.init(camera: "front", number: 1), at: time(4))
    #expect(lane.pass(time(10)).isEmpty)
    #expect(passages(lane.see(sighting("99H54321", 2, at: 11))).map { $0.tractor?.text } == ["12C12345", "99H54321"])
  }

  @Test func somethingLargeThatStaysForGoodDoesNotKeepAPassageOpenForGood() {
    var lane = lane()
    _ = lane.seeVehicle("front", since: time(0), pictures: [], at: time(1))
    _ = lane.see(sighting("12C12345", 1, at: 1.5))
    _ = lane.lose(.init(camera: "front", number: 1), at: time(4))
    let changes = (5...300).flatMap { lane.pass(time(Double($0))) }
    #expect(passages(changes).map { $0.endedAt != nil } == [true])
  }

  @Test func someoneWhoWalksByMakesNoPassage() {
    var lane = lane()
    _ = lane.seeVehicle("front", since: time(0), pictures: [], at: time(1))
    _ = lane.loseVehicle("front", wasSure: false, at: time(3))
    #expect(lane.pass(time(10)).isEmpty)
  }

  @Test func aVehicleThatDrivesPastUnreadIsAPassageAllTheSame() {
    var lane = lane()
    _ = lane.seeVehicle("front", since: time(0), pictures: [picture], at: time(1))
    let begun = passages(lane.loseVehicle("front", wasSure: true, at: time(2.5)))
    #expect(begun.count == 1 && begun.first?.tractor == nil && begun.first?.trailer == nil)
    #expect(begun.first?.startedAt == time(0).wall && begun.first?.pictures == [picture])
    let ended = passages((5...60).flatMap { lane.pass(time(Double($0))) })
    #expect(ended.map(\.id) == begun.map(\.id) && ended.first?.endedAt == time(2.5).wall)
  }

  @Test func aVehicleThatDrivesPastKeepsWhatWasReadOfItInDoubt() {
    var lane = lane()
    _ = lane.seeVehicle("front", since: time(0), pictures: [picture], at: time(1))
    #expect(lane.see(sighting("12C12345", 1, at: 1.2, trusted: false)).isEmpty)
    #expect(lane.see(sighting("TAXI", 2, at: 1.3, kind: .unknown, trusted: false)).isEmpty)
    for track in 1...2 { #expect(lane.lose(.init(camera: "front", number: track), at: time(1.9)).isEmpty) }
    let begun = passages(lane.loseVehicle("front", wasSure: true, at: time(2.5)))
    #expect(begun.map { $0.tractor?.text } == ["12C12345"] && begun.first?.tractor?.trusted == false)
    let ended = passages((5...60).flatMap { lane.pass(time(Double($0))) })
    #expect(ended.map(\.id) == begun.map(\.id) && ended.first?.endedAt == time(2.5).wall)
  }

  @Test func whatIsStillInThePictureNamesTheVehicleThatDrovePastToo() {
    var lane = lane()
    _ = lane.seeVehicle("front", since: time(0), pictures: [], at: time(1))
    #expect(lane.see(sighting("12C12345", 1, at: 1.2, trusted: false)).isEmpty)
    let changes = lane.loseVehicle("front", wasSure: true, at: time(2.5))
    #expect(passages(changes).map { $0.tractor?.text } == ["12C12345"])
    // Its track ends later; that is no second vehicle, and keeps nothing open.
    #expect(lane.lose(.init(camera: "front", number: 1), at: time(3.5)).isEmpty)
    #expect(passages((5...60).flatMap { lane.pass(time(Double($0))) }).map { $0.endedAt != nil } == [true])
  }

  @Test func theOtherCameraNamesTheVehicleThatHasJustDrivenPastTheFirst() {
    var lane = lane()
    _ = lane.seeVehicle("front", since: time(0), pictures: [], at: time(1))
    let begun = passages(lane.loseVehicle("front", wasSure: true, at: time(2.5)))
    let named = passages(lane.see(sighting("12RM01234", 1, at: 3.5, rear: true, kind: .trailer)))
    #expect(named.map(\.id) == begun.map(\.id) && named.first?.trailer?.text == "12RM01234")
  }

  /// Of two vehicles, one close behind the other, the first of which showed no plate to the front camera.
  private func laneThatOneHasPassed() -> (lane: PassageAssembler, first: [Passage]) {
    var lane = lane()
    _ = lane.seeVehicle("front", since: time(0), pictures: [], at: time(1))
    let begun = passages(lane.loseVehicle("front", wasSure: true, at: time(5)))
    _ = lane.pass(time(5.5))
    return (lane, begun)
  }

  @Test func thePlateOfTheNextOneIsNotThatOfTheOneBefore() {
    var (lane, first) = laneThatOneHasPassed()
    let changes = passages(lane.see(sighting("12C12345", 1, at: 6)))
    #expect(changes.map { $0.tractor?.text } == [nil, "12C12345"])
    #expect(changes.first?.id == first.first?.id && changes.first?.endedAt == time(5).wall)
  }

  @Test func theNextOnesPlateInDoubtIsNotThatOfTheOneBefore() {
    var (lane, first) = laneThatOneHasPassed()
    _ = lane.seeVehicle("rear", since: time(4.5), pictures: [], at: time(5.5))
    #expect(lane.see(sighting("12C12345", 1, at: 6, trusted: false)).isEmpty)
    let changes = passages((7...10).flatMap { lane.pass(time(Double($0))) })
    #expect(changes.map { $0.tractor?.text } == [nil, "12C12345"] && changes.first?.id == first.first?.id)
  }

  @Test(arguments: [nil, "12C12345"])
  func theNextOneWithoutAPlateHasItsOwnPassage(first: String?) {
    var lane = lane()
    var changes: [PassageAssembler.Change] = []
    if let first { changes += lane.see(sighting(first, 1, at: 0.5)) }
    changes += lane.seeVehicle("front", since: time(0), pictures: [], at: time(1))
    changes += lane.lose(.init(camera: "front", number: 1), at: time(4))
    changes += lane.loseVehicle("front", wasSure: true, at: time(5))
    // It is there before the first one's passage is over, and stands for a while.
    changes += lane.seeVehicle("front", since: time(6.2), pictures: [picture], at: time(7.2))
    for second in 8...60 { changes += lane.pass(time(Double(second))) }
    changes += lane.loseVehicle("front", wasSure: true, at: time(61))
    changes += lane.pass(time(65))
    let ended = passages(changes).filter { $0.endedAt != nil }
    #expect(ended.map { $0.tractor?.text } == [first, nil])
    #expect(ended.last?.startedAt == time(6.2).wall && ended.last?.endedAt == time(60).wall)
  }

  @Test func oneThatDrivesUpUnreadBehindTheOneAtTheRearCameraDoesNotTakeTheLaneFromIt() {
    var lane = lane()
    _ = lane.see(sighting("12C12345", 1, at: 0.5))
    _ = lane.seeVehicle("front", since: time(0), pictures: [], at: time(1))
    _ = lane.lose(.init(camera: "front", number: 1), at: time(3))
    let trailer = Sighting.Track(camera: "rear", number: 1)
    _ = lane.see(sighting("12RM01234", 1, at: 4, rear: true, kind: .trailer))
    _ = lane.loseVehicle("front", wasSure: true, at: time(5))
    var changes: [PassageAssembler.Change] = []
    func stand(_ seconds: ClosedRange<Int>) {
      for second in seconds {
        lane.stillSees(trailer, at: time(Double(second)))
        changes += lane.pass(time(Double(second)))
      }
    }
    stand(5...6)
    changes += lane.seeVehicle("front", since: time(6.2), pictures: [], at: time(7.2))
    stand(8...9)
    changes += lane.loseVehicle("front", wasSure: true, at: time(9.5))
    // It is told when it is over.
    #expect(
      passages(changes).filter { $0.endedAt == nil && $0.tractor == nil }.allSatisfy { told in
        passages(changes).contains { $0.id == told.id && $0.endedAt != nil }
      })
    #expect(lane.current?.trailer?.text == "12RM01234")
    stand(10...20)
    changes += lane.lose(trailer, at: time(21))
    changes += lane.pass(time(24))
    #expect(Set(passages(changes).filter { $0.endedAt != nil }.map { $0.tractor?.text }) == [nil, "12C12345"])
  }

  @Test func aVehicleThatWasReadMakesNoSecondPassageWhenItLeaves() {
    var lane = lane()
    _ = lane.see(sighting("12C12345", 1, at: 0.5))
    _ = lane.seeVehicle("front", since: time(0), pictures: [picture], at: time(1))
    _ = lane.lose(.init(camera: "front", number: 1), at: time(2))
    #expect(lane.loseVehicle("front", wasSure: true, at: time(2.5)).isEmpty)
    let ended = passages((3...60).flatMap { lane.pass(time(Double($0))) })
    #expect(ended.map { $0.tractor?.text } == ["12C12345"])
  }

  // MARK: Two cameras

  /// Of a lorry that was read in front, and that both cameras see.
  private func laneWithALorryBeforeBoth(rearSince since: Double = 3)
    -> (lane: PassageAssembler, changes: [PassageAssembler.Change])
  {
    var lane = lane()
    var changes = lane.see(sighting("12C12345", 1, at: 0.5))
    changes += lane.seeVehicle("front", since: time(0), pictures: [], at: time(1))
    changes += lane.seeVehicle("rear", since: time(since), pictures: [], at: time(since + 1))
    return (lane, changes)
  }

  @Test func theOneBeforeThatLeavesTheRearCameraIsNotTakenForTheNext() {
    var (lane, _) = laneWithALorryBeforeBoth()
    var changes = lane.lose(.init(camera: "front", number: 1), at: time(6))
    changes += lane.loseVehicle("front", wasSure: true, at: time(7))
    changes += lane.see(sighting("99H54321", 2, at: 9))
    changes += lane.seeVehicle("front", since: time(8.5), pictures: [], at: time(9.5))
    changes += lane.loseVehicle("rear", wasSure: true, at: time(11))
    lane.stillSees(.init(camera: "front", number: 2), at: time(14))
    changes += lane.seeVehicle("rear", since: time(13), pictures: [], at: time(14))
    changes += lane.lose(.init(camera: "front", number: 2), at: time(16))
    changes += lane.loseVehicle("front", wasSure: true, at: time(17))
    for second in 18...25 { changes += lane.pass(time(Double(second))) }
    changes += lane.loseVehicle("rear", wasSure: true, at: time(26))
    for second in 27...60 { changes += lane.pass(time(Double(second))) }
    let ended = passages(changes).filter { $0.endedAt != nil }
    #expect(ended.map { $0.tractor?.text } == ["12C12345", "99H54321"])
    #expect(ended.last?.endedAt == time(25).wall)
  }

  @Test func oneThatBacksUpAndIsReadAgainIsTheSame() {
    var (lane, changes) = laneWithALorryBeforeBoth(rearSince: 4)
    changes += lane.lose(.init(camera: "front", number: 1), at: time(6))
    changes += lane.loseVehicle("front", wasSure: true, at: time(6.5))
    changes += lane.seeVehicle("front", since: time(10), pictures: [], at: time(11))
    changes += lane.see(sighting("12C12345", 2, at: 11.5))
    changes += lane.lose(.init(camera: "front", number: 2), at: time(20))
    changes += lane.loseVehicle("front", wasSure: true, at: time(20.5))
    changes += lane.loseVehicle("rear", wasSure: true, at: time(25))
    for second in 26...40 { changes += lane.pass(time(Double(second))) }
    #expect(Set(passages(changes).map(\.id)).count == 1)
  }

  @Test(arguments: [true, false])
  func theRearCameraSeesTheOneThatHasLeftTheFrontOne(isRead: Bool) {
    var lane = PassageAssembler(lane: "in-1", direction: .entry)
    var changes = isRead ? lane.see(sighting("12C12345", 1, at: 0.5)) : []
    changes += lane.seeVehicle("front", since: time(0), pictures: [], at: time(1))
    changes += lane.lose(.init(camera: "front", number: 1), at: time(4))
    changes += lane.loseVehicle("front", wasSure: true, at: time(4.5))
    changes += lane.pass(time(6.1)) + lane.pass(time(6.9))
    changes += lane.seeVehicle("rear", since: time(6), pictures: [], at: time(7))
    for second in 8...30 { changes += lane.pass(time(Double(second))) }
    changes += lane.loseVehicle("rear", wasSure: true, at: time(31))
    changes += lane.finish()
    #expect(Set(passages(changes).map(\.id)).count == 1)
  }

  @Test func oneThatTheRearCameraStillSeesKeepsTheLaneAndItsTrailer() {
    var (lane, _) = laneWithALorryBeforeBoth()
    _ = lane.lose(.init(camera: "front", number: 1), at: time(6))
    _ = lane.loseVehicle("front", wasSure: true, at: time(7))
    _ = lane.seeVehicle("front", since: time(8.5), pictures: [], at: time(9.5))
    let passed = passages(lane.loseVehicle("front", wasSure: true, at: time(12)))
    #expect(passed.map { $0.endedAt != nil } == [false, true] && lane.current?.tractor?.text == "12C12345")
    _ = lane.see(sighting("12RM01234", 1, at: 14, rear: true, kind: .trailer))
    #expect(lane.current?.tractor?.text == "12C12345" && lane.current?.trailer?.text == "12RM01234")
  }

  /// Where both cameras see the ends of one vehicle at once, as most do, what is read behind is never that of one that has gone.
  @Test func theTrailerOfTheNextOneIsNotThatOfOneThatPullsNothing() {
    var lane = PassageAssembler(lane: "in-1", direction: .entry)
    var changes = lane.see(sighting("12C12345", 1, at: 0.5))
    changes += lane.lose(.init(camera: "front", number: 1), at: time(4))
    changes += lane.pass(time(6.1))
    changes += lane.seeVehicle("rear", since: time(6.2), pictures: [], at: time(7.2))
    changes += lane.see(sighting("12RM01234", 1, at: 7.5, rear: true, kind: .trailer))
    changes += lane.see(sighting("99H54321", 2, at: 7.8))
    changes += lane.finish()
    let ended = passages(changes).filter { $0.endedAt != nil }
    #expect(ended.map { $0.tractor?.text } == ["12C12345", "99H54321"])
    #expect(ended.map { $0.trailer?.text } == [nil, "12RM01234"])
  }

  @Test func theOwnPlateOfTheNextOneReadBehindItIsNotAnothersTrailer() {
    var lane = PassageAssembler(lane: "in-1", direction: .entry)
    var changes = lane.see(sighting("12C12345", 1, at: 0.5))
    changes += lane.lose(.init(camera: "front", number: 1), at: time(4))
    changes += lane.pass(time(6.1))
    changes += lane.see(sighting("99H54321", 2, at: 7))
    changes += lane.see(sighting("99H54321", 1, at: 7.5, rear: true))
    changes += lane.finish()
    let ended = passages(changes).filter { $0.endedAt != nil }
    #expect(ended.map { $0.tractor?.text } == ["12C12345", "99H54321"] && ended.allSatisfy { $0.trailer == nil })
  }

  @Test func theTrailerOfTheNextOneIsNotThatOfTheOneBefore() {
    var (lane, changes) = laneWithALorryBeforeBoth()
    changes += lane.lose(.init(camera: "front", number: 1), at: time(5))
    changes += lane.loseVehicle("rear", wasSure: true, at: time(9))
    // Its follower has closed up so that the front picture was never empty, and was not read.
    changes += lane.seeVehicle("rear", since: time(27), pictures: [], at: time(28))
    changes += lane.see(sighting("12RM01234", 1, at: 30, rear: true, kind: .trailer))
    #expect(Set(passages(changes).map(\.id)).count == 2)
  }

  // MARK: Doubt, and what goes for a moment

  @Test func whatTheOneBeforeShowedDoesNotNameTheNext() {
    var lane = lane()
    var changes = lane.see(sighting("12C12345", 1, at: 0.5))
    changes += lane.see(sighting("FA12345", 2, at: 1, trusted: false))
    changes += lane.seeVehicle("front", since: time(0), pictures: [], at: time(1))
    changes += lane.loseVehicle("front", wasSure: true, at: time(5))
    changes += lane.lose(.init(camera: "front", number: 1), at: time(5.9))
    changes += lane.seeVehicle("front", since: time(6.2), pictures: [], at: time(7.2))
    changes += lane.lose(.init(camera: "front", number: 2), at: time(7.5))
    changes += lane.loseVehicle("front", wasSure: true, at: time(9)) + lane.finish()
    #expect(passages(changes).filter { $0.endedAt != nil }.map { $0.tractor?.text } == ["12C12345", nil])
  }

  @Test func whatTheNextOneShowsInDoubtDoesNotNameTheOneBefore() {
    var lane = lane()
    var changes = lane.seeVehicle("front", since: time(2), pictures: [], at: time(3))
    changes += lane.see(sighting("12C12345", 1, at: 4.8, trusted: false))
    changes += lane.loseVehicle("front", wasSure: true, at: time(5))
    changes += lane.see(sighting("12C12345", 1, at: 5.5)) + lane.finish()
    #expect(passages(changes).filter { $0.endedAt != nil }.map { $0.tractor?.text } == [nil, "12C12345"])
  }

  @Test func aDoubtThatRipensAsItsVehicleLeavesIsOnePassage() {
    var lane = lane()
    _ = lane.seeVehicle("front", since: time(0), pictures: [], at: time(1))
    _ = lane.see(sighting("12C12345", 1, at: 1.5, trusted: false))
    let changes = lane.loseVehicle("front", wasSure: true, at: time(3.6)) + lane.finish()
    #expect(Set(passages(changes).map(\.id)).count == 1)
  }

  @Test func whatGoesAwayFromTheFrontCameraMayBeReadWhenItIsSmall() {
    var lane = PassageAssembler(lane: "in-1", direction: .both, reappearance: .zero)
    var changes = lane.seeVehicle("front", since: time(0), pictures: [], at: time(1))
    changes += lane.loseVehicle("front", wasSure: true, at: time(4))
    changes += lane.see(sighting("12C12345", 1, at: 4.5, direction: .exit))
    #expect(Set(passages(changes).map(\.id)).count == 1)
  }

  @Test func theTailOfALorryWhoseMiddleIsLowIsNoOtherVehicle() {
    var lane = lane()
    var changes = lane.see(sighting("12C12345", 1, at: 0.5))
    changes += lane.seeVehicle("front", since: time(0), pictures: [], at: time(1))
    changes += lane.lose(.init(camera: "front", number: 1), at: time(4))
    changes += lane.loseVehicle("front", wasSure: true, at: time(5))
    changes += lane.seeVehicle("front", since: time(5.2), pictures: [], at: time(6.2))
    changes += lane.loseVehicle("front", wasSure: true, at: time(8)) + lane.finish()
    #expect(Set(passages(changes).map(\.id)).count == 1)
  }
}
