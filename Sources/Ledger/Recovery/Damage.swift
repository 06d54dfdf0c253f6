import Foundation
import GRDB
import Glibc

/// Finds out whether a ledger's file can be worked with, before anyone relies on it.
enum Damage {
  /// Up to this size the whole file is read at every start, which takes well under a second. A larger one is read whole
  /// only after damage was met; every event is held against its hash before it is delivered in any case.
  static let wholeCheckBytes = 256 << 20

  /// A file beside the ledger says that damage was met while it was in use.
  static func marker(_ directory: String) -> String { directory + "/ledger.damaged" }

  /// What was met in use counts though the file looks sound now: a value that cannot be understood breaks no page. Only SQLite's
  /// own word for a broken page does not, where every page and index is sound: it says the same of a disk that once refused to
  /// read (`SQLITE_IOERR_CORRUPTFS`).
  ///
  /// - Returns: what is wrong; nil if nothing is, or if there is nothing yet.
  /// - Throws: what is no damage, such as a newer program's file.
  static func find(in directory: String, configuration: Configuration) throws -> String? {
    let path = directory + "/ledger.sqlite"
    guard let size = size(of: path) else {
      // The pictures and the log of a ledger, but no ledger.
      return hasTraces(directory) ? "the database is missing" : nil
    }
    if size == 0 { return hasTraces(directory) ? "the database is empty" : nil }
    if let words = headerDamage(path) { return words }
    if size % 512 != 0 { return "its size of \(size) bytes is none that a database has" }
    do {
      // A connection for reading only changes nothing, not even when it is closed: the files stay as they were found.
      var configuration = configuration
      configuration.readonly = true
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      defer { try? queue.close() }
      return try queue.read { db in try look(at: db, size: size, in: directory) } ?? metInUse(directory)
    } catch let error as DatabaseError {
      switch error.resultCode {
      case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT: return error.message ?? "it is no database"
      // A file that is not read whole, though the disk is.
      case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_SHORT_READ: return "it is cut off"
      // A first start that was cut off left its journal: whoever opens the file for writing rolls it back.
      case .SQLITE_READONLY where error.extendedResultCode == .SQLITE_READONLY_ROLLBACK: return metInUse(directory)
      case .SQLITE_ERROR: return error.message ?? "its tables cannot be read"
      default: throw error
      }
    }
  }

  private static func metInUse(_ directory: String) -> String? {
    guard let data = FileManager.default.contents(atPath: marker(directory)) else { return nil }
    let words = String(decoding: data.prefix(300), as: UTF8.self)
    return words == brokenPage ? nil : "met while it was in use: \(words)"
  }

  /// `sqlite3_errstr(SQLITE_CORRUPT)`
  private static let brokenPage = "database disk image is malformed"

  private static func look(at db: Database, size: Int, in directory: String) throws -> String? {
    guard try Schema.unknownMigration(db) == nil else { return nil }
    let applied = Set(try Schema.migrator.appliedIdentifiers(db))
    if applied.isEmpty { return try db.tableExists("event") ? "its list of steps is gone" : nil }
    for table in Schema.tables where try !db.tableExists(table) { return "the table \(table) is gone" }
    if let changed = try Schema.changedObject(db, after: applied) {
      return "the description of \(changed) is not what was written"
    }
    let wasMet = access(marker(directory), F_OK) == 0
    if size <= wholeCheckBytes || wasMet {
      let check = wasMet ? "integrity_check" : "quick_check"
      let words = try String.fetchOne(db, sql: "PRAGMA \(check)(1)") ?? "it cannot be checked"
      if words != "ok" { return words }
    }
    guard let end = try Row.fetchOne(db, sql: "SELECT source, sequence, hash FROM chain") else {
      // The first start was cut off before the ledger had an owner.
      return try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM event") == 0 ? nil : "the end of the chain is missing"
    }
    let last = try Row.fetchOne(db, sql: "SELECT sequence, hash, body FROM event ORDER BY sequence DESC LIMIT 1")
    guard let last else {
      let isEmpty = end["sequence"] == 0 && ChainMark.read(in: directory) == nil
      return isEmpty ? nil : "the last event is missing"
    }
    let (newest, chainEnd): (Int64, Int64) = (last["sequence"], end["sequence"])
    let isEnd = try newest == chainEnd || isNewChain(chainEnd, db)
    guard isEnd else { return "the last event is not the end of the chain" }
    if let known = ChainMark.read(in: directory), known > chainEnd {
      return
        "it is older than it was: events \(chainEnd + 1) to \(known) are gone, as after the loss of its write-ahead log"
    }
    guard Stored.sha256(last["body"]) == last["hash"] else { return "the last event is not what was written" }
    return nil
  }

  /// A chain that has just begun has no event of its own yet.
  private static func isNewChain(_ end: Int64, _ db: Database) throws -> Bool {
    guard try db.tableExists("chainStart") else { return false }
    return try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM chainStart WHERE after = ?)", arguments: [end])
      ?? false
  }

  private static func hasTraces(_ directory: String) -> Bool {
    let folders = (try? FileManager.default.contentsOfDirectory(atPath: directory + "/evidence")) ?? []
    return folders.contains { $0 != "incoming" } || (size(of: directory + "/ledger.sqlite-wal") ?? 0) > 0
      || ChainMark.read(in: directory) != nil
  }

  static func size(of path: String) -> Int? {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : nil
  }

  /// The format numbers at 18 and 19: with larger ones SQLite takes the file for one of the future, for reading only.
  /// https://www.sqlite.org/fileformat2.html#the_database_header
  private static func headerDamage(_ path: String) -> String? {
    guard let file = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? file.close() }
    guard let head = try? file.read(upToCount: 20), head.count == 20 else { return nil }
    return (1...2).contains(head[18]) && (1...2).contains(head[19])
      ? nil : "its header names a format that there is not"
  }
}
