import Border
import Foundation
import GRDB

/// Everything the simulator remembers, in one SQLite file in WAL mode, so that `load` and `report` work beside `serve`.
///
/// GRDB's own queues do the work; any thread may call.
final class PlatformStore: Sendable {
  let database: DatabasePool
  let evidence: EvidenceFolder

  /// - Parameter mustExist: for commands that only read, where an empty store would be a typing error.
  init(directory: String, mustExist: Bool) throws {
    let file = "\(directory)/platform.sqlite"
    if mustExist, !FileManager.default.fileExists(atPath: file) {
      throw CommandFailure("\(directory): holds no simulator's data; check --data, or run serve or load first")
    }
    do {
      try FileManager.default.createDirectory(atPath: "\(directory)/evidence", withIntermediateDirectories: true)
    } catch {
      throw CommandFailure("\(directory): cannot be made; check --data and its permissions")
    }
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    database = try DatabasePool(path: file, configuration: configuration)
    evidence = EvidenceFolder(directory: "\(directory)/evidence")
    try Self.migrator.migrate(database)
  }

  private static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("platform") { db in
      try db.execute(
        sql: """
          -- Which database a cursor speaks of: a cursor of another one is gone.
          CREATE TABLE epoch (id TEXT NOT NULL);
          INSERT INTO epoch VALUES (lower(hex(randomblob(8))));

          CREATE TABLE declaration (
            id TEXT PRIMARY KEY NOT NULL,
            version INTEGER NOT NULL,
            change INTEGER NOT NULL UNIQUE,
            document TEXT                       -- NULL: a tombstone
          );

          -- One row for every event received, however often.
          CREATE TABLE receipt (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            event TEXT,
            outcome TEXT NOT NULL,
            reason TEXT,
            received_at TEXT NOT NULL
          );

          -- Each event once. A refused one keeps its place in the chain, without its content.
          -- That a sequence occurs once a source is for the report to find out, not for the table to hide.
          CREATE TABLE event (
            position INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            source TEXT NOT NULL,
            sequence INTEGER NOT NULL,
            subject TEXT,
            hash TEXT NOT NULL,
            previous_hash TEXT NOT NULL,
            refusal TEXT,
            body TEXT,
            stored_at TEXT NOT NULL
          );
          CREATE INDEX event_place ON event (source, sequence);

          CREATE TABLE heartbeat (
            station TEXT PRIMARY KEY NOT NULL,
            body TEXT NOT NULL,
            heard_at TEXT NOT NULL
          );
          """)
    }
    migrator.registerMigration("stations") { db in
      try db.execute(
        sql: """
          -- One-time tokens, by hash; a used one remembers for which key, so that a lost answer can be given again.
          CREATE TABLE token (
            hash TEXT PRIMARY KEY NOT NULL,
            key TEXT,
            certificate TEXT,
            used_at TEXT
          );
          CREATE TABLE certificate (
            serial TEXT PRIMARY KEY NOT NULL,
            station TEXT NOT NULL,
            issued_at TEXT NOT NULL,
            revoked_at TEXT
          );
          -- What stations are told: one document a name.
          CREATE TABLE notice (
            name TEXT PRIMARY KEY NOT NULL,
            body TEXT NOT NULL
          );
          """)
    }
    return migrator
  }

  func keepHeartbeat(station: String, body: JSONValue, at date: Date) async throws {
    try await database.write { db in
      try db.execute(
        sql: "INSERT OR REPLACE INTO heartbeat VALUES (?, ?, ?)",
        arguments: [station, String(decoding: body.canonical(), as: UTF8.self), Timestamp.format(date)])
    }
  }
}
