public import Border
public import Foundation
import GRDB

/// One line of `gate-agent passages export --format jsonl`; every key is always there, null where there is nothing.
public struct PassageExportRow: Sendable, Hashable, Encodable {
  public struct DecisionRow: Sendable, Hashable, Encodable {
    public var kind: Decision.Kind
    public var officer: String
    public var decidedAt: Date

    private enum CodingKeys: String, CodingKey {
      case kind, officer
      case decidedAt = "decided_at"
    }
  }

  public var passageID: UUID
  public var lane: String
  public var direction: Direction
  public var plate: String?
  public var trailer: String?
  public var container: String?
  public var startedAt: Date
  public var endedAt: Date?
  public var verdict: Verdict.Advice
  public var reasons: [ReasonCode]
  public var decision: DecisionRow?
  /// In the order of their sequence.
  public var eventIDs: [UUID]

  private enum CodingKeys: String, CodingKey {
    case lane, direction, plate, trailer, container, verdict, reasons, decision
    case passageID = "passage_id"
    case startedAt = "started_at"
    case endedAt = "ended_at"
    case eventIDs = "event_ids"
  }

  public func encode(to encoder: any Encoder) throws {
    var row = encoder.container(keyedBy: CodingKeys.self)
    // Ids as the platform knows them: lower case.
    try row.encode(passageID.text, forKey: .passageID)
    try row.encode(lane, forKey: .lane)
    try row.encode(direction, forKey: .direction)
    try row.encode(plate, forKey: .plate)
    try row.encode(trailer, forKey: .trailer)
    try row.encode(container, forKey: .container)
    try row.encode(startedAt, forKey: .startedAt)
    try row.encode(endedAt, forKey: .endedAt)
    try row.encode(verdict, forKey: .verdict)
    try row.encode(reasons, forKey: .reasons)
    try row.encode(decision, forKey: .decision)
    try row.encode(eventIDs.map(\.text), forKey: .eventIDs)
  }
}

extension Ledger {
  /// Hands out every passage in the order of their starts, one by one, all as of one moment.
  ///
  /// - Parameters:
  ///   - since: leaves out what started earlier.
  ///   - body: is called on a reader's queue; what it throws ends the export.
  public func exportPassages(
    since: Date? = nil, _ body: @escaping @Sendable (PassageExportRow) throws -> Void
  ) async throws {
    try await read { [self] db in
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT p.id, p.passage, p.verdict, d.decision FROM passage p LEFT JOIN decision d ON d.passage = p.id
          WHERE p.startedAt >= ? ORDER BY p.startedAt, p.id
          """, arguments: [since?.milliseconds ?? Int64.min])
      while let row = try rows.next() {
        let values = try sound {
          (
            passage: try Stored.value(Passage.self, from: row["passage"]),
            verdict: try Stored.value(Verdict.self, from: row["verdict"]),
            decision: try (row["decision"] as String?).map { try Stored.value(Decision.self, from: $0) }
          )
        }
        guard let (passage, verdict, decision) = values else { continue }
        let events = try String.fetchAll(
          db.cachedStatement(sql: "SELECT id FROM event WHERE passage = ? ORDER BY sequence"),
          arguments: [row["id"] as String])
        try body(
          PassageExportRow(
            passageID: passage.id, lane: passage.lane, direction: passage.direction, plate: passage.tractor?.text,
            trailer: passage.trailer?.text, container: passage.container, startedAt: passage.startedAt,
            endedAt: passage.endedAt, verdict: verdict.advice, reasons: verdict.reasons,
            decision: decision.map {
              PassageExportRow.DecisionRow(kind: $0.kind, officer: $0.officer, decidedAt: $0.decidedAt)
            },
            eventIDs: try events.map(Self.id)))
      }
    }
  }
}
