import Border
public import Foundation
import GRDB
import Logging

/// What becomes of a picture.
private enum PictureState: Int {
  case unused = 0
  case waiting = 1
  case delivered = 2
  case gone = 4
  case refused = 5
}

extension Ledger {
  /// How long and how much is kept.
  public var retention: RetentionPolicy {
    get { room.policy }
    set { room.policy = newValue }
  }

  /// Whether pictures are being turned away for lack of room.
  public var isShortOfRoom: Bool { room.isShort }

  /// Lets go what has had its time or must make room, a little at a time.
  ///
  /// Only what the database names is ever let go: where the database is missing or empty, nothing is.
  @discardableResult
  public func applyRetention(now: Date) async throws -> RetentionReport {
    var report = RetentionReport()
    let policy = retention
    let pictureAge = now.addingTimeInterval(-Double(policy.pictureDays) * 86_400)
    for state in [PictureState.delivered, .unused] {
      while true {
        let old = try await pictures(state, settledBefore: pictureAge, limit: 100)
        if old.isEmpty { break }
        report.pictures += try await letGo(old)
      }
    }
    try await makeRoom(&report)
    (report.passages, report.events) = try await letGoRecords(
      before: now.addingTimeInterval(-Double(policy.recordDays) * 86_400))
    if report.picturesUndelivered > 0 {
      log.critical("\(report.picturesUndelivered) pictures that the platform has not got were let go for lack of room")
    }
    return report
  }

  /// The oldest pictures first; those that wait for the platform only when no others are left.
  private func makeRoom(_ report: inout RetentionReport) async throws {
    let kept = try await read { db in
      try Int64.fetchOne(db, sql: "SELECT SUM(bytes) FROM evidence WHERE state IN (0, 1, 2, 5)") ?? 0
    }
    var excess = max(room.missing, kept - retention.pictureBytes)
    for state in [PictureState.delivered, .unused, .refused, .waiting] {
      while excess > 0 {
        let oldest = try await pictures(state, settledBefore: nil, limit: 20)
        if oldest.isEmpty { break }
        let count = try await letGo(oldest)
        report.pictures += count
        if state == .waiting || state == .refused { report.picturesUndelivered += count }
        excess -= oldest.reduce(0) { $0 + $1.bytes }
      }
    }
  }

  private func pictures(
    _ state: PictureState, settledBefore: Date?, limit: Int
  ) async throws -> [(hash: EvidenceHash, bytes: Int64)] {
    // A picture that no event speaks of has no time of its own; its neighbours' ids tell its age by their order.
    let condition =
      switch (state, settledBefore) {
      case (_, nil): ""
      case (.unused, _?):
        "AND number < (SELECT MAX(number) FROM evidence WHERE state = 2 AND settledAt < :limit)"
      case (_, _?): "AND settledAt < :limit"
      }
    return try await read { db in
      try Row.fetchAll(
        db,
        sql: "SELECT hash, bytes FROM evidence WHERE state = :state \(condition) ORDER BY number LIMIT :count",
        arguments: settledBefore.map {
          ["state": state.rawValue, "limit": $0.milliseconds, "count": limit]
        } ?? ["state": state.rawValue, "count": limit]
      ).compactMap { row in EvidenceHash(rawValue: row["hash"]).map { ($0, row["bytes"]) } }
    }
  }

  /// First the word that it is gone, then the file: a cut between leaves a stray file, never a lie.
  private func letGo(_ pictures: [(hash: EvidenceHash, bytes: Int64)]) async throws -> Int {
    let list = try Stored.list(pictures.map(\.hash.rawValue))
    try await write { db in
      try db.run("UPDATE evidence SET state = 4 WHERE hash IN (SELECT value FROM json_each(?))", [list])
    }
    for picture in pictures { try await evidenceFiles.remove(picture.hash) }
    return pictures.count
  }

  /// Passages with all that belongs to them, and the beginning of the chain, as far as all of it is acknowledged.
  private func letGoRecords(before limit: Date) async throws -> (passages: Int, events: Int) {
    var (passages, events) = (0, 0)
    while true {
      let (gone, more) = try await write { db -> ((Int, Int), Bool) in
        try db.execute(
          sql: """
            CREATE TEMP TABLE IF NOT EXISTS old (id TEXT PRIMARY KEY);
            DELETE FROM old;
            INSERT INTO old SELECT id FROM passage p WHERE endedAt < \(limit.milliseconds) AND NOT EXISTS (
              SELECT 1 FROM event e WHERE e.passage = p.id AND e.state <> 1) ORDER BY startedAt LIMIT 500;
            DELETE FROM decision WHERE passage IN (SELECT id FROM old);
            DELETE FROM passage WHERE id IN (SELECT id FROM old);
            """)
        let passages = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM old") ?? 0
        try db.run("DELETE FROM scan WHERE receivedAt < ?", [limit.milliseconds])
        try db.run("DELETE FROM yardMovement WHERE at < ?", [limit.milliseconds])
        let events = try Self.letGoEvents(before: limit, db)
        return ((passages, events), passages == 500 || events == 5000)
      }
      passages += gone.0
      events += gone.1
      if !more { return (passages, events) }
    }
  }

  /// Of the chain only its beginning can go: what is left must still be verified from somewhere.
  private static func letGoEvents(before limit: Date, _ db: Database) throws -> Int {
    let base = try Int64.fetchOne(db, sql: "SELECT baseSequence FROM chain") ?? 0
    let end = try Int64.fetchOne(db, sql: "SELECT sequence FROM chain") ?? 0
    // The last event stays, lest the chain lose its end.
    let window = min(end, base + 5001)
    let stop =
      try Int64.fetchOne(
        db,
        sql: """
          SELECT sequence FROM event WHERE sequence <= ?2
            AND (state <> 1 OR at >= ?1 OR settledAt >= ?1 OR passage IN (SELECT id FROM passage))
          ORDER BY sequence LIMIT 1
          """, arguments: [limit.milliseconds, window]) ?? window
    guard
      let last = try Row.fetchOne(
        db, sql: "SELECT sequence, hash FROM event WHERE sequence < ? ORDER BY sequence DESC LIMIT 1", arguments: [stop]
      ),
      last["sequence"] > base
    else { return 0 }
    try db.execute(sql: "DELETE FROM event WHERE sequence <= ?", arguments: [last["sequence"] as Int64])
    let count = db.changesCount
    try db.execute(
      sql: "UPDATE chain SET baseSequence = ?, baseHash = ?",
      arguments: [last["sequence"] as Int64, last["hash"] as String])
    return count
  }
}
