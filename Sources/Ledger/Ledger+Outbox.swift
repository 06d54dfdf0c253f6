public import Border
public import Foundation
import GRDB
import Logging

/// How far the platform is behind.
public struct OutboxStatus: Sendable, Hashable {
  /// Events that the platform has not answered.
  public var waiting: Int
  /// Events that it will never take.
  public var refused: Int
  /// When it last took one.
  public var lastAcknowledgedAt: Date?
  /// When the oldest that waits happened.
  public var oldestWaiting: Date?
  public var picturesWaiting: Int
  public var picturesRefused: Int

  public init(
    waiting: Int, refused: Int, lastAcknowledgedAt: Date?, oldestWaiting: Date?, picturesWaiting: Int = 0,
    picturesRefused: Int = 0
  ) {
    self.picturesWaiting = picturesWaiting
    self.picturesRefused = picturesRefused
    self.waiting = waiting
    self.refused = refused
    self.lastAcknowledgedAt = lastAcknowledgedAt
    self.oldestWaiting = oldestWaiting
  }
}

/// An event that the platform will never take as it is.
public struct RefusedEvent: Sendable, Hashable, Identifiable {
  public var id: UUID
  public var sequence: Int64
  public var type: String
  public var subject: String
  /// The platform's words.
  public var reason: String
  public var refusedAt: Date
  public var body: Data
}

extension Ledger: Outbox {
  /// An event that is no longer what was hashed is set aside, as if it were refused, with a word in the log. One whose body is
  /// whole, but whose id was damaged beside it, gets its id back.
  public func waiting(upTo count: Int, bytes: Int) async throws -> [WaitingEvent] {
    while true {
      let found = try await readWaiting(upTo: count, bytes: bytes)
      guard !found.damaged.isEmpty || !found.renamed.isEmpty else { return found.events }
      log.critical(
        "events \(found.damaged) were damaged on the disk and are set aside, \(found.renamed.keys.sorted()) were mended: check the disk"
      )
      try await write { db in
        for row in found.damaged {
          try db.run(
            "UPDATE event SET state = 2, settledAt = at, refusal = ? WHERE sequence = ? AND state = 0",
            ["damaged on this station's disk", row])
        }
        for (row, id) in found.renamed { try db.run("UPDATE event SET id = ? WHERE sequence = ?", [id, row]) }
      }
    }
  }

  private struct Waiting: Sendable {
    var events: [WaitingEvent] = []
    /// Numbers of events that are not what was hashed.
    var damaged: [Int64] = []
    /// The true ids of events, by their numbers, that stand under another.
    var renamed: [Int64: String] = [:]
  }

  private func readWaiting(upTo count: Int, bytes: Int) async throws -> Waiting {
    try await read { db in
      let rows = try Row.fetchCursor(
        db.cachedStatement(
          sql: "SELECT id, sequence, subject, body, hash FROM event WHERE state = 0 ORDER BY sequence LIMIT ?"),
        arguments: [max(1, count)])
      var (found, size) = (Waiting(), 0)
      while let row = try rows.next() {
        let (body, sequence): (Data, Int64) = (row["body"], row["sequence"])
        // A bit that has turned over on the disk must not reach the platform as a fact.
        guard Stored.sha256(body) == row["hash"] else {
          found.damaged.append(sequence)
          continue
        }
        let id = UUID(uuidString: row["id"])
        guard let id, body.range(of: Data("\"id\":\"\(id.text)\"".utf8)) != nil else {
          let name = (try? JSONValue(parsing: body))?["id"]?.stringValue
          if let name { found.renamed[sequence] = name } else { found.damaged.append(sequence) }
          continue
        }
        size += body.count
        guard found.events.isEmpty || size <= bytes else { break }
        found.events.append(WaitingEvent(id: id, sequence: sequence, subject: row["subject"], body: body))
      }
      return found
    }
  }

  /// Accepted events stay, for the chain; a later answer to one that is settled changes nothing.
  public func settle(_ answers: [EventAnswer], at: Date) async throws {
    try await write { db in
      for answer in answers {
        let (state, refusal): (Int, String?) =
          switch answer.outcome {
          case .accepted, .duplicate: (1, nil)
          case .refused(let reason): (2, reason)
          }
        try db.run(
          "UPDATE event SET state = ?, settledAt = ?, refusal = ? WHERE id = ? AND state = 0",
          [state, at.milliseconds, refusal, answer.id.text])
      }
    }
  }

  public func arrivals() -> AsyncStream<Void> { arrivalSignal.stream() }
}

extension Ledger {
  public func outboxStatus() async throws -> OutboxStatus {
    try await read { db in
      let number = { (sql: String) in try Int64.fetchOne(db.cachedStatement(sql: sql)) }
      return OutboxStatus(
        waiting: Int(try number("SELECT COUNT(*) FROM event WHERE state = 0") ?? 0),
        refused: Int(try number("SELECT COUNT(*) FROM event WHERE state = 2") ?? 0),
        lastAcknowledgedAt: try number("SELECT MAX(settledAt) FROM event WHERE state = 1").map(
          Date.init(milliseconds:)),
        oldestWaiting: try number("SELECT at FROM event WHERE state = 0 ORDER BY sequence LIMIT 1")
          .map(Date.init(milliseconds:)),
        picturesWaiting: Int(try number("SELECT COUNT(*) FROM evidence WHERE state = 1") ?? 0),
        picturesRefused: Int(try number("SELECT COUNT(*) FROM evidence WHERE state = 5") ?? 0))
    }
  }

  /// Hands out every waiting event in its sequence, one by one, all as of one moment; memory stays flat.
  public func forEachWaiting(_ body: @escaping @Sendable (Data) throws -> Void) async throws {
    try await read { db in
      let rows = try Row.fetchCursor(db, sql: "SELECT body FROM event WHERE state = 0 ORDER BY sequence")
      while let row = try rows.next() { try body(row["body"]) }
    }
  }

  /// Lets refused pictures wait again.
  ///
  /// - Returns: how many.
  @discardableResult
  public func retryRefusedPictures() async throws -> Int {
    try await writeWithEvents { db in
      try db.run("UPDATE evidence SET state = 1, settledAt = NULL, refusal = NULL WHERE state = 5")
      return db.changesCount
    }
  }

  /// The refused events, the oldest first.
  public func refusedEvents() async throws -> [RefusedEvent] {
    try await read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM event WHERE state = 2 ORDER BY sequence").map { row in
        RefusedEvent(
          id: try Self.id(row["id"]), sequence: row["sequence"], type: row["type"], subject: row["subject"],
          reason: row["refusal"] ?? "", refusedAt: Date(milliseconds: row["settledAt"] ?? 0), body: row["body"])
      }
    }
  }

  /// Lets refused events wait again, under their old numbers: all, or those with these ids.
  ///
  /// - Returns: how many wait again.
  @discardableResult
  public func retryRefused(_ ids: [UUID]? = nil) async throws -> Int {
    try await writeWithEvents { db in
      let chosen = try ids.map { try Stored.list($0.map(\.text)) }
      try db.execute(
        sql: """
          UPDATE event SET state = 0, settledAt = NULL, refusal = NULL
          WHERE state = 2 AND (?1 IS NULL OR id IN (SELECT value FROM json_each(?1)))
          """, arguments: [chosen])
      return db.changesCount
    }
  }

  static func id(_ text: String) throws -> UUID {
    guard let id = UUID(uuidString: text) else {
      throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "\"\(text)\" is no id")
    }
    return id
  }
}
