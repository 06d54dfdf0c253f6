import Border
import Foundation
import GRDB
import Testing

@testable import Ledger

@Suite struct LedgerErrorTests {
  @Test(arguments: [
    (
      LedgerError.Kind.cannotOpen(detail: "Permission denied"),
      """
      /d: cannot be opened (Permission denied); let storage.path name a directory that the agent's user may write to
      """
    ),
    (
      .newerSchema(migration: "9"),
      """
      /d: was changed by a newer version of this program (step "9" is not known here); install that version again, or \
      restore a backup from before it
      """
    ),
    (
      .otherStation(owner: "/a", source: "/b"),
      """
      /d: belongs to the station /a, and this one is /b; correct station.id and station.gate, or let storage.path name \
      another directory
      """
    ),
    (
      .diskFull,
      "/d: the disk is full, so nothing of this change was kept; free some space on it; the agent goes on by itself"
    ),
    (
      .readOnly,
      """
      /d: cannot be written to, so nothing of this change was kept; check who owns the files and whether the disk has \
      become read-only (dmesg)
      """
    ),
    (
      .damaged(detail: "malformed"),
      """
      /d: is damaged (malformed); stop the agent, keep a copy of the whole directory, and restore the last backup
      """
    ),
    (
      .locked,
      """
      /d: another program has kept it locked for 10 seconds, so nothing of this change was kept; close the program that \
      has it open
      """
    ),
    (
      .evidenceDamaged(detail: "its file is gone"),
      "/d: this picture is damaged (its file is gone); take it from a backup, and check the disk (dmesg)"
    ),
    (
      .failed(detail: "I/O error"),
      "/d: failed (I/O error), so nothing of this change was kept; see the log, and check the disk (dmesg)"
    ),
  ])
  func everyErrorSaysWhatWhereAndWhatToDo(_ kind: LedgerError.Kind, _ text: String) {
    #expect(LedgerError(kind, at: "/d").description == text)
  }

  @Test func aFullDiskIsSaidAndNothingIsKept() async throws {
    try await withLedger { ledger async throws in
      try await ledger.pool.writeWithoutTransaction { db in
        let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
        try db.execute(sql: "PRAGMA max_page_count = \(pages)")
      }
      let data: JSONValue = ["text": .string(String(repeating: "x", count: 100_000))]
      let error = await #expect(throws: LedgerError.self) { try await ledger.record(draft(1, data: data)) }
      #expect(error?.kind == .diskFull)
      #expect(try await ledger.outboxStatus().waiting == 0)
      // With space again it goes on.
      try await ledger.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 100000") }
      try await ledger.record(draft(1, data: data))
      #expect(try await ledger.waiting(upTo: 1, bytes: 1).map(\.sequence) == [1])
    }
  }

  @Test func aReadOnlyFileIsSaid() async throws {
    try await withLedger { ledger async throws in
      try await ledger.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA query_only = ON") }
      let error = await #expect(throws: LedgerError.self) { try await ledger.record(draft(1)) }
      #expect(error?.kind == .readOnly)
      #expect(error?.path == ledger.directory + "/ledger.sqlite")
    }
  }

  @Test func aDamagedPageIsSaid() async throws {
    try await withDirectory { directory async throws in
      let ledger = try open(directory)
      for number in 1...200 { try await ledger.record(draft(number)) }
      try ledger.close()
      let file = URL(fileURLWithPath: directory + "/ledger.sqlite")
      var content = try Data(contentsOf: file)
      for offset in (content.count / 2)..<(content.count - 1) { content[offset] = 0x5A }
      try content.write(to: file)
      let error = await #expect(throws: LedgerError.self) {
        let damaged = try open(directory)
        defer { try? damaged.close() }
        _ = try await damaged.verifyChain()
        _ = try await damaged.waiting(upTo: 1_000, bytes: 1_000_000)
      }
      guard case .damaged = error?.kind else {
        Issue.record("expected a damaged file, got \(String(describing: error))")
        return
      }
    }
  }
}
