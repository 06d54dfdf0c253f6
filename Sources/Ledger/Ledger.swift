import GRDB
public import Logging

/// Everything of a station that must survive a power cut: its facts, its declarations, its outbox, its evidence.
///
/// Is: one SQLite file (`ledger.sqlite`, write-ahead log, `synchronous = FULL`) and a folder of pictures beside it.
/// Is not: a place for what can be had again (frames, reads, metrics), nor a judge: it keeps verdicts, it makes none.
///
/// What always holds:
/// - When a call returns, what it wrote is on the disk; when it throws, nothing of it is.
/// - A fact and its event are written in one transaction: neither is ever there without the other.
/// - Events are numbered 1, 2, 3 … without holes, each with the hash of the one before, and are never changed.
/// - The same event id is written once; a repeat changes nothing in the chain.
/// - A picture is on the disk before anything refers to it.
/// - Cancelling the caller ends its reads, never its writes.
///
/// Any thread may call; reads run beside writes, writes one after another, on the database's and the evidence's own
/// queues, so the caller's executor is never blocked. Several processes may have the same ledger open.
public final class Ledger: Sendable {
  /// Where the ledger's files are.
  public let directory: String
  /// The CloudEvents source of this station's events.
  public let source: String
  let log: Logger
  let pool: DatabasePool
  let evidenceFiles: EvidenceFiles
  let arrivalSignal = Signal()

  /// Opens the ledger in `directory`, makes both where they are missing, and brings an older one up to date. Blocks.
  ///
  /// - Parameters:
  ///   - directory: made with access for its owner only.
  ///   - source: such as `/gates/CKHN/stations/hn-barrier-1`; a ledger belongs to one station for good.
  /// - Throws: `LedgerError`.
  public init(directory: String, source: String, log: Logger) throws {
    self.directory = directory
    self.source = source
    self.log = log
    let path = directory + "/ledger.sqlite"
    try Disk.makeDirectory(directory)
    evidenceFiles = try EvidenceFiles(directory: directory + "/evidence")
    do {
      pool = try DatabasePool(path: path, configuration: Self.configuration)
      // The pool has just set NORMAL, which may lose the last commits in a power cut. Only the writer commits.
      try pool.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA synchronous = FULL") }
      if let newer = try pool.read(Schema.unknownMigration) {
        throw LedgerError(.newerSchema(migration: newer), at: path)
      }
      try Schema.migrator.migrate(pool)
      let owner = try pool.write { db in try Self.claim(db, for: source) }
      guard owner == source else { throw LedgerError(.otherStation(owner: owner, source: source), at: path) }
    } catch {
      throw LedgerError.opening(error, at: path)
    }
  }

  /// Closes the file. Later calls throw; without it, nothing is lost either.
  public func close() throws {
    // The pool closes its readers last, and they may not fold the log into the file. If this fails, the next start does.
    _ = try? pool.writeWithoutTransaction { db in try db.checkpoint(.truncate) }
    try mapping { try pool.close() }
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = true
    // Another process, such as `gate-agent guard add`, holds the lock for milliseconds.
    configuration.busyMode = .timeout(10)
    configuration.maximumReaderCount = 4
    configuration.label = "ledger"
    return configuration
  }

  /// The station that the ledger belongs to: the first that opened it.
  private static func claim(_ db: Database, for source: String) throws -> String {
    try db.execute(
      sql: "INSERT OR IGNORE INTO chain (one, source, sequence, hash) VALUES (1, ?, 0, ?)",
      arguments: [source, firstHash])
    return try String.fetchOne(db, sql: "SELECT source FROM chain") ?? source
  }
}

// MARK: Reading and writing

extension Ledger {
  var databasePath: String { directory + "/ledger.sqlite" }

  func read<Value: Sendable>(_ work: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
    try await mapping { try await pool.read(work) }
  }

  /// One transaction: all of `work`, or, if it throws, nothing.
  ///
  /// In a task of its own, which nobody cancels: what was seen is kept though the station is being stopped.
  func write<Value: Sendable>(_ work: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
    try await mapping { try await Task { try await pool.write(work) }.value }
  }

  /// The same, for work that adds events: who delivers them hears of it after the commit.
  func writeWithEvents<Value: Sendable>(_ work: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
    let value = try await write(work)
    arrivalSignal.send()
    return value
  }

  private func mapping<Value>(_ work: () throws -> Value) throws -> Value {
    do { return try work() } catch { throw LedgerError.using(error, at: databasePath) }
  }

  private func mapping<Value: Sendable>(_ work: () async throws -> Value) async throws -> Value {
    do { return try await work() } catch { throw LedgerError.using(error, at: databasePath) }
  }
}
