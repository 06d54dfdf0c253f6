import Border
import Foundation
import Testing

@testable import Ledger

@Suite struct YardTests {
  private func move(_ ledger: Ledger, _ number: Int, _ way: YardMovement.Way, _ plate: String?) async throws
    -> YardAnomaly?
  {
    try await ledger.record(
      YardMovement(way: way, plate: plate, passage: id(500 + number), at: eight + Double(number)),
      event: draft(number, .yardMoved))
  }

  @Test func vehiclesInAndOutAreCounted() async throws {
    try await withLedger { ledger async throws in
      #expect(try await ledger.yardOccupancy() == 0)
      #expect(try await move(ledger, 1, .in, "桂F12345") == nil)
      #expect(try await move(ledger, 2, .in, "12C12345") == nil)
      #expect(try await ledger.yardOccupancy() == 2)
      // The same vehicle, its province not read.
      #expect(try await move(ledger, 3, .out, "F12345") == nil)
      #expect(try await ledger.yardOccupancy() == 1)
      #expect(try await ledger.waiting(upTo: 9, bytes: 9_999).count == 3)
    }
  }

  @Test func whatDoesNotFitIsFlaggedAndNeverCountedBelowNought() async throws {
    try await withLedger { ledger async throws in
      #expect(try await move(ledger, 1, .out, "12C12345") == .notInside)
      #expect(try await ledger.yardOccupancy() == 0)
      #expect(try await move(ledger, 2, .in, "12C12345") == nil)
      #expect(try await move(ledger, 3, .in, "12C12345") == .alreadyInside)
      #expect(try await ledger.yardOccupancy() == 1)
      #expect(try await move(ledger, 4, .out, "12C12345") == nil)
      #expect(try await move(ledger, 5, .out, "12C12345") == .notInside)
      #expect(try await ledger.yardOccupancy() == 0)
      // Flagged or not, each is a fact that the platform hears of.
      #expect(try await ledger.outboxStatus().waiting == 5)
    }
  }

  @Test func vehiclesWithoutAReadablePlateCountToo() async throws {
    try await withLedger { ledger async throws in
      #expect(try await move(ledger, 1, .in, nil) == nil)
      #expect(try await move(ledger, 2, .in, "-") == nil)
      #expect(try await ledger.yardOccupancy() == 2)
      #expect(try await move(ledger, 3, .out, nil) == nil)
      #expect(try await move(ledger, 4, .out, "") == nil)
      #expect(try await move(ledger, 5, .out, nil) == .notInside)
      #expect(try await ledger.yardOccupancy() == 0)
    }
  }

  @Test func theSameMovementAgainIsCountedOnceAndAnswersTheSame() async throws {
    try await withLedger { ledger async throws in
      #expect(try await move(ledger, 1, .in, nil) == nil)
      #expect(try await move(ledger, 1, .in, nil) == nil)
      #expect(try await ledger.yardOccupancy() == 1)
      #expect(try await move(ledger, 2, .out, "12C12345") == .notInside)
      #expect(try await move(ledger, 2, .out, "12C12345") == .notInside)
      #expect(try await ledger.outboxStatus().waiting == 2)
    }
  }
}
