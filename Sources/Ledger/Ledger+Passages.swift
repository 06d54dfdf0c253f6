public import Border
public import Foundation
import GRDB
import Logging

extension Ledger {
  /// Keeps a passage as it is now with its verdict, and the event that tells of it; new or changed alike.
  ///
  /// - Parameters:
  ///   - capturedAt: of the frame that decided the verdict.
  ///   - declarations: those that the verdict rests on, as they were; nil to show what is cached when it is looked at.
  ///   - scans: those that the verdict rests on.
  ///   - event: nil where the change is not worth telling, such as one more picture.
  /// - Returns: the passage as the guard's page shows it.
  @discardableResult
  public func record(
    _ passage: Passage, verdict: Verdict, capturedAt: Date, declarations: [Declaration]? = nil,
    scans: [ScanResult] = [], event: EventDraft?
  ) async throws -> PassageView {
    let (passageJSON, verdictJSON) = (try Stored.json(passage), try Stored.json(verdict))
    let (declarationsJSON, scansJSON) = (try declarations.map(Stored.json), try Stored.json(scans))
    return try await writeWithEvents { [self] db in
      try db.run(
        """
        INSERT INTO passage
          (id, startedAt, endedAt, tractorKey, trailerKey, passage, verdict, capturedAt, declarations, scans)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET
          startedAt = excluded.startedAt, endedAt = excluded.endedAt, tractorKey = excluded.tractorKey,
          trailerKey = excluded.trailerKey, passage = excluded.passage, verdict = excluded.verdict,
          capturedAt = excluded.capturedAt, declarations = excluded.declarations, scans = excluded.scans
        """,
        [
          passage.id.text, passage.startedAt.milliseconds, passage.endedAt?.milliseconds, passage.tractor?.key.text,
          passage.trailer?.key.text, passageJSON, verdictJSON, capturedAt.milliseconds, declarationsJSON, scansJSON,
        ])
      if let event { try append(event, passage: passage.id, evidence: passage.pictures.map(\.evidence), to: db) }
      guard let view = try Self.view(of: passage.id, db) else { throw DecisionRefusal.noSuchPassage }
      return view
    }
  }

  /// Keeps what an officer has decided, and the event that tells of it. A passage is decided once.
  ///
  /// The same decision by the same officer again, such as after a lost answer, returns what is kept.
  /// - Throws: `DecisionRefusal`.
  @discardableResult
  public func decide(_ decision: Decision, event: EventDraft) async throws -> PassageView {
    let isExplained = !decision.reasons.isEmpty || decision.note.contains { !$0.isWhitespace }
    guard decision.kind == .confirm || isExplained else { throw DecisionRefusal.reasonMissing }
    let json = try Stored.json(decision)
    return try await writeWithEvents { [self] db in
      guard let view = try Self.view(of: decision.passage, db) else { throw DecisionRefusal.noSuchPassage }
      if let standing = view.decision {
        guard standing.isSame(as: decision) else { throw DecisionRefusal.alreadyDecided(standing) }
        return view
      }
      try db.run(
        "INSERT INTO decision (passage, kind, officer, decidedAt, decision) VALUES (?, ?, ?, ?, ?)",
        [
          decision.passage.text, decision.kind.rawValue, decision.officer, decision.decidedAt.milliseconds, json,
        ])
      try append(event, passage: decision.passage, to: db)
      return try Self.view(of: decision.passage, db) ?? view
    }
  }

  /// The newest passages first.
  public func passageViews(limit: Int) async throws -> [PassageView] {
    try await read { [self] db in
      let rows = try Row.fetchAll(
        db.cachedStatement(sql: Self.selectViews + "ORDER BY p.startedAt DESC, p.id DESC LIMIT ?"),
        arguments: [max(0, limit)])
      return try rows.compactMap { row in try sound { try Self.view(row, db) } }
    }
  }

  public func passageView(_ id: UUID) async throws -> PassageView? {
    try await read { db in try Self.view(of: id, db) }
  }

  /// Passages that have not ended, the oldest first: what a restarted station finds unfinished.
  public func unfinishedPassages() async throws -> [PassageView] {
    try await read { [self] db in
      try Row.fetchAll(db, sql: Self.selectViews + "WHERE p.endedAt IS NULL ORDER BY p.startedAt, p.id")
        .compactMap { row in try sound { try Self.view(row, db) } }
    }
  }

  /// A row that was damaged on the disk is passed over with a word in the log: it must not hide the others.
  func sound<Value>(_ body: () throws -> Value) throws -> Value? {
    do {
      return try body()
    } catch let error as DecodingError {
      log.critical("a passage was damaged on the disk and is not shown: \(error)")
      return nil
    }
  }

  private static let selectViews = """
    SELECT p.passage, p.verdict, p.capturedAt, p.declarations, p.scans, d.decision
    FROM passage p LEFT JOIN decision d ON d.passage = p.id

    """

  private static func view(of id: UUID, _ db: Database) throws -> PassageView? {
    try Row.fetchOne(db.cachedStatement(sql: selectViews + "WHERE p.id = ?"), arguments: [id.text])
      .map { try view($0, db) }
  }

  private static func view(_ row: Row, _ db: Database) throws -> PassageView {
    let verdict = try Stored.value(Verdict.self, from: row["verdict"])
    let kept: String? = row["declarations"]
    let declarations =
      try kept.map { try Stored.value([Declaration].self, from: $0) }
      ?? ([verdict.declaration].compactMap { $0 } + verdict.suggestions).compactMap { try declaration($0, db) }
    let (scans, decision): (String?, String?) = (row["scans"], row["decision"])
    return PassageView(
      passage: try Stored.value(Passage.self, from: row["passage"]), verdict: verdict,
      capturedAt: Date(milliseconds: row["capturedAt"]), declarations: declarations,
      scans: try scans.map { try Stored.value([ScanResult].self, from: $0) } ?? [],
      decision: try decision.map { try Stored.value(Decision.self, from: $0) })
  }
}

extension Decision {
  /// Whether both say the same thing; when, and what was on the screen, may differ in a repeat.
  fileprivate func isSame(as other: Decision) -> Bool {
    (passage, kind, reasons) == (other.passage, other.kind, other.reasons)
      && (note, officer) == (other.note, other.officer)
  }
}
