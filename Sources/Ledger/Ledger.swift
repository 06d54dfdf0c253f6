import Border
public import Foundation
import GRDB
import Glibc
public import Logging
import Synchronization

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
  let clock: ClockWatch
  let room: DiskRoom
  /// What this start found damaged; nil where all was well.
  public let recovery: Recovery?
  let mark: ChainMark
  let facts: GroupCommit
  let arrivalSignal = Signal()
  private let damageSignal = Signal()
  private let hasMetDamage = Atomic(false)

  /// Opens the ledger in `directory`, makes both where they are missing, and brings an older one up to date. Blocks.
  ///
  /// - Parameters:
  ///   - directory: made with access for its owner only.
  ///   - source: such as `/gates/CKHN/stations/hn-barrier-1`; a ledger belongs to one station for good.
  ///   - recovers: a damaged ledger is set aside, and what can be saved goes into a new one. For the station itself;
  ///     without it damage is an error, and the files are left alone.
  /// - Throws: `LedgerError`.
  public init(
    directory: String, source: String, recovers: Bool = false, now: Date = Date(), log: Logger
  ) throws {
    self.directory = directory
    clock = ClockWatch()
    room = DiskRoom(directory: directory)
    self.source = source
    self.log = log
    let path = directory + "/ledger.sqlite"
    try Disk.makeDirectory(directory)
    evidenceFiles = try EvidenceFiles(directory: directory + "/evidence")
    do {
      // Two programs that open a new or an older ledger at once must not both bring it up to date.
      (recovery, pool) = try Disk.alone(in: directory) {
        let recovery = recovers ? try Self.recover(directory, source: source, now: now, log: log) : nil
        return (recovery, try Self.pool(directory, source: source))
      }
      mark = ChainMark(directory: directory)
      facts = GroupCommit(pool: pool, mark: mark)
      let newest = try pool.read { try Int64.fetchOne($0, sql: "SELECT at FROM event ORDER BY sequence DESC LIMIT 1") }
      clock.begin(after: newest.map { Date(milliseconds: $0) }, now: now)
      if let recovery { try tell(recovery, at: now) }
    } catch {
      throw LedgerError.opening(error, at: path)
    }
  }

  /// Opens the file, and makes or updates its tables.
  private static func pool(_ directory: String, source: String) throws -> DatabasePool {
    let path = directory + "/ledger.sqlite"
    let pool = try DatabasePool(path: path, configuration: configuration)
    // The pool has just set NORMAL, which may lose the last commits in a power cut. Only the writer commits.
    try pool.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA synchronous = FULL") }
    if let newer = try pool.read(Schema.unknownMigration) {
      throw LedgerError(.newerSchema(migration: newer), at: path)
    }
    try Schema.migrator.migrate(pool)
    let owner = try pool.write { db in try claim(db, for: source) }
    guard owner == source else { throw LedgerError(.otherStation(owner: owner, source: source), at: path) }
    return pool
  }

  private static func recover(_ directory: String, source: String, now: Date, log: Logger) throws -> Recovery? {
    guard let damage = try Damage.find(in: directory, configuration: configuration) else {
      if unlink(Damage.marker(directory)) == 0 {
        log.notice(
          "the ledger was taken for damaged while it was in use; all of it is sound: it was the disk, see dmesg")
      }
      return nil
    }
    let recovery = try Recovery.run(
      directory: directory, source: source, damage: damage, now: now, configuration: configuration, log: log)
    log.critical("\(recovery.summary)")
    return recovery
  }

  /// The first event of the new chain says why it begins.
  private func tell(_ recovery: Recovery, at now: Date) throws {
    let lost = recovery.lostEvents.map { loss in
      JSONValue.object(["first": .integer(loss.lowerBound), "last": .integer(loss.upperBound)])
    }
    let draft = EventDraft(
      id: .version7(at: now), type: .ledgerRecovered, subject: "station", time: now,
      data: [
        "damage": .string(recovery.damage), "lostEvents": .array(lost),
        "savedEvents": .integer(Int64(recovery.saved["event"] ?? 0)),
      ])
    try pool.write { db in
      mark.begin()
      _ = try append(draft, to: db)
    }
    mark.confirm()
  }

  /// Whether the disk takes anything now, and the next event would find the end of the chain. Changes nothing.
  /// - Throws: `LedgerError`.
  public func probeWriting() async throws {
    try await write { [self] db in
      try db.run("UPDATE chain SET sequence = sequence")
      guard db.changesCount == 1 else {
        throw LedgerError(.damaged(detail: "the end of the chain is missing"), at: databasePath)
      }
    }
  }

  /// The platform's word on this machine's clock, in seconds.
  public func heardClock(offset: Double) { clock.heard(offset: offset) }

  /// Closes the file. Later calls throw; without it, nothing is lost either.
  public func close() throws {
    defer { mark.letGo() }
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
  /// Nobody cancels it: what was seen is kept though the station is being stopped. Events are written by `writeWithEvents`
  /// alone, which notes how far the chain has come.
  func write<Value: Sendable>(_ work: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
    try await mapping {
      // GRDB's own asynchronous write ends with its task.
      try await withCheckedThrowingContinuation { continuation in
        pool.asyncWrite(work) { _, result in continuation.resume(with: result) }
      }
    }
  }

  /// The same, for a fact with its events: joined with others that wait for the disk. Who delivers the events hears of them
  /// after the commit.
  func writeWithEvents<Value: Sendable>(_ work: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
    let value = try await mapping { try await facts.write(work) }
    arrivalSignal.send()
    return value
  }

  private func mapping<Value>(_ work: () throws -> Value) throws -> Value {
    do { return try work() } catch { throw noted(LedgerError.using(error, at: databasePath)) }
  }

  private func mapping<Value: Sendable>(_ work: () async throws -> Value) async throws -> Value {
    do { return try await work() } catch { throw noted(LedgerError.using(error, at: databasePath)) }
  }

  /// Damage that is met in use is remembered in a file, so that the next start looks at everything and recovers.
  private func noted(_ error: any Error) -> any Error {
    if let fault = error as? LedgerError, case .damaged(let detail) = fault.kind,
      !hasMetDamage.exchange(true, ordering: .relaxed)
    {
      log.critical("the ledger is damaged (\(detail)): the next start recovers what can be saved")
      _ = FileManager.default.createFile(atPath: Damage.marker(directory), contents: Data(detail.utf8))
      damageSignal.send()
    }
    return error
  }

  /// A signal when damage is met, and one at the start.
  public func damageNews() -> AsyncStream<Void> { damageSignal.stream() }

  /// Whether damage was met since the start: a restart recovers.
  public var isDamaged: Bool { hasMetDamage.load(ordering: .relaxed) }
}
