import Border
import Foundation
import GRDB
import Testing

@testable import Ledger

@Suite struct RetentionTests {
  private let year = eight.addingTimeInterval(500 * 86_400)

  private func acknowledge(_ ledger: Ledger, at date: Date = eight) async throws {
    let events = try await ledger.waiting(upTo: 1000, bytes: 1 << 24)
    try await ledger.settle(events.map { EventAnswer(id: $0.id, outcome: .accepted) }, at: date)
    while let next = try await ledger.nextEvidence() { try await ledger.settleEvidence(next.hash, at: date) }
  }

  private func fill(_ ledger: Ledger, _ numbers: ClosedRange<Int>) async throws {
    for number in numbers {
      let picture = try await ledger.keepEvidence(Data("picture \(number)".utf8), kind: .passagePicture)
      try await ledger.record(
        passage(number, endedAt: eight + Double(number), pictures: [picture]), verdict: check, capturedAt: eight,
        event: draft(1000 + number))
    }
  }

  private func pictures(_ ledger: Ledger) -> Int {
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: ledger.directory + "/evidence")) ?? []
    return names.filter { $0.count == 65 }.count
  }

  @Test func whatIsAcknowledgedAndOldIsLetGoAndTheChainStillHolds() async throws {
    try await withLedger { ledger async throws in
      try await fill(ledger, 1...10)
      try await acknowledge(ledger)
      try await fill(ledger, 11...12)
      #expect(pictures(ledger) == 12)
      let report = try await ledger.applyRetention(now: year)
      #expect(report.passages == 10)
      #expect(report.events == 10)
      #expect(pictures(ledger) == 2)
      #expect(try await ledger.passageViews(limit: 99).count == 2)
      #expect(try await ledger.verifyChain() == nil)
      // What is left is still guarded.
      try await ledger.pool.write { try $0.execute(sql: "UPDATE event SET body = 'x' WHERE sequence = 11") }
      #expect(try await ledger.verifyChain()?.reason == .changed)
    }
  }

  @Test func whatIsNotAcknowledgedIsNeverLetGoForItsAge() async throws {
    try await withLedger { ledger async throws in
      try await fill(ledger, 1...5)
      #expect(try await ledger.applyRetention(now: year) == RetentionReport())
      // A refused event is not acknowledged either.
      let events = try await ledger.waiting(upTo: 9, bytes: 1 << 20)
      try await ledger.settle([EventAnswer(id: events[0].id, outcome: .refused("no"))], at: eight)
      #expect(try await ledger.applyRetention(now: year) == RetentionReport())
      #expect(pictures(ledger) == 5)
      #expect(try await ledger.outboxStatus().waiting == 4)
    }
  }

  @Test func theYoungStays() async throws {
    try await withLedger { ledger async throws in
      try await fill(ledger, 1...5)
      try await acknowledge(ledger)
      #expect(try await ledger.applyRetention(now: eight + 86_400) == RetentionReport())
      #expect(pictures(ledger) == 5)
    }
  }

  @Test func forLackOfRoomPicturesGoTheDeliveredFirstAndEventsNever() async throws {
    try await withLedger { ledger async throws in
      try await fill(ledger, 1...4)
      try await acknowledge(ledger)
      try await fill(ledger, 5...8)
      ledger.retention.pictureBytes = 25
      let first = try await ledger.applyRetention(now: eight)
      #expect(first.pictures >= 4)
      #expect(first.picturesUndelivered == first.pictures - 4)
      #expect(try await ledger.outboxStatus().waiting == 4)
      ledger.retention.pictureBytes = 0
      _ = try await ledger.applyRetention(now: eight)
      #expect(pictures(ledger) == 0)
      #expect(try await ledger.outboxStatus().waiting == 4)
      #expect(try await ledger.verifyChain() == nil)
      // What is gone is not offered any more, and not missed.
      let events = try await ledger.waiting(upTo: 9, bytes: 1 << 20)
      try await ledger.settle(events.map { EventAnswer(id: $0.id, outcome: .accepted) }, at: eight)
      #expect(try await ledger.nextEvidence() == nil)
    }
  }

  @Test func pictureIsTurnedAwayBeforeTheDiskIsFull() async throws {
    try await withLedger { ledger async throws in
      // More than any disk has, and yet never more than a tenth of it: so say that nothing is free.
      ledger.retention.reserveBytes = .max
      let room = DiskRoom(directory: "/proc", policy: RetentionPolicy(reserveBytes: .max))
      #expect(throws: Never.self) { try room.admit(1) }
      #expect(!ledger.isShortOfRoom)
    }
  }

  /// The pictures of a ledger that lost its database are not rubbish.
  @Test func anEmptyDatabaseNeverTriggersDeletion() async throws {
    try await withDirectory { directory async throws in
      let ledger = try open(directory)
      try await fill(ledger, 1...5)
      try await acknowledge(ledger)
      try ledger.close()
      for name in ["ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm"] {
        try? FileManager.default.removeItem(atPath: directory + "/" + name)
      }
      let empty = try open(directory)
      defer { try? empty.close() }
      empty.retention = RetentionPolicy(pictureDays: 1, recordDays: 1, pictureBytes: 0)
      #expect(try await empty.applyRetention(now: year) == RetentionReport())
      #expect(pictures(empty) == 5)
    }
  }
}
