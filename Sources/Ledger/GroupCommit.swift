import Border
import GRDB

/// Joins facts that wait for the disk at the same time into one transaction: one sync serves them all.
///
/// What always holds:
/// - Each fact is written whole or not at all, by itself: one that throws takes nothing of the others with it.
/// - Nobody is told before the disk has it.
/// - They are written in the order in which they came.
/// - If the transaction itself fails, all of its facts have failed, and none of them is anywhere.
///
/// For what takes some tens of microseconds to write: each waits for those that are written with it.
///
/// Threads: any may ask; facts are written on the database's own queue, one transaction after the other.
final class GroupCommit: Sendable {
  /// So many facts go into one transaction at most.
  static let most = 64

  /// What somebody waits for.
  private struct Fact: Sendable {
    /// Gives what tells the caller of success.
    let write: @Sendable (Database) throws -> @Sendable () -> Void
    let fail: @Sendable (any Error) -> Void
  }

  private let pool: DatabasePool
  private let mark: ChainMark
  private let waiting = Guarded<[Fact]>([])

  init(pool: DatabasePool, mark: ChainMark) {
    self.pool = pool
    self.mark = mark
  }

  /// For tests, which let facts gather.
  var waitingCount: Int { waiting.withLock(\.count) }

  /// Returns when `work` is on the disk. Nobody cancels it.
  func write<Value: Sendable>(_ work: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      let fact = Fact(
        write: { db in
          let value = try work(db)
          return { continuation.resume(returning: value) }
        },
        fail: { continuation.resume(throwing: $0) })
      let isFirst = waiting.withLock { facts in
        facts.append(fact)
        return facts.count == 1
      }
      // Whoever comes until the database's queue has come to this goes along.
      if isFirst { writeNext() }
    }
  }

  private func writeNext() {
    pool.asyncWriteWithoutTransaction { [self] db in
      let (facts, isMore) = waiting.withLock { waiting in
        let facts = Array(waiting.prefix(Self.most))
        waiting.removeFirst(facts.count)
        return (facts, !waiting.isEmpty)
      }
      commit(facts, to: db)
      if isMore { writeNext() }
    }
  }

  private func commit(_ facts: [Fact], to db: Database) {
    var written: [@Sendable () -> Void] = []
    var failed: [Int: any Error] = [:]
    do {
      mark.begin()
      try db.inImmediateTransaction {
        for (number, fact) in facts.enumerated() {
          do {
            written.append(try facts.count == 1 ? fact.write(db) : apart(fact, db))
          } catch {
            failed[number] = error
            // A full disk, for one, ends the transaction itself, and with it what was written before.
            guard facts.count > 1, db.isInsideTransaction else { throw error }
          }
        }
      }
      mark.confirm()
      for tell in written { tell() }
      for (number, error) in failed { facts[number].fail(error) }
    } catch {
      for (number, fact) in facts.enumerated() { fact.fail(failed[number] ?? error) }
    }
  }

  /// Writes a fact so that it can be taken back without the others.
  private func apart(_ fact: Fact, _ db: Database) throws -> @Sendable () -> Void {
    let before = mark.willBe
    try db.run("SAVEPOINT fact")
    do {
      let tell = try fact.write(db)
      try db.run("RELEASE fact")
      return tell
    } catch {
      mark.takeBack(to: before)
      if db.isInsideTransaction {
        try db.run("ROLLBACK TO fact")
        try db.run("RELEASE fact")
      }
      throw error
    }
  }
}

extension Database {
  /// GRDB's own prepares its statements anew each time.
  fileprivate func inImmediateTransaction(_ work: () throws -> Void) throws {
    try run("BEGIN IMMEDIATE")
    do {
      try work()
      // Fails where SQLite has ended the transaction by itself.
      try run("COMMIT")
    } catch {
      if isInsideTransaction { try? rollback() }
      throw error
    }
  }
}
