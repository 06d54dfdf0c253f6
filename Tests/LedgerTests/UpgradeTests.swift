import Border
import Foundation
import GRDB
import Testing

@testable import Ledger

/// Ledgers of every earlier program, as they were written by it: they migrate whole, or they are left as they were.
///
/// `Fixtures/ledger-N.sqlite` was written by the program whose last step was number N; a new step adds a new fixture.
@Suite struct UpgradeTests {
  private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Fixtures")
  private let source = "/gates/CKHN/stations/old-barrier"

  private func withOld(_ version: Int, _ body: (String) async throws -> Void) async throws {
    try await withDirectory { directory async throws in
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        at: Self.fixtures.appendingPathComponent("ledger-\(version).sqlite"),
        to: URL(fileURLWithPath: directory + "/ledger.sqlite"))
      try await body(directory)
    }
  }

  @Test func everyEarlierStepHasItsFixture() {
    // The last step's fixture is written by the program that comes after.
    for version in 1..<Schema.migrator.migrations.count {
      #expect(FileManager.default.fileExists(atPath: Self.fixtures.path + "/ledger-\(version).sqlite"))
    }
  }

  @Test(arguments: [1]) func anOldLedgerIsBroughtUpToDateWithAllThatIsInIt(version: Int) async throws {
    try await withOld(version) { directory async throws in
      let ledger = try open(directory, source: source)
      defer { try? ledger.close() }
      #expect(ledger.recovery == nil)
      #expect(try await ledger.eventCount() == 15)
      #expect(try await ledger.verifyChain() == nil)
      #expect(try await ledger.waiting(upTo: 99, bytes: 1 << 22).count == 15)
      let views = try await ledger.passageViews(limit: 99)
      #expect(views.count == 6)
      #expect(views.compactMap(\.decision).map(\.kind) == [.return])
      #expect(try await ledger.officers().map(\.officer) == ["officer-1"])
      // And it goes on in the same chain.
      try await ledger.record(draft(1))
      let last = try #require(try await ledger.waiting(upTo: 99, bytes: 1 << 22).last)
      #expect(try JSONValue(parsing: last.body)["sequence"] == 16)
      #expect(try await ledger.verifyChain() == nil)
    }
  }

  @Test(arguments: [1]) func aStepThatFailsLeavesTheLedgerAsItWas(version: Int) async throws {
    try await withOld(version) { directory async throws in
      let path = directory + "/ledger.sqlite"
      let before: [String]
      do {
        let queue = try DatabaseQueue(path: path)
        // In the way of the step's last statement.
        try await queue.write { try $0.execute(sql: "CREATE TABLE evidence_unused (x)") }
        before = try await Self.schema(queue)
        try queue.close()
      }
      let error = #expect(throws: LedgerError.self) { try open(directory, source: source) }
      #expect(error?.description.contains("see the log, and check the disk") == true, "\(String(describing: error))")
      let queue = try DatabaseQueue(path: path)
      #expect(try await Self.schema(queue) == before, "half a step")
      #expect(try await queue.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM event") } == 15)
      try await queue.write { try $0.execute(sql: "DROP TABLE evidence_unused") }
      try queue.close()
      try open(directory, source: source).close()
    }
  }

  private static func schema(_ queue: DatabaseQueue) async throws -> [String] {
    try await queue.read { db in
      try String.fetchAll(db, sql: "SELECT name || coalesce(sql, '') FROM sqlite_master ORDER BY name")
        + String.fetchAll(db, sql: "SELECT identifier FROM grdb_migrations")
    }
  }
}
