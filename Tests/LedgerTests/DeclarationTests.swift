import Border
import Foundation
import GRDB
import Testing

@testable import Ledger

@Suite struct DeclarationTests {
  @Test func declarationsAreFoundByTractorTrailerContainerNumberAndId() async throws {
    try await withLedger { ledger async throws in
      let one = item("d-1", plate: "12C-123.45", trailer: "12R-000.01", containers: ["CSQU 305438-3"])
      let two = item("d-2", plate: "桂F12345")
      try await ledger.apply(page([one, two, item("d-3", plate: nil)]), receivedAt: eight)
      let found = { (keys: String...) in
        try await ledger.declarations(holding: keys.map { PlateKey($0) }).map(\.id)
      }
      #expect(try await found("12C12345") == ["d-1"])
      #expect(try await found("12R00001") == ["d-1"])
      #expect(try await found("12C12345", "12R00001", "F12345") == ["d-1", "d-2"])
      #expect(try await found("粤F12345") == ["d-2"])
      #expect(try await found("12C12346", "") == [])
      #expect(try await found() == [])
      #expect(try await ledger.declarations(containing: "csqu3054383").map(\.id) == ["d-1"])
      #expect(try await ledger.declarations(containing: "-").isEmpty)
      #expect(try await ledger.declarations(numbered: "20261123-d-2").map(\.id) == ["d-2"])
      #expect(try await ledger.declaration(id: "d-1") == one.declaration)
      #expect(try await ledger.declaration(id: "d-9") == nil)
      #expect(try await ledger.declarationDocument(id: "d-1") == one.document)
      #expect(try await ledger.declarationDocument(id: "d-9") == nil)
      #expect(try await ledger.declarationCount() == 3)
    }
  }

  @Test func oneConfusableCharacterAwayIsNearAndTwoAreNot() async throws {
    try await withLedger { ledger async throws in
      try await ledger.apply(
        page([
          item("exact", plate: "12C12345"), item("near", plate: "12C12346"),
          item("trailer", plate: nil, trailer: "12G12345"),
          item("two", plate: "12G12346"), item("unlike", plate: "12C12305"),
        ]), receivedAt: eight)
      // 5 and 6, C and G are confusable; 4 and 0 are not.
      #expect(try await ledger.declarations(near: PlateKey("12C12345")).map(\.id) == ["near", "trailer"])
      #expect(try await ledger.declarations(near: PlateKey("")).isEmpty)
    }
  }

  @Test func anOlderVersionNeverReplacesANewer() async throws {
    try await withLedger { ledger async throws in
      #expect(try await ledger.apply(page([item("d-1", version: 5, goods: "new")]), receivedAt: eight) == ["d-1"])
      #expect(try await ledger.apply(page([item("d-1", version: 4, goods: "old")]), receivedAt: eight) == [])
      #expect(try await ledger.declaration(id: "d-1")?.goods == ["new"])
      // The same again is no change; the same version with other words is taken, the later word counts.
      #expect(try await ledger.apply(page([item("d-1", version: 5, goods: "new")]), receivedAt: eight) == [])
      #expect(try await ledger.apply(page([item("d-1", version: 5, goods: "newer")]), receivedAt: eight) == ["d-1"])
      #expect(try await ledger.apply(page([item("d-1", version: 6, goods: "newest")]), receivedAt: eight) == ["d-1"])
      #expect(try await ledger.declaration(id: "d-1")?.goods == ["newest"])
    }
  }

  @Test func aNewVersionIsFoundByItsNewPlateOnly() async throws {
    try await withLedger { ledger async throws in
      try await ledger.apply(page([item("d-1", plate: "12C12345")]), receivedAt: eight)
      try await ledger.apply(page([item("d-1", version: 2, plate: "29H67890")]), receivedAt: eight)
      #expect(try await ledger.declarations(holding: [PlateKey("12C12345")]).isEmpty)
      #expect(try await ledger.declarations(holding: [PlateKey("29H67890")]).map(\.version) == [2])
    }
  }

  @Test func aTombstoneRemovesAndAnOlderPageDoesNotBringBack() async throws {
    try await withLedger { ledger async throws in
      try await ledger.apply(page([item("d-1", version: 3)]), receivedAt: eight)
      let tombstone = { (version: Int64) in
        page([], tombstones: [DeclarationPage.Tombstone(id: "d-1", version: version)])
      }
      #expect(try await ledger.apply(tombstone(2), receivedAt: eight) == [])
      #expect(try await ledger.declarationCount() == 1)
      #expect(try await ledger.apply(tombstone(4), receivedAt: eight) == ["d-1"])
      #expect(try await ledger.declarationCount() == 0)
      #expect(try await ledger.declarations(holding: [PlateKey("12C12345")]).isEmpty)
      #expect(try await ledger.apply(tombstone(1), receivedAt: eight) == [])
      #expect(try await ledger.apply(page([item("d-1", version: 4)]), receivedAt: eight) == [])
      #expect(try await ledger.declarationCount() == 0)
      #expect(try await ledger.apply(page([item("d-1", version: 5)]), receivedAt: eight) == ["d-1"])
      #expect(try await ledger.declarations(holding: [PlateKey("12C12345")]).map(\.id) == ["d-1"])
      #expect(try await ledger.apply(tombstone(5), receivedAt: eight) == ["d-1"])
    }
  }

  @Test func aTombstoneThatComesBeforeItsDeclarationIsRemembered() async throws {
    try await withLedger { ledger async throws in
      let tombstone = DeclarationPage.Tombstone(id: "d-1", version: 3)
      #expect(try await ledger.apply(page([], tombstones: [tombstone]), receivedAt: eight) == [])
      #expect(try await ledger.apply(page([item("d-1", version: 3)]), receivedAt: eight) == [])
    }
  }

  @Test func theCacheIsFreshOnlyAfterTheLastPage() async throws {
    try await withLedger { ledger async throws in
      #expect(try await ledger.cursor() == nil)
      #expect(try await ledger.declarationsAsOf() == nil)
      try await ledger.apply(page([item("d-1")], cursor: "c1", hasMore: true), receivedAt: eight)
      #expect(try await ledger.cursor() == "c1")
      #expect(try await ledger.declarationsAsOf() == nil)
      try await ledger.apply(page([], cursor: "c2"), receivedAt: eight + 1)
      #expect(try await ledger.cursor() == "c2")
      #expect(try await ledger.declarationsAsOf() == eight + 1)
      try await ledger.confirmFresh(at: eight + 61)
      #expect(try await ledger.declarationsAsOf() == eight + 61)
    }
  }

  /// With a million declarations a scan of the table would take seconds.
  @Test func everyLookupUsesAnIndex() async throws {
    try await withLedger { ledger async throws in
      let plans = try await ledger.pool.read { db in
        try [
          """
          SELECT declaration FROM declaration WHERE row IN (
            SELECT declaration FROM declarationKey WHERE kind = 0 AND key IN (SELECT value FROM json_each('["A"]'))
          ) ORDER BY id
          """,
          "SELECT declaration FROM declaration WHERE number = 'A' ORDER BY id",
          "SELECT id FROM event WHERE state = 0 ORDER BY sequence LIMIT 5",
          "SELECT MAX(settledAt) FROM event WHERE state = 1",
          "SELECT id FROM passage ORDER BY startedAt DESC, id DESC LIMIT 5",
        ].map { sql in
          try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + sql).map { $0["detail"] as String }
        }
      }
      #expect(plans.count == 5)
      for plan in plans {
        for step in plan where step.hasPrefix("SCAN") {
          #expect(step.contains("INDEX") || step.contains("json_each"), "\(plan)")
        }
      }
    }
  }
}
