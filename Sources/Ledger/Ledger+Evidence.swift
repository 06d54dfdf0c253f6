public import Border
public import Foundation
import GRDB
import Logging

/// Where a piece of evidence comes from.
public enum EvidenceKind: String, Sendable, Codable {
  case passagePicture = "passage-picture"
  case scanPicture = "scan-picture"
}

extension Ledger {
  /// Keeps a picture. The same content is kept once.
  ///
  /// The platform gets it only once an event that speaks of it was recorded and settled.
  /// - Throws: `LedgerError` of kind `diskFull` while what is left of the disk is kept for events: pictures go first.
  @discardableResult
  public func keepEvidence(_ data: Data, kind: EvidenceKind) async throws -> EvidenceHash {
    let text = Stored.sha256(data)
    guard let hash = EvidenceHash(rawValue: text) else { throw LedgerError(.failed(detail: text), at: directory) }
    try room.admit(data.count)
    try await evidenceFiles.write(data, as: hash)
    try await write { db in
      try db.run(
        """
        INSERT INTO evidence (hash, kind, bytes) VALUES (?, ?, ?)
        ON CONFLICT (hash) DO UPDATE SET state = IIF(state = 4, 0, 1) WHERE state IN (3, 4)
        """,
        [hash.rawValue, kind.rawValue, data.count])
    }
    return hash
  }

  /// A picture's content, checked against its hash; nil if it was never kept.
  ///
  /// - Throws: `LedgerError` of kind `evidenceDamaged` where the file is gone or was changed.
  public func evidence(_ hash: EvidenceHash) async throws -> Data? {
    let isKnown = try await read { db in
      try Bool.fetchOne(
        db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM evidence WHERE hash = ?)"), arguments: [hash.rawValue])
    }
    guard isKnown == true else { return nil }
    let path = evidenceFiles.path(of: hash)
    guard let data = try await evidenceFiles.read(hash) else {
      throw LedgerError(.evidenceDamaged(detail: "its file is gone"), at: path)
    }
    guard Stored.sha256(data) == hash.rawValue else {
      throw LedgerError(.evidenceDamaged(detail: "its content has another hash"), at: path)
    }
    return data
  }
}

extension Ledger: EvidenceOutbox {
  /// A damaged piece is set aside with a word in the log, so that the rest goes on.
  public func nextEvidence(passing: Set<EvidenceHash> = []) async throws -> (hash: EvidenceHash, data: Data)? {
    while let hash = try await oldestWanted(passing: passing) {
      do {
        if let data = try await evidence(hash) { return (hash, data) }
      } catch let error as LedgerError {
        guard case .evidenceDamaged = error.kind else { throw error }
        log.error("\(error)")
        try await write { db in try db.run("UPDATE evidence SET state = 3 WHERE hash = ?", [hash.rawValue]) }
      }
    }
    return nil
  }

  public func settleEvidence(_ hash: EvidenceHash, at: Date) async throws {
    try await write { db in
      try db.run("UPDATE evidence SET state = 2, settledAt = ? WHERE hash = ?", [at.milliseconds, hash.rawValue])
    }
  }

  public func refuseEvidence(_ hash: EvidenceHash, reason: String, at: Date) async throws {
    try await write { db in
      try db.run(
        "UPDATE evidence SET state = 5, settledAt = ?, refusal = ? WHERE hash = ? AND state = 1",
        [at.milliseconds, reason, hash.rawValue])
    }
  }

  private func oldestWanted(passing: Set<EvidenceHash>) async throws -> EvidenceHash? {
    let passed = try Stored.list(passing.map(\.rawValue))
    return try await read { db in
      try String.fetchOne(
        db.cachedStatement(
          sql: """
            SELECT hash FROM evidence WHERE state = 1 AND NOT EXISTS (
              SELECT 1 FROM evidenceUse u JOIN event e ON e.sequence = u.event
              WHERE u.evidence = evidence.number AND e.state = 0
            ) AND hash NOT IN (SELECT value FROM json_each(?)) ORDER BY number LIMIT 1
            """), arguments: [passed]
      ).flatMap(EvidenceHash.init(rawValue:))
    }
  }
}
