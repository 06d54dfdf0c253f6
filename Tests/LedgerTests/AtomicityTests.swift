import Border
import Foundation
import GRDB
import Testing

@testable import Ledger

/// A fact is never there without its event, nor the event without its fact.
@Suite struct AtomicityTests {
  enum Fact: String, CaseIterable, Sendable {
    case assessment, officersWord, scanResult, movement

    func write(_ ledger: Ledger) async throws {
      switch self {
      case .assessment:
        try await ledger.record(passage(2), verdict: check, capturedAt: eight, event: draft(2))
      case .officersWord:
        try await ledger.decide(decision(1), event: draft(2, .decisionMade))
      case .scanResult:
        let scan = ScanResult(
          id: "s", device: "scanner", startedAt: nil, endedAt: nil, plates: ["12C12345"], containers: [],
          declarationNumber: nil, conclusion: .notSuspicious, radiation: [], pictures: [], note: "")
        let hash = try #require(EvidenceHash(rawValue: Stored.sha256(Data("scan".utf8))))
        _ = try await ledger.record(scan: scan, contentHash: hash, receivedAt: eight, event: draft(2, .scanReceived))
      case .movement:
        try await ledger.record(
          YardMovement(way: .in, plate: "12C12345", passage: nil, at: eight), event: draft(2, .yardMoved))
      }
    }

    /// The tables that the fact is written to.
    var tables: [String] {
      switch self {
      case .assessment: ["passage"]
      case .officersWord: ["decision"]
      case .scanResult: ["scan", "scanKey"]
      case .movement: ["yardMovement", "vehicleInYard"]
      }
    }
  }

  private func rows(_ ledger: Ledger, _ tables: [String]) async throws -> [Int] {
    try await ledger.pool.read { db in
      try tables.map { try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM \($0)") ?? 0 }
    }
  }

  @Test(arguments: Fact.allCases)
  func aFactWhoseEventCannotBeWrittenIsNotThereEither(_ fact: Fact) async throws {
    try await withLedger { ledger async throws in
      try await ledger.record(passage(1), verdict: check, capturedAt: eight, event: draft(1))
      let before = try await rows(ledger, fact.tables)
      try await ledger.pool.write { db in
        try db.execute(
          sql: "CREATE TRIGGER refuse BEFORE INSERT ON event BEGIN SELECT RAISE(ABORT, 'planted'); END")
      }
      let error = await #expect(throws: LedgerError.self) { try await fact.write(ledger) }
      #expect(error?.kind == .failed(detail: "planted"))
      #expect(try await rows(ledger, fact.tables) == before)
      #expect(try await ledger.outboxStatus().waiting == 1)

      // The same write without the planted fault is kept whole, so the fault is what kept it out.
      try await ledger.pool.write { try $0.execute(sql: "DROP TRIGGER refuse") }
      try await fact.write(ledger)
      #expect(try await rows(ledger, fact.tables) == before.map { $0 + 1 })
      #expect(try await ledger.waiting(upTo: 9, bytes: 9_999).map(\.sequence) == [1, 2])
      #expect(try await ledger.verifyChain() == nil)
    }
  }

  @Test(arguments: Fact.allCases)
  func anEventWhoseFactCannotBeWrittenIsNotThereEither(_ fact: Fact) async throws {
    try await withLedger { ledger async throws in
      try await ledger.record(passage(1), verdict: check, capturedAt: eight, event: draft(1))
      for (number, table) in fact.tables.enumerated() {
        try await ledger.pool.write { db in
          try db.execute(
            sql: "CREATE TRIGGER refuse\(number) AFTER INSERT ON \(table) BEGIN SELECT RAISE(ABORT, 'planted'); END")
        }
        await #expect(throws: LedgerError.self) { try await fact.write(ledger) }
        try await ledger.pool.write { try $0.execute(sql: "DROP TRIGGER refuse\(number)") }
        #expect(try await ledger.waiting(upTo: 9, bytes: 9_999).map(\.sequence) == [1])
      }
      // The number of the event that was not kept is not lost: the chain has no hole.
      try await fact.write(ledger)
      #expect(try await ledger.waiting(upTo: 9, bytes: 9_999).map(\.sequence) == [1, 2])
      #expect(try await ledger.verifyChain() == nil)
    }
  }

  @Test(arguments: Fact.allCases)
  func theSameEventAgainIsWrittenOnce(_ fact: Fact) async throws {
    try await withLedger { ledger async throws in
      try await ledger.record(passage(1), verdict: check, capturedAt: eight, event: draft(1))
      try await fact.write(ledger)
      let before = try await rows(ledger, fact.tables)
      try await fact.write(ledger)
      #expect(try await rows(ledger, fact.tables) == before)
      #expect(try await ledger.waiting(upTo: 9, bytes: 9_999).map(\.id) == [id(1), id(2)])
    }
  }

  @Test(arguments: Fact.allCases)
  func aFactIsKeptThoughItsTaskIsCancelled(_ fact: Fact) async throws {
    try await withLedger { ledger async throws in
      try await ledger.record(passage(1), verdict: check, capturedAt: eight, event: draft(1))
      let task = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        try await fact.write(ledger)
      }
      try await task.value
      #expect(try await ledger.waiting(upTo: 9, bytes: 9_999).map(\.id) == [id(1), id(2)])
    }
  }

  @Test func aPageThatCannotBeAppliedWholeChangesNothingNotEvenTheCursor() async throws {
    try await withLedger { ledger async throws in
      try await ledger.pool.write { db in
        try db.execute(
          sql: """
            CREATE TRIGGER refuse BEFORE INSERT ON declaration WHEN NEW.id = 'd-2'
            BEGIN SELECT RAISE(ABORT, 'planted'); END
            """)
      }
      await #expect(throws: LedgerError.self) {
        try await ledger.apply(page([item("d-1"), item("d-2")]), receivedAt: eight)
      }
      #expect(try await ledger.cursor() == nil)
      #expect(try await ledger.declarationsAsOf() == nil)
      #expect(try await ledger.declarationCount() == 0)
    }
  }
}
