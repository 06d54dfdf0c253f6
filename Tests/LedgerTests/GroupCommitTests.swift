import Border
import Dispatch
import Foundation
import GRDB
import Synchronization
import Testing

@testable import Ledger

@Suite struct GroupCommitTests {
  /// Counts what is committed, each with a sync of the disk.
  private final class Commits: TransactionObserver, Sendable {
    let count = Atomic(0)
    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { true }
    func databaseDidChange(with event: DatabaseEvent) {}
    func databaseDidCommit(_ db: Database) { count.add(1, ordering: .relaxed) }
    func databaseDidRollback(_ db: Database) {}
  }

  private struct Refused: Error {}

  /// Facts that all came while the disk was busy: each with its outcome.
  private func outcomes(
    _ ledger: Ledger, _ works: [@Sendable (Database) throws -> Void]
  ) async throws -> (succeeded: [Bool], commits: Int) {
    let commits = Commits()
    ledger.pool.add(transactionObserver: commits)
    let busy = DispatchSemaphore(value: 0)
    ledger.pool.asyncWriteWithoutTransaction { _ in busy.wait() }
    return try await withThrowingTaskGroup(of: (Int, Bool).self) { group in
      for (number, work) in works.enumerated() {
        group.addTask {
          do {
            try await ledger.writeWithEvents(work)
            return (number, true)
          } catch {
            return (number, false)
          }
        }
        while ledger.facts.waitingCount <= number { await Task.yield() }
      }
      busy.signal()
      var succeeded = Array(repeating: false, count: works.count)
      for try await (number, success) in group { succeeded[number] = success }
      return (succeeded, commits.count.load(ordering: .relaxed))
    }
  }

  private func recording(_ number: Int, in ledger: Ledger) -> @Sendable (Database) throws -> Void {
    { db in _ = try ledger.append(draft(number), to: db) }
  }

  @Test func whatWaitsTogetherIsCommittedTogetherInTheOrderInWhichItCame() async throws {
    try await withLedger { ledger async throws in
      let (succeeded, commits) = try await outcomes(ledger, (1...20).map { recording($0, in: ledger) })
      #expect(succeeded.allSatisfy { $0 })
      #expect(commits == 1)
      let ids = try await ledger.waiting(upTo: 99, bytes: .max).map(\.id)
      #expect(ids == (1...20).map { id($0) })
      #expect(try await ledger.verifyChain() == nil)
      #expect(ChainMark.read(in: ledger.directory) == 20)
    }
  }

  @Test func moreThanATransactionTakesIsWrittenInSeveral() async throws {
    try await withLedger { ledger async throws in
      let all = GroupCommit.most + 3
      let (succeeded, commits) = try await outcomes(ledger, (1...all).map { recording($0, in: ledger) })
      #expect(succeeded.allSatisfy { $0 })
      #expect(commits == 2)
      #expect(try await ledger.eventCount() == all)
    }
  }

  @Test(arguments: [0, 1, 2])
  func aFactThatFailsTakesNothingOfTheOthersWithIt(bad: Int) async throws {
    try await withLedger { ledger async throws in
      var works = (1...3).map { recording($0, in: ledger) }
      works[bad] = { db in
        _ = try ledger.append(draft(99), to: db)
        throw Refused()
      }
      let (succeeded, commits) = try await outcomes(ledger, works)
      #expect(succeeded == (0..<3).map { $0 != bad })
      #expect(commits == 1)
      #expect(try await ledger.waiting(upTo: 9, bytes: .max).map(\.sequence) == [1, 2])
      #expect(try await ledger.verifyChain() == nil)
      #expect(ChainMark.read(in: ledger.directory) == 2)
    }
  }

  @Test func ifTheDiskIsFullNothingOfTheTransactionIsThereAndNobodyIsToldOtherwise() async throws {
    try await withLedger { ledger async throws in
      try await ledger.record(draft(1))
      let pages = try await ledger.pool.writeWithoutTransaction { db in
        let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
        try db.execute(sql: "PRAGMA max_page_count = \(pages)")
        return pages
      }
      let works = (2...60).map { number -> @Sendable (Database) throws -> Void in
        { db in
          _ = try ledger.append(draft(number, data: ["x": .string(String(repeating: "x", count: 3000))]), to: db)
        }
      }
      let (succeeded, _) = try await outcomes(ledger, works)
      let there = try await ledger.eventCount() - 1
      #expect(succeeded.filter { $0 }.count == there)
      #expect(there < works.count)
      #expect(try await ledger.verifyChain() == nil)
      #expect(ChainMark.read(in: ledger.directory) == Int64(1 + there))
      try await ledger.pool.writeWithoutTransaction { db in
        try db.execute(sql: "PRAGMA max_page_count = \(pages + 10_000)")
      }
      try await ledger.record(draft(100))
      #expect(try await ledger.eventCount() == there + 2)
    }
  }
}
