import Border
import Foundation
import GRDB
import Testing

@testable import Ledger

@Suite struct ImportTests {
  @Test func importedDeclarationsAreFoundAndSayNothingOfFreshness() async throws {
    try await withLedger { ledger async throws in
      #expect(try await ledger.importDeclarations([item("d-1")], receivedAt: eight) == ["d-1"])
      #expect(try await ledger.declarations(holding: [PlateKey("12C12345")]).map(\.id) == ["d-1"])
      #expect(try await ledger.declarationsAsOf() == nil)
      #expect(try await ledger.cursor() == nil)
    }
  }

  @Test func anOlderImportReplacesNothingAndATombstoneStays() async throws {
    try await withLedger { ledger async throws in
      try await ledger.apply(
        page([item("d-1", version: 3)], tombstones: [.init(id: "d-2", version: 5)]), receivedAt: eight)
      #expect(try await ledger.importDeclarations([item("d-1", version: 2), item("d-2")], receivedAt: eight).isEmpty)
      #expect(try await ledger.declaration(id: "d-1")?.version == 3)
      #expect(try await ledger.declaration(id: "d-2") == nil)
    }
  }

  @Test func aDecisionThatIsBentIsFound() async throws {
    try await withLedger { ledger async throws in
      try await ledger.record(passage(1), verdict: check, capturedAt: eight, event: draft(1))
      let told: JSONValue = [
        "kind": "confirm", "officer": "officer-1", "note": "", "decidedAt": .string(Timestamp.format(eight)),
      ]
      try await ledger.decide(decision(1), event: draft(2, .decisionMade, data: told))
      #expect(try await ledger.verifyChain() == nil)
      for change in [
        "UPDATE decision SET officer = 'officer-2'", "UPDATE decision SET kind = 'return'",
        "UPDATE decision SET decidedAt = decidedAt + 60000",
        "UPDATE decision SET decision = replace(decision, 'officer-1', 'officer-2')", "DELETE FROM decision",
      ] {
        try await ledger.pool.write { try $0.execute(sql: "CREATE TABLE kept AS SELECT * FROM decision") }
        try await ledger.pool.write { try $0.execute(sql: change) }
        #expect(try await ledger.verifyChain() == ChainBreak(sequence: 2, reason: .decisionChanged), "\(change)")
        try await ledger.pool.write { db in
          try db.execute(sql: "DELETE FROM decision; INSERT INTO decision SELECT * FROM kept; DROP TABLE kept")
        }
      }
      #expect(try await ledger.verifyChain() == nil)
    }
  }
}
