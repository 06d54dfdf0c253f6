import Border
import Foundation
import GRDB
import Testing

@testable import Ledger

@Suite struct OpeningTests {
  @Test func aNewLedgerIsMadeForItsOwnerAlone() async throws {
    try await withDirectory { directory async throws in
      let ledger = try open(directory + "/deep/down")
      defer { try? ledger.close() }
      let attributes = try FileManager.default.attributesOfItem(atPath: directory + "/deep/down")
      #expect(attributes[.posixPermissions] as? Int == 0o700)
      #expect(FileManager.default.fileExists(atPath: directory + "/deep/down/ledger.sqlite"))
      #expect(try await ledger.outboxStatus().waiting == 0)
    }
  }

  @Test func everyCommitWaitsForTheDisk() async throws {
    try await withLedger { ledger async throws in
      let pragma = { @Sendable (name: String) in
        try await ledger.pool.writeWithoutTransaction { try String.fetchOne($0, sql: "PRAGMA \(name)") }
      }
      // 2 is FULL; the database pool itself would set 1, NORMAL.
      #expect(try await pragma("synchronous") == "2")
      #expect(try await pragma("journal_mode") == "wal")
      #expect(try await pragma("foreign_keys") == "1")
      #expect(try await pragma("busy_timeout") == "10000")
    }
  }

  @Test func aClosedLedgerHasAllWhenItIsOpenedAgain() async throws {
    try await withDirectory { directory async throws in
      let first = try open(directory)
      try await fill(first)
      try first.close()
      // One file, for whoever copies it: the write-ahead log is folded in.
      let log = try? FileManager.default.attributesOfItem(atPath: directory + "/ledger.sqlite-wal")[.size] as? Int
      #expect((log ?? 0) == 0)
      let second = try open(directory)
      defer { try? second.close() }
      try await expectFilled(second)
    }
  }

  /// The first connection is never closed and checkpoints nothing: the write-ahead log alone must carry it all.
  @Test func anAbandonedLedgerHasAllWhenItsFilesAreOpenedElsewhere() async throws {
    try await withDirectory { directory async throws in
      let abandoned = try open(directory)
      try await fill(abandoned)
      let copy = directory + "-copy"
      defer { try? FileManager.default.removeItem(atPath: copy) }
      // What a power cut leaves: the files as they are at this moment.
      try FileManager.default.copyItem(atPath: directory, toPath: copy)
      let second = try open(copy)
      defer { try? second.close() }
      try await expectFilled(second)
      try abandoned.close()
    }
  }

  @Test func twoProcessesMayHaveItOpen() async throws {
    try await withDirectory { directory async throws in
      let (one, two) = (try open(directory), try open(directory))
      defer {
        try? one.close()
        try? two.close()
      }
      try await one.record(draft(1))
      try await two.record(draft(2))
      #expect(try await one.waiting(upTo: 9, bytes: 9_999).map(\.sequence) == [1, 2])
      #expect(try await two.verifyChain() == nil)
    }
  }

  @Test func anEmptyFileBecomesALedger() async throws {
    try await withDirectory { directory async throws in
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
      try Data().write(to: URL(fileURLWithPath: directory + "/ledger.sqlite"))
      let ledger = try open(directory)
      defer { try? ledger.close() }
      try await ledger.record(draft(1))
      #expect(try await ledger.outboxStatus().waiting == 1)
    }
  }

  @Test func aLedgerOfANewerProgramIsRefusedAndLeftAlone() async throws {
    try await withDirectory { directory async throws in
      let ledger = try open(directory)
      try await ledger.record(draft(1))
      try await ledger.pool.write { db in
        try db.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('9 of the future')")
      }
      try ledger.close()
      let error = #expect(throws: LedgerError.self) { try open(directory) }
      #expect(
        error?.description == """
          \(directory)/ledger.sqlite: was changed by a newer version of this program (step "9 of the future" is not \
          known here); install that version again, or restore a backup from before it
          """)
    }
  }

  @Test func theLedgerOfAnotherStationIsRefused() async throws {
    try await withDirectory { directory async throws in
      try open(directory).close()
      let error = #expect(throws: LedgerError.self) { try open(directory, source: "/gates/TT/stations/tt-1") }
      #expect(error?.kind == .otherStation(owner: station, source: "/gates/TT/stations/tt-1"))
      // It still belongs to its own.
      try open(directory).close()
    }
  }

  @Test func aFileThatIsNoLedgerIsDamagedAndLeftAlone() async throws {
    try await withDirectory { directory async throws in
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
      let file = URL(fileURLWithPath: directory + "/ledger.sqlite")
      let content = Data(String(repeating: "this is no database ", count: 100).utf8)
      try content.write(to: file)
      let error = #expect(throws: LedgerError.self) { try open(directory) }
      #expect(
        error?.description == """
          \(directory)/ledger.sqlite: is damaged (file is not a database); stop the agent, keep a copy of the whole \
          directory, and restore the last backup
          """)
      #expect(try Data(contentsOf: file) == content)
    }
  }

  @Test func aDirectoryThatCannotBeMadeIsNamedWithTheReason() async throws {
    try await withDirectory { directory async throws in
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
      try Data().write(to: URL(fileURLWithPath: directory + "/file"))
      let error = #expect(throws: LedgerError.self) { try open(directory + "/file/data") }
      #expect(
        error?.description == """
          \(directory)/file/data: cannot be opened (Not a directory); let storage.path name a directory that the \
          agent's user may write to
          """)
    }
  }

  @Test func aFileThatCannotBeOpenedIsNamed() async throws {
    try await withDirectory { directory async throws in
      try FileManager.default.createDirectory(
        atPath: directory + "/ledger.sqlite", withIntermediateDirectories: true)
      let error = #expect(throws: LedgerError.self) { try open(directory) }
      #expect(
        error?.description == """
          \(directory)/ledger.sqlite: cannot be opened (unable to open database file); let storage.path name a \
          directory that the agent's user may write to
          """)
    }
  }

  private func fill(_ ledger: Ledger) async throws {
    try await ledger.record(passage(1), verdict: check, capturedAt: eight, event: draft(11))
    try await ledger.decide(decision(1), event: draft(12, .decisionMade))
    try await ledger.apply(page([item("d-1")]), receivedAt: eight)
    try await ledger.saveOfficer(OfficerAccount(officer: "officer-1", name: "", pinHash: "h"))
    try await ledger.keepEvidence(Data("picture".utf8), kind: .passagePicture)
  }

  private func expectFilled(_ ledger: Ledger) async throws {
    let view = try #require(try await ledger.passageView(id(1)))
    #expect(view.decision?.officer == "officer-1")
    #expect(view.declarations.map(\.id) == ["d-1"])
    #expect(try await ledger.waiting(upTo: 9, bytes: 9_999).map(\.id) == [id(11), id(12)])
    #expect(try await ledger.cursor() == "c1")
    #expect(try await ledger.officers().count == 1)
    let hash = try #require(EvidenceHash(rawValue: Stored.sha256(Data("picture".utf8))))
    #expect(try await ledger.evidence(hash) == Data("picture".utf8))
    #expect(try await ledger.verifyChain() == nil)
  }
}
