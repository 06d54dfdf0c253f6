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
    /// The officer's decision that this event tells of is not the one that is kept.
    case decisionChanged = "an officer's decision, which was changed or removed"
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
    guard let end = try Row.fetchOne(db.cachedStatement(sql: "SELECT sequence, hash, number, offset FROM chain")) else {
      throw LedgerError(.damaged(detail: "the end of the chain is missing"), at: databasePath)
    }
    let (row, offset, number): (Int64, Int64, Int64) = (end["sequence"] + 1, end["offset"], end["number"])
    let event = Event(
      draft: draft, source: Self.source(source, ofChain: number), sequence: row - offset, previousHash: end["hash"],
      isClockUnsure: clock.isUnsure(at: draft.time))
    let body = event.canonical()
    let hash = Stored.sha256(body)
    try db.run(
      """
      INSERT INTO event (sequence, id, type, subject, at, passage, body, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO NOTHING
      """,
      [
        row, draft.id.text, draft.type.rawValue, draft.subject, draft.time.milliseconds, passage?.text, body, hash,
      ])
    guard db.changesCount > 0 else { return false }
    try db.run("UPDATE chain SET sequence = ?, hash = ?", [row, hash])
    mark.willCommit(row)
    for piece in evidence {
      try db.run(
        "INSERT OR IGNORE INTO evidenceUse (evidence, event) SELECT number, ? FROM evidence WHERE hash = ?",
        [row, piece.rawValue])
      try db.run("UPDATE evidence SET state = 1 WHERE hash = ? AND state = 0", [piece.rawValue])
    }
    return true
  }

  /// Writes an event that is its own fact, such as a camera lost or recovered.
  public func record(_ event: EventDraft) async throws {
    try await writeWithEvents { [self] db in _ = try append(event, to: db) }
  }

  /// Writes several such events, in their order: all or none.
  public func record(_ events: [EventDraft]) async throws {
    try await writeWithEvents { [self] db in for event in events { _ = try append(event, to: db) } }
  }

  /// After a recovery a station's events go on in a chain of their own, since nobody knows what the platform had of the
  /// one before.
  static func source(_ source: String, ofChain number: Int64) -> String {
    number == 1 ? source : "\(source)/chains/\(number)"
  }

  /// Walks the whole chain from the first event that is kept to its last, and holds the officers' decisions against it.
  ///
  /// - Returns: the first break; nil if every event is there, in its place, and as it was written. What a recovery has
  ///   noted as lost to damage is no break; the events themselves tell of it.
  public func verifyChain() async throws -> ChainBreak? {
    try await read { db in
      var walk = try ChainWalk(db, source: self.source)
      if let found = try walk.firstBreak() { return found }
      return try Self.bentDecision(db)
    }
  }

  /// A decision that is not, word for word, the one in its event.
  private static func bentDecision(_ db: Database) throws -> ChainBreak? {
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT d.kind, d.officer, d.decidedAt, d.decision, e.sequence, e.body
        FROM event e JOIN passage p ON p.id = e.passage LEFT JOIN decision d ON d.passage = e.passage
        WHERE e.type = ? ORDER BY e.sequence
        """, arguments: [EventType.decisionMade.rawValue])
    while let row = try rows.next() {
      let sequence: Int64 = row["sequence"]
      let data = (try? JSONValue(parsing: row["body"]))?["data"]
      // Events of other makers carry other data; where there is nothing to compare, there is nothing to find.
      guard let kind = data?["kind"]?.stringValue, let officer = data?["officer"]?.stringValue else { continue }
      guard let json: String = row["decision"] else { return ChainBreak(sequence: sequence, reason: .decisionChanged) }
      guard let decision = try? Stored.value(Decision.self, from: json) else {
        return ChainBreak(sequence: sequence, reason: .decisionChanged)
      }
      let columns: (kind: String, officer: String, decidedAt: Int64) = (row["kind"], row["officer"], row["decidedAt"])
      let told = data?["decidedAt"]?.stringValue.flatMap(Timestamp.parse)?.milliseconds
      var isSame = decision.kind.rawValue == kind && decision.officer == officer
      isSame = isSame && columns.kind == kind && columns.officer == officer
      isSame = isSame && (data?["note"]?.stringValue ?? decision.note) == decision.note
      isSame = isSame && (told ?? columns.decidedAt) == columns.decidedAt
      isSame = isSame && decision.decidedAt.milliseconds == columns.decidedAt
      if !isSame { return ChainBreak(sequence: sequence, reason: .decisionChanged) }
    }
    return nil
  }
}
