import Border
import Foundation
import GRDB
import Testing

@testable import Ledger

@Suite struct ChainTests {
  private func withChain(_ length: Int = 5, _ body: (Ledger) async throws -> Void) async throws {
    try await withLedger { ledger async throws in
      for number in 1...length { try await ledger.record(draft(number, data: ["n": .integer(Int64(number))])) }
      #expect(try await ledger.verifyChain() == nil)
      try await body(ledger)
    }
  }

  private func tamper(_ ledger: Ledger, _ sql: String) async throws {
    try await ledger.pool.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA foreign_keys = OFF")
      try db.execute(sql: sql)
    }
  }

  @Test func eventsAreNumberedWithoutHolesAndCarryTheHashOfTheOneBefore() async throws {
    try await withChain { ledger async throws in
      let events = try await ledger.waiting(upTo: 9, bytes: 99_999)
      #expect(events.map(\.sequence) == [1, 2, 3, 4, 5])
      var hash = Event.firstPreviousHash
      for event in events {
        let number = Int(event.sequence)
        let expected = Event(
          draft: draft(number, data: ["n": .integer(event.sequence)]), source: station, sequence: event.sequence,
          previousHash: hash)
        #expect(event.body == expected.cloudEvent.canonical())
        hash = Stored.sha256(event.body)
      }
    }
  }

  @Test func manyWritersAtOnceMakeOneChain() async throws {
    try await withLedger { ledger async throws in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 1...100 { group.addTask { try await ledger.record(draft(number)) } }
        try await group.waitForAll()
      }
      #expect(try await ledger.waiting(upTo: 200, bytes: .max).map(\.sequence) == Array(1...100))
      #expect(try await ledger.verifyChain() == nil)
    }
  }

  /// A mark ahead of the chain would be taken for lost events at the next start.
  @Test func theMarkFollowsWhatIsCommittedAndNothingElse() async throws {
    try await withChain(3) { ledger async throws in
      #expect(ChainMark.read(in: ledger.directory) == 3)
      await #expect(throws: LedgerError.self) {
        try await ledger.writeWithEvents { db in
          _ = try ledger.append(draft(4), to: db)
          throw DatabaseError(resultCode: .SQLITE_FULL)
        }
      }
      try await ledger.retryRefused()
      #expect(ChainMark.read(in: ledger.directory) == 3)
      try await ledger.record([draft(4), draft(5)])
      #expect(ChainMark.read(in: ledger.directory) == 5)
      // Known already: nothing is written.
      try await ledger.record(draft(5))
      #expect(ChainMark.read(in: ledger.directory) == 5)
    }
  }

  @Test func aSettledEventIsStillPartOfTheChain() async throws {
    try await withChain { ledger async throws in
      try await ledger.settle([EventAnswer(id: id(2), outcome: .accepted)], at: eight)
      try await ledger.settle([EventAnswer(id: id(3), outcome: .refused("no"))], at: eight)
      #expect(try await ledger.verifyChain() == nil)
    }
  }

  @Test(arguments: [
    // A change shows in the hash that the next event carries, or, for the last, in the end of the chain.
    ("UPDATE event SET body = replace(CAST(body AS TEXT), '\"n\":3', '\"n\":4') WHERE sequence = 3", 3, "changed"),
    ("UPDATE event SET body = replace(CAST(body AS TEXT), '\"n\":1', '\"n\":4') WHERE sequence = 1", 1, "changed"),
    ("UPDATE event SET body = replace(CAST(body AS TEXT), '\"n\":5', '\"n\":4') WHERE sequence = 5", 5, "changed"),
    ("UPDATE event SET body = 'no JSON' WHERE sequence = 3", 3, "changed"),
    ("DELETE FROM event WHERE sequence = 1", 1, "removed"),
    ("DELETE FROM event WHERE sequence = 3", 3, "removed"),
    ("DELETE FROM event WHERE sequence = 5", 5, "removed"),
    ("DELETE FROM event", 1, "removed"),
    (
      "UPDATE event SET body = (SELECT body FROM event WHERE sequence = 4) WHERE sequence = 3", 3, "reordered"
    ),
    (
      """
      UPDATE event SET sequence = 99 WHERE sequence = 2; UPDATE event SET sequence = 2 WHERE sequence = 3;
      UPDATE event SET sequence = 3 WHERE sequence = 99
      """, 2, "reordered"
    ),
  ])
  func tamperingShows(_ sql: String, _ sequence: Int64, _ reason: String) async throws {
    try await withChain { ledger async throws in
      try await tamper(ledger, sql)
      let found = try await ledger.verifyChain()
      #expect(found == ChainBreak(sequence: sequence, reason: try #require(ChainBreak.Reason(rawValue: reason))))
      #expect(found?.description == "event \(sequence) was \(reason)")
    }
  }
}
