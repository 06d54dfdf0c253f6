import Border
import Foundation
import GRDB
import Glibc
import Logging

/// What a start has found damaged, and what became of it.
public struct Recovery: Sendable, Hashable {
  /// What was wrong, in words.
  public var damage: String
  /// The folder that holds the damaged files as they were found.
  public var kept: String
  /// Rows that were saved, by table.
  public var saved: [String: Int]
  /// Rows that could be seen and not be saved, by table.
  public var lost: [String: Int]
  /// Numbers of events that are gone.
  public var lostEvents: [ClosedRange<Int64>]

  /// For the log and the alarm.
  public var summary: String {
    let events = lostEvents.reduce(Int64(0)) { $0 + Int64($1.count) }
    return
      "the ledger was damaged (\(damage)); the damaged files are kept in \(kept); \(saved["event"] ?? 0) events and "
      + "\(saved["passage"] ?? 0) passages were saved, \(events) events are known to be lost; declarations are pulled anew"
  }
}

extension Recovery {
  /// Sets a damaged ledger aside, makes a new one, and saves into it what can be read. Blocks; bounded in time.
  ///
  /// The damaged files are never changed. What the platform had of the old chain nobody knows, so a new one begins.
  static func run(
    directory: String, source: String, damage: String, now: Date, configuration: Configuration, log: Logger
  ) throws -> Recovery {
    let kept = try setAside(directory, now: now)
    log.critical("the ledger is damaged (\(damage)): its files are set aside in \(kept)")
    let path = directory + "/ledger.sqlite"
    let fresh = try DatabaseQueue(path: directory + "/ledger.recovering", configuration: configuration)
    try Schema.migrator.migrate(fresh)
    var recovery = Recovery(damage: damage, kept: kept, saved: [:], lost: [:], lostEvents: [])
    if let damaged = Salvage.open(kept + "/ledger.sqlite", like: fresh, in: directory, configuration: configuration) {
      let bytes = Damage.size(of: kept + "/ledger.sqlite") ?? 0
      var salvage = Salvage(from: damaged, of: bytes, into: fresh, until: .now + .seconds(20))
      salvage.run()
      (recovery.saved, recovery.lost) = (salvage.saved, salvage.lost)
      try? damaged.close()
    }
    Salvage.removeWorkingCopy(in: directory)
    recovery.lostEvents = try beginChain(
      fresh, source: source, known: ChainMark.read(in: directory) ?? 0, now: now)
    try readoptPictures(directory, fresh)
    try fresh.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
    try fresh.close()
    // The new ledger gets its name only when it is whole: a cut before begins the recovery anew, from the kept files.
    guard rename(directory + "/ledger.recovering", path) == 0 else {
      throw LedgerError(.cannotOpen(detail: String(cString: strerror(errno))), at: path)
    }
    unlink(directory + "/ledger.recovering-wal")
    unlink(directory + "/ledger.recovering-shm")
    unlink(Damage.marker(directory))
    try Disk.sync(directory: directory)
    return recovery
  }

  private static let files = ["ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm"]

  /// Moves the files into a folder of their own; an attempt that was cut off is taken up where it was.
  private static func setAside(_ directory: String, now: Date) throws -> String {
    for name in ["ledger.recovering", "ledger.recovering-wal", "ledger.recovering-shm", "ledger.recovering-journal"] {
      unlink("\(directory)/\(name)")
    }
    let unfinished = directory + "/damaged/unfinished"
    let name = Timestamp.format(now).replacing(":", with: "").replacing(".", with: "")
    var kept = "\(directory)/damaged/\(name)"
    var number = 1
    while access(kept, F_OK) == 0 {
      number += 1
      kept = "\(directory)/damaged/\(name)-\(number)"
    }
    unlink(unfinished)
    try Disk.makeDirectory(kept)
    for file in files where access("\(directory)/\(file)", F_OK) == 0 {
      guard rename("\(directory)/\(file)", "\(kept)/\(file)") == 0 else {
        throw LedgerError(.cannotOpen(detail: String(cString: strerror(errno))), at: "\(directory)/\(file)")
      }
    }
    try Disk.sync(directory: kept)
    try Disk.sync(directory: directory)
    return kept
  }

  /// The new chain begins behind the last row that anyone knows of; what is missing before is noted as lost.
  ///
  /// - Parameter known: the number of the last event, as the file beside the database has it.
  private static func beginChain(
    _ fresh: DatabaseQueue, source: String, known: Int64, now: Date
  ) throws -> [ClosedRange<Int64>] {
    try fresh.write { db in
      let old = try Row.fetchOne(db, sql: "SELECT sequence, number, baseSequence FROM chain")
      let newest = try Int64.fetchOne(db, sql: "SELECT MAX(sequence) FROM event") ?? 0
      let oldest = try Int64.fetchOne(db, sql: "SELECT MIN(sequence) FROM event") ?? 1
      // Without the old end nobody knows what came before the first event that was saved: it may have been let go.
      let base: Int64 = old?["baseSequence"] ?? (oldest - 1)
      let last = max(newest, old?["sequence"] ?? 0, base, known)
      var (losses, expected) = ([ClosedRange<Int64>](), base + 1)
      let rows = try Int64.fetchCursor(db, sql: "SELECT sequence FROM event ORDER BY sequence")
      while let row = try rows.next() {
        if row > expected { losses.append(expected...row - 1) }
        expected = row + 1
      }
      if expected <= last { losses.append(expected...last) }
      for loss in losses {
        try db.run("INSERT OR REPLACE INTO chainLoss (first, last) VALUES (?, ?)", [loss.lowerBound, loss.upperBound])
      }
      let known: Int64 = try Int64.fetchOne(db, sql: "SELECT MAX(number) FROM chainStart") ?? 1
      let number = max(known, old?["number"] ?? 1) + 1
      try db.run(
        """
        INSERT INTO chain (one, source, sequence, hash, number, offset, baseSequence) VALUES (1, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (one) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash, number = excluded.number,
          offset = excluded.offset
        """, [source, last, Ledger.firstHash, number, last, base])
      try db.run(
        "INSERT INTO chainStart (number, after, at) VALUES (?, ?, ?)", [number, last, now.milliseconds])
      return losses
    }
  }

  /// Pictures whose row is gone, but whose file is there and whose event still waits or went: they are offered again, and
  /// the platform says whether it has them.
  private static func readoptPictures(_ directory: String, _ fresh: DatabaseQueue) throws {
    try fresh.write { db in
      let rows = try Row.fetchCursor(db, sql: "SELECT sequence, body FROM event")
      while let row = try rows.next() {
        let body = String(decoding: row["body"] as Data, as: UTF8.self)
        for match in body.matches(of: #/"([0-9a-f]{64})"/#) {
          let hash = String(match.1)
          guard let size = Damage.size(of: "\(directory)/evidence/\(hash.prefix(2))/\(hash.dropFirst(2))") else {
            continue
          }
          try db.run(
            "INSERT OR IGNORE INTO evidence (hash, kind, bytes, state) VALUES (?, ?, ?, 1)",
            [hash, EvidenceKind.passagePicture.rawValue, size])
          try db.run(
            "INSERT OR IGNORE INTO evidenceUse (evidence, event) SELECT number, ? FROM evidence WHERE hash = ?",
            [row["sequence"] as Int64, hash])
        }
      }
    }
  }
}
