import Border
import Foundation
import GRDB

/// Walks the chain of events and finds where it first breaks.
struct ChainWalk {
  private let db: Database
  private let source: String
  /// The row of the event before, and its hash; nil behind a loss, where nobody knows it.
  private var row: Int64
  private var hash: String?
  private var (number, offset): (Int64, Int64) = (1, 0)
  private var starts: [(number: Int64, after: Int64)]
  private let losses: [(first: Int64, last: Int64)]
  private let end: (sequence: Int64, hash: String)?

  init(_ db: Database, source: String) throws {
    (self.db, self.source) = (db, source)
    let end = try Row.fetchOne(db, sql: "SELECT sequence, hash, baseSequence, baseHash FROM chain")
    (row, hash) = (end?["baseSequence"] ?? 0, end?["baseHash"] ?? Ledger.firstHash)
    self.end = end.map { ($0["sequence"], $0["hash"]) }
    starts = try Row.fetchAll(db, sql: "SELECT number, after FROM chainStart ORDER BY number")
      .map { ($0["number"], $0["after"]) }
    losses = try Row.fetchAll(db, sql: "SELECT first, last FROM chainLoss ORDER BY first")
      .map { ($0["first"], $0["last"]) }
    while let start = starts.first, start.after < row { begin(start, hash: hash) }
  }

  mutating func firstBreak() throws -> ChainBreak? {
    let events = try Row.fetchCursor(db, sql: "SELECT sequence, id, body FROM event ORDER BY sequence")
    while let row = try events.next() {
      if let found = step(row) { return found }
    }
    skipLosses()
    while let start = starts.first, start.after == row { begin(start, hash: Ledger.firstHash) }
    guard end?.sequence == row else { return ChainBreak(sequence: row + 1, reason: .removed) }
    guard hash.map({ end?.hash == $0 }) ?? true else { return ChainBreak(sequence: row, reason: .changed) }
    return nil
  }

  private mutating func step(_ event: Row) -> ChainBreak? {
    let (place, id, body): (Int64, String, Data) = (event["sequence"], event["id"], event["body"])
    if place != row + 1 { skipLosses() }
    while let start = starts.first, start.after == row { begin(start, hash: Ledger.firstHash) }
    guard place == row + 1 else { return ChainBreak(sequence: row + 1, reason: .removed) }
    guard let value = try? JSONValue(parsing: body) else { return ChainBreak(sequence: place, reason: .changed) }
    guard value["sequence"]?.integerValue == place - offset, value["id"]?.stringValue == id,
      value["source"]?.stringValue == Ledger.source(source, ofChain: number)
    else { return ChainBreak(sequence: place, reason: .reordered) }
    // The hash in this event is of the one before: that one is no longer what it was.
    if let hash, value["previoushash"]?.stringValue != hash {
      return ChainBreak(sequence: max(1, place - 1), reason: .changed)
    }
    (row, hash) = (place, Stored.sha256(body))
    return nil
  }

  private mutating func begin(_ start: (number: Int64, after: Int64), hash: String?) {
    (number, offset, self.hash) = (start.number, start.after, hash)
    starts.removeFirst()
  }

  /// Goes on behind rows that a recovery has noted as lost.
  private mutating func skipLosses() {
    while let loss = losses.first(where: { $0.first <= row + 1 && row + 1 <= $0.last }) {
      (row, hash) = (loss.last, nil)
    }
  }
}
