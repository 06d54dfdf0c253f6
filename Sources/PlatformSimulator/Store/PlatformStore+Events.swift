import Border
import Foundation
import GRDB

/// What an event is told.
enum ReceivedOutcome: Equatable {
  case accepted, duplicate
  case refused(String)

  var word: String {
    switch self {
    case .accepted: "accepted"
    case .duplicate: "duplicate"
    case .refused: "refused"
    }
  }

  var reason: String? { if case .refused(let reason) = self { reason } else { nil } }
}

extension PlatformStore {
  /// Takes a batch in one transaction; returning means that it is committed.
  func receive(_ events: [ReceivedEvent], at date: Date) async throws -> [ReceivedOutcome] {
    try await database.write { db in
      var outcomes: [ReceivedOutcome] = []
      for event in events {
        let outcome = try Self.take(event, at: date, db)
        try db.execute(
          sql: "INSERT INTO receipt (event, outcome, reason, received_at) VALUES (?, ?, ?, ?)",
          arguments: [event.id, outcome.word, outcome.reason, Timestamp.format(date)])
        outcomes.append(outcome)
      }
      return outcomes
    }
  }

  private static func take(_ event: ReceivedEvent, at date: Date, _ db: Database) throws -> ReceivedOutcome {
    if let id = event.id,
      let known = try Row.fetchOne(db, sql: "SELECT hash, refusal FROM event WHERE id = ?", arguments: [id])
    {
      let (hash, refusal): (String, String?) = (known["hash"], known["refusal"])
      if hash != event.hash { return .refused("id: another event with this id was received before") }
      return refusal.map { .refused($0) } ?? .duplicate
    }
    if let id = event.id, let place = event.place {
      try db.execute(
        sql: """
          INSERT INTO event (id, source, sequence, subject, hash, previous_hash, refusal, body, stored_at)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          id, place.source, place.sequence, event.subject, event.hash, place.previousHash, event.refusal,
          event.refusal == nil ? String(decoding: event.body, as: UTF8.self) : nil, Timestamp.format(date),
        ])
    }
    return event.refusal.map { .refused($0) } ?? .accepted
  }

  /// Each stored event as a JSON line, in order of storing.
  func forEachEvent(_ line: @escaping @Sendable (String) -> Void) async throws {
    try await database.read { db in
      let rows = try Row.fetchCursor(
        db, sql: "SELECT body, hash, stored_at FROM event WHERE refusal IS NULL ORDER BY position")
      while let row = try rows.next() {
        let (body, hash, storedAt): (String, String, String) = (row["body"], row["hash"], row["stored_at"])
        var fields = try JSONValue(parsing: Data(body.utf8)).objectValue ?? [:]
        fields["hash"] = .string(hash)
        fields["stored_at"] = .string(storedAt)
        line(String(decoding: JSONValue.object(fields).canonical(), as: UTF8.self))
      }
    }
  }
}
