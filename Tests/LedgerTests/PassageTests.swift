import Border
import Foundation
import Testing

@testable import Ledger

@Suite struct PassageTests {
  @Test func aPassageIsShownAsItWasKept() async throws {
    try await withLedger { ledger async throws in
      let scan = ScanResult(
        id: "s", device: "scanner", startedAt: eight, endedAt: nil, plates: ["12C12345"], containers: [],
        declarationNumber: nil, conclusion: .suspicious, radiation: [], pictures: [], note: "look")
      let declared = item("d-9").declaration
      let kept = try await ledger.record(
        passage(1, trailer: "12R00001"), verdict: check, capturedAt: eight + 2, declarations: [declared], scans: [scan],
        event: draft(11))
      let expected = PassageView(
        passage: passage(1, trailer: "12R00001"), verdict: check, capturedAt: eight + 2, declarations: [declared],
        scans: [scan], decision: nil)
      #expect(kept == expected)
      #expect(try await ledger.passageView(id(1)) == expected)
      #expect(try await ledger.passageView(id(2)) == nil)
    }
  }

  @Test func aPassageThatChangesIsKeptAsItIsNow() async throws {
    try await withLedger { ledger async throws in
      try await ledger.record(passage(1, plate: nil), verdict: check, capturedAt: eight, event: draft(11))
      try await ledger.record(passage(1), verdict: check, capturedAt: eight + 1, event: nil)
      #expect(try await ledger.unfinishedPassages().map(\.id) == [id(1)])
      try await ledger.record(
        passage(1, endedAt: eight + 30), verdict: check, capturedAt: eight + 1, event: draft(12, .passageEnded))
      let views = try await ledger.passageViews(limit: 10)
      #expect(views.map(\.passage) == [passage(1, endedAt: eight + 30)])
      #expect(views.first?.capturedAt == eight + 1)
      #expect(try await ledger.unfinishedPassages().isEmpty)
      #expect(try await ledger.waiting(upTo: 9, bytes: 9_999).map(\.id) == [id(11), id(12)])
    }
  }

  @Test func theNewestPassagesComeFirst() async throws {
    try await withLedger { ledger async throws in
      for number in [2, 1, 3] {
        try await ledger.record(passage(number), verdict: check, capturedAt: eight, event: nil)
      }
      #expect(try await ledger.passageViews(limit: 2).map(\.id) == [id(3), id(2)])
      #expect(try await ledger.passageViews(limit: 0).isEmpty)
    }
  }

  @Test func withoutASnapshotTheCachedDeclarationsAreShown() async throws {
    try await withLedger { ledger async throws in
      try await ledger.apply(page([item("d-2"), item("d-1"), item("d-3")]), receivedAt: eight)
      try await ledger.record(passage(1), verdict: check, capturedAt: eight, event: nil)
      #expect(try await ledger.passageView(id(1))?.declarations.map(\.id) == ["d-1", "d-2"])
      // A snapshot stays as it was, whatever the platform says later.
      try await ledger.record(
        passage(2), verdict: check, capturedAt: eight, declarations: [item("d-1").declaration], event: nil)
      try await ledger.apply(page([item("d-1", version: 2, goods: "durian")]), receivedAt: eight)
      #expect(try await ledger.passageView(id(1))?.declarations.first?.goods == ["durian"])
      #expect(try await ledger.passageView(id(2))?.declarations.first?.goods == ["dragon fruit"])
    }
  }

  @Test func aDecisionIsKeptOnceWithItsEvent() async throws {
    try await withLedger { ledger async throws in
      try await ledger.record(passage(1), verdict: check, capturedAt: eight, event: draft(11))
      let view = try await ledger.decide(decision(1), event: draft(12, .decisionMade))
      #expect(view.decision == decision(1))
      #expect(try await ledger.passageView(id(1)) == view)

      // The same officer says the same again, as after a lost answer: what is kept is returned, nothing is told twice.
      let again = try await ledger.decide(decision(1, at: eight + 5), event: draft(13, .decisionMade))
      #expect(again.decision == decision(1))
      #expect(try await ledger.waiting(upTo: 9, bytes: 9_999).map(\.id) == [id(11), id(12)])

      for other in [decision(1, .return, note: "seal"), decision(1, officer: "officer-2"), decision(1, note: "x")] {
        await #expect(throws: DecisionRefusal.alreadyDecided(decision(1))) {
          try await ledger.decide(other, event: draft(14, .decisionMade))
        }
      }
      #expect(try await ledger.waiting(upTo: 9, bytes: 9_999).count == 2)
    }
  }

  @Test func aChangeOfThePassageLeavesItsDecision() async throws {
    try await withLedger { ledger async throws in
      try await ledger.record(passage(1), verdict: check, capturedAt: eight, event: nil)
      try await ledger.decide(decision(1), event: draft(12, .decisionMade))
      let view = try await ledger.record(
        passage(1, endedAt: eight + 9), verdict: check, capturedAt: eight, event: draft(13, .passageEnded))
      #expect(view.decision == decision(1))
    }
  }

  @Test func aDecisionOnNoPassageIsRefused() async throws {
    try await withLedger { ledger async throws in
      await #expect(throws: DecisionRefusal.noSuchPassage) {
        try await ledger.decide(decision(1), event: draft(1, .decisionMade))
      }
      #expect(try await ledger.outboxStatus().waiting == 0)
    }
  }

  @Test func aReturnNeedsAReasonOrANote() async throws {
    try await withLedger { ledger async throws in
      try await ledger.record(passage(1), verdict: check, capturedAt: eight, event: nil)
      await #expect(throws: DecisionRefusal.reasonMissing) {
        try await ledger.decide(decision(1, .return, note: " \n"), event: draft(1, .decisionMade))
      }
      let view = try await ledger.decide(decision(1, .return, note: "seal broken"), event: draft(1, .decisionMade))
      #expect(view.decision?.kind == .return)
    }
  }

  @Test func ofManyDecisionsAtOnceOneStands() async throws {
    try await withLedger { ledger async throws in
      try await ledger.record(passage(1), verdict: check, capturedAt: eight, event: nil)
      let taken = await withTaskGroup(of: Bool.self) { group in
        for number in 1...20 {
          group.addTask {
            (try? await ledger.decide(
              decision(1, officer: "officer-\(number)"), event: draft(number, .decisionMade))) != nil
          }
        }
        return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(taken == 1)
      #expect(try await ledger.outboxStatus().waiting == 1)
    }
  }
}
