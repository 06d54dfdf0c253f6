import Border
import Foundation
import Testing

@testable import Ledger

@Suite struct EvidenceTests {
  private let picture = Data("a picture".utf8)

  @Test func evidenceIsAFileByTheHashOfItsContent() async throws {
    try await withLedger { ledger async throws in
      let hash = try await ledger.keepEvidence(picture, kind: .passagePicture)
      // SHA-256 of "a picture", by sha256sum.
      #expect(hash.rawValue == "92b2fa58028958317e408bd84ecfa70f5ee35b121991dbc232c49d166353708b")
      let path = "\(ledger.directory)/evidence/\(hash.rawValue.prefix(2))/\(hash.rawValue.dropFirst(2))"
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == picture)
      #expect(try await ledger.evidence(hash) == picture)
      #expect(try await ledger.keepEvidence(picture, kind: .scanPicture) == hash)
      #expect(try FileManager.default.contentsOfDirectory(atPath: ledger.directory + "/evidence/incoming").isEmpty)
      #expect(try await ledger.evidence(#require(EvidenceHash(rawValue: String(repeating: "0", count: 64)))) == nil)
    }
  }

  @Test func changedOrLostEvidenceIsNeverShown() async throws {
    try await withLedger { ledger async throws in
      let hash = try await ledger.keepEvidence(picture, kind: .passagePicture)
      let path = ledger.evidenceFiles.path(of: hash)
      try Data("b picture".utf8).write(to: URL(fileURLWithPath: path))
      var error = await #expect(throws: LedgerError.self) { try await ledger.evidence(hash) }
      #expect(
        error?.description == """
          \(path): this picture is damaged (its content has another hash); take it from a backup, and check the disk \
          (dmesg)
          """)
      try FileManager.default.removeItem(atPath: path)
      error = await #expect(throws: LedgerError.self) { try await ledger.evidence(hash) }
      #expect(error?.kind == .evidenceDamaged(detail: "its file is gone"))
      // The same content once more mends it.
      try await ledger.keepEvidence(picture, kind: .passagePicture)
      #expect(try await ledger.evidence(hash) == picture)
    }
  }

  @Test func evidenceGoesToThePlatformAfterItsEvents() async throws {
    try await withLedger { ledger async throws in
      let one = try await ledger.keepEvidence(picture, kind: .passagePicture)
      let two = try await ledger.keepEvidence(Data("another".utf8), kind: .passagePicture)
      #expect(try await ledger.nextEvidence() == nil, "no event speaks of it")
      try await ledger.record(
        passage(1, pictures: [two]), verdict: check, capturedAt: eight, event: draft(1))
      try await ledger.record(
        passage(2, pictures: [one, two]), verdict: check, capturedAt: eight, event: draft(2, .passageEnded))
      #expect(try await ledger.nextEvidence() == nil, "its events wait")
      try await ledger.settle([EventAnswer(id: id(1), outcome: .accepted)], at: eight)
      #expect(try await ledger.nextEvidence() == nil, "one of its events waits")
      try await ledger.settle([EventAnswer(id: id(2), outcome: .refused("no"))], at: eight)
      let first = try #require(try await ledger.nextEvidence())
      #expect(first.hash == one)
      #expect(first.data == picture)
      try await ledger.settleEvidence(one, at: eight)
      #expect(try await ledger.nextEvidence()?.hash == two)
      try await ledger.settleEvidence(two, at: eight)
      #expect(try await ledger.nextEvidence() == nil)
      // What the platform has is not wanted again by a later event.
      try await ledger.record(passage(3, pictures: [one]), verdict: check, capturedAt: eight, event: draft(3))
      try await ledger.settle([EventAnswer(id: id(3), outcome: .accepted)], at: eight)
      #expect(try await ledger.nextEvidence() == nil)
      #expect(try await ledger.evidence(one) == picture)
    }
  }

  @Test func evidenceOfOneVehicleDoesNotWaitForAnother() async throws {
    try await withLedger { ledger async throws in
      let hash = try await ledger.keepEvidence(picture, kind: .passagePicture)
      try await ledger.record(passage(1, pictures: [hash]), verdict: check, capturedAt: eight, event: draft(1))
      try await ledger.record(passage(2), verdict: check, capturedAt: eight, event: draft(2))
      try await ledger.settle([EventAnswer(id: id(1), outcome: .accepted)], at: eight)
      #expect(try await ledger.nextEvidence()?.hash == hash)
    }
  }

  @Test func damagedEvidenceDoesNotHoldUpTheRest() async throws {
    try await withLedger { ledger async throws in
      let one = try await ledger.keepEvidence(picture, kind: .scanPicture)
      let two = try await ledger.keepEvidence(Data("another".utf8), kind: .scanPicture)
      try await ledger.record(passage(1, pictures: [one, two]), verdict: check, capturedAt: eight, event: draft(1))
      try await ledger.settle([EventAnswer(id: id(1), outcome: .accepted)], at: eight)
      try FileManager.default.removeItem(atPath: ledger.evidenceFiles.path(of: one))
      #expect(try await ledger.nextEvidence()?.hash == two)
      // Kept once more, it is wanted again.
      try await ledger.keepEvidence(picture, kind: .scanPicture)
      #expect(try await ledger.nextEvidence()?.hash == one)
    }
  }

  @Test func aFolderThatCannotBeWrittenToIsSaidAndLeavesNoRow() async throws {
    try await withLedger { ledger async throws in
      let folder = ledger.directory + "/evidence/incoming"
      try FileManager.default.removeItem(atPath: folder)
      let error = await #expect(throws: LedgerError.self) {
        try await ledger.keepEvidence(picture, kind: .passagePicture)
      }
      #expect(error?.kind == .failed(detail: "No such file or directory"))
      #expect(error?.path.hasPrefix(folder) == true)
      let hash = try #require(EvidenceHash(rawValue: Stored.sha256(picture)))
      #expect(try await ledger.evidence(hash) == nil)
    }
  }
}
