public import Border
import Foundation
import GRDB

/// Where the chain of events first breaks.
public struct ChainBreak: Sendable, Hashable, CustomStringConvertible {
  public enum Reason: String, Sendable, Hashable {
    /// The event's bytes are not those that were hashed.
    case changed
    /// No event has this number, though later ones were written.
    case removed
    /// Another event stands in this one's place.
    case reordered
  }

  /// The number of the event in question.
  public var sequence: Int64
  public var reason: Reason

  public init(sequence: Int64, reason: Reason) {
    self.sequence = sequence
    self.reason = reason
  }

  public var description: String { "event \(sequence) was \(reason.rawValue)" }
}

extension Ledger {
  static let firstHash = Event.firstPreviousHash

  /// How many events this station has ever written.
  public func eventCount() async throws -> Int {
    try await read { db in try Int.fetchOne(db, sql: "SELECT MAX(sequence) FROM event") ?? 0 }
  }

  /// Writes an event at the end of the chain, inside the transaction of its fact.
  ///
  /// - Parameter evidence: pictures that the event speaks of; the platform gets them after it.
  /// - Returns: false if an event with this id is there already; then nothing is written.
  @discardableResult
  func append(_ draft: EventDraft, passage: UUID? = nil, evidence: [EvidenceHash] = [], to db: Database) throws -> Bool
  {
    let isKnown = try Bool.fetchOne(
      db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM event WHERE id = ?)"), arguments: [draft.id.text])
    guard isKnown != true else { return false }
    guard let end = try Row.fetchOne(db.cachedStatement(sql: "SELECT sequence, hash FROM chain")) else {
      throw LedgerError(.damaged(detail: "the end of the chain is missing"), at: databasePath)
    }
    let event = Event(draft: draft, source: source, sequence: end["sequence"] + 1, previousHash: end["hash"])
    let body = event.cloudEvent.canonical()
    let hash = Stored.sha256(body)
    try db.run(
      "INSERT INTO event (sequence, id, type, subject, at, passage, body, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      [
        event.sequence, draft.id.text, draft.type.rawValue, draft.subject, draft.time.milliseconds, passage?.text, body,
        hash,
      ])
    try db.run("UPDATE chain SET sequence = ?, hash = ?", [event.sequence, hash])
    for piece in evidence {
      try db.run(
        "INSERT OR IGNORE INTO evidenceUse (evidence, event) SELECT number, ? FROM evidence WHERE hash = ?",
        [event.sequence, piece.rawValue])
      try db.run("UPDATE evidence SET state = 1 WHERE hash = ? AND state = 0", [piece.rawValue])
    }
    return true
  }

  /// Writes an event that is its own fact, such as a camera lost or recovered.
  public func record(_ event: EventDraft) async throws {
    try await writeWithEvents { [self] db in _ = try append(event, to: db) }
  }

  /// Walks the whole chain from its first event to its last.
  ///
  /// - Returns: the first break; nil if every event is there, in its place, and as it was written.
  public func verifyChain() async throws -> ChainBreak? {
    try await read { db in
      var (sequence, hash) = (Int64(0), Self.firstHash)
      let events = try Row.fetchCursor(db, sql: "SELECT sequence, id, body FROM event ORDER BY sequence")
      while let row = try events.next() {
        let (place, id, body): (Int64, String, Data) = (row["sequence"], row["id"], row["body"])
        sequence += 1
        guard place == sequence else { return ChainBreak(sequence: sequence, reason: .removed) }
        guard let event = try? JSONValue(parsing: body) else { return ChainBreak(sequence: sequence, reason: .changed) }
        guard event["sequence"]?.integerValue == sequence, event["id"]?.stringValue == id else {
          return ChainBreak(sequence: sequence, reason: .reordered)
        }
        // The hash in this event is of the one before: that one is no longer what it was.
        guard event["previoushash"]?.stringValue == hash else {
          return ChainBreak(sequence: max(1, sequence - 1), reason: .changed)
        }
        hash = Stored.sha256(body)
      }
      let end = try Row.fetchOne(db, sql: "SELECT sequence, hash FROM chain")
      guard end?["sequence"] == sequence else { return ChainBreak(sequence: sequence + 1, reason: .removed) }
      guard end?["hash"] == hash else { return ChainBreak(sequence: sequence, reason: .changed) }
      return nil
    }
  }
}
