public import Border
public import Foundation
import GRDB

extension Ledger {
  /// Keeps what the scanner says, and the event that tells of it.
  ///
  /// The same file again is known by its hash; another file with the same scan id is a correction and takes its place.
  /// - Parameter contentHash: of the result file.
  /// - Returns: false if this very result is known; then nothing is written.
  @discardableResult
  public func record(
    scan: ScanResult, contentHash: EvidenceHash, receivedAt: Date, event: EventDraft
  ) async throws -> Bool {
    let json = try Stored.json(scan)
    let keys: [(kind: Int, key: String)] =
      Set(scan.plates.map { PlateKey($0).text }).map { (0, $0) }
      + Set(scan.containers.map(PlateText.compact)).map { (1, $0) }
      + [scan.declarationNumber].compactMap { $0 }.map { (2, $0) }
    return try await writeWithEvents { [self] db in
      let isKnown = try Bool.fetchOne(
        db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM scan WHERE contentHash = ?)"),
        arguments: [contentHash.rawValue])
      guard isKnown != true else { return false }
      try db.run("UPDATE scan SET isLatest = 0 WHERE device = ? AND id = ?", [scan.device, scan.id])
      try db.run(
        "INSERT INTO scan (contentHash, device, id, receivedAt, scan) VALUES (?, ?, ?, ?, ?)",
        [contentHash.rawValue, scan.device, scan.id, receivedAt.milliseconds, json])
      let row = db.lastInsertedRowID
      for (kind, key) in keys where !key.isEmpty {
        try db.run("INSERT INTO scanKey (kind, key, scan) VALUES (?, ?, ?)", [kind, key, row])
      }
      try append(event, evidence: scan.pictures, to: db)
      return true
    }
  }

  /// Scans that name one of the plates, one of the containers or the declaration, the newest first, corrected ones
  /// only in their last form.
  ///
  /// - Parameters:
  ///   - declaration: the number that people use.
  ///   - since: by the time of receipt; the scanner's own clock is not relied upon.
  public func scans(
    forPlates plates: [PlateKey], containers: [String], declaration: String?, since: Date
  ) async throws -> [ScanResult] {
    let plateList = try Stored.list(plates.map(\.text))
    let containerList = try Stored.list(containers.map(PlateText.compact))
    return try await read { db in
      try String.fetchAll(
        db.cachedStatement(
          sql: """
            SELECT scan FROM scan WHERE isLatest AND receivedAt >= ? AND row IN (
              SELECT scan FROM scanKey WHERE kind = 0 AND key IN (SELECT value FROM json_each(?))
              UNION SELECT scan FROM scanKey WHERE kind = 1 AND key IN (SELECT value FROM json_each(?))
              UNION SELECT scan FROM scanKey WHERE kind = 2 AND key = ?
            ) ORDER BY receivedAt DESC, row DESC
            """), arguments: [since.milliseconds, plateList, containerList, declaration]
      ).map { try Stored.value(ScanResult.self, from: $0) }
    }
  }
}
