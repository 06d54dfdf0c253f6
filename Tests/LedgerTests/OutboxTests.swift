import Border
import Foundation
import Testing

@testable import Ledger

@Suite struct OutboxTests {
  @Test func waitingEventsComeInSequenceUpToTheirNumberAndSize() async throws {
    try await withLedger { ledger async throws in
      #expect(try await ledger.waiting(upTo: 10, bytes: 1_000).isEmpty)
      for number in 1...4 { try await ledger.record(draft(number)) }
      let all = try await ledger.waiting(upTo: 10, bytes: 100_000)
      #expect(all.map(\.id) == [id(1), id(2), id(3), id(4)])
      #expect(all.allSatisfy { $0.subject == "passage/1" })
      #expect(try await ledger.waiting(upTo: 2, bytes: 100_000).map(\.sequence) == [1, 2])
      let size = all[0].body.count + all[1].body.count
      #expect(try await ledger.waiting(upTo: 10, bytes: size).map(\.sequence) == [1, 2])
      #expect(try await ledger.waiting(upTo: 10, bytes: size - 1).map(\.sequence) == [1])
      // One too large for any batch must still go.
      #expect(try await ledger.waiting(upTo: 10, bytes: 1).map(\.sequence) == [1])
    }
  }

  @Test func settledEventsNoLongerWait() async throws {
    try await withLedger { ledger async throws in
      for number in 1...4 { try await ledger.record(draft(number)) }
      try await ledger.settle(
        [
          EventAnswer(id: id(1), outcome: .accepted), EventAnswer(id: id(2), outcome: .refused("data.plate: too long")),
          EventAnswer(id: id(3), outcome: .duplicate), EventAnswer(id: id(999), outcome: .accepted),
        ], at: eight + 60)
      #expect(try await ledger.waiting(upTo: 10, bytes: 100_000).map(\.sequence) == [4])
      #expect(
        try await ledger.outboxStatus()
          == OutboxStatus(waiting: 1, refused: 1, lastAcknowledgedAt: eight + 60, oldestWaiting: eight + 4))
      let refused = try await ledger.refusedEvents()
      #expect(refused.map(\.id) == [id(2)])
      #expect(refused.first?.reason == "data.plate: too long")
      #expect(refused.first?.refusedAt == eight + 60)
      #expect(refused.first?.type == "gate.passage.assessed")
    }
  }

  @Test func aLateAnswerDoesNotUndoAnEarlierOne() async throws {
    try await withLedger { ledger async throws in
      try await ledger.record(draft(1))
      try await ledger.settle([EventAnswer(id: id(1), outcome: .accepted)], at: eight)
      try await ledger.settle([EventAnswer(id: id(1), outcome: .refused("late"))], at: eight + 1)
      #expect(try await ledger.outboxStatus().refused == 0)
      #expect(try await ledger.outboxStatus().lastAcknowledgedAt == eight)
    }
  }

  @Test func anEmptyOutboxSaysSo() async throws {
    try await withLedger { ledger async throws in
      #expect(
        try await ledger.outboxStatus()
          == OutboxStatus(waiting: 0, refused: 0, lastAcknowledgedAt: nil, oldestWaiting: nil))
    }
  }

  @Test func refusedEventsWaitAgainWhenToldTo() async throws {
    try await withLedger { ledger async throws in
      for number in 1...3 {
        try await ledger.record(draft(number))
        try await ledger.settle([EventAnswer(id: id(number), outcome: .refused("no"))], at: eight)
      }
      #expect(try await ledger.retryRefused([id(2), id(77)]) == 1)
      #expect(try await ledger.waiting(upTo: 9, bytes: 9_999).map(\.sequence) == [2])
      #expect(try await ledger.retryRefused() == 2)
      #expect(try await ledger.waiting(upTo: 9, bytes: 9_999).map(\.sequence) == [1, 2, 3])
      #expect(try await ledger.refusedEvents().isEmpty)
      #expect(try await ledger.retryRefused() == 0)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func listenersHearAtTheStartAndAfterEachCommit() async throws {
    try await withLedger { ledger async throws in
      var one = ledger.arrivals().makeAsyncIterator()
      var two = ledger.arrivals().makeAsyncIterator()
      _ = (await one.next(), await two.next())
      try await ledger.record(draft(1))
      _ = await one.next()
      #expect(try await ledger.waiting(upTo: 9, bytes: 9_999).count == 1)
      // Two commits while a listener is busy may come as one signal, never as none.
      try await ledger.record(draft(2))
      _ = await two.next()
      try await ledger.settle([EventAnswer(id: id(1), outcome: .refused("no"))], at: eight)
      _ = await one.next()
      try await ledger.retryRefused()
      _ = await one.next()
    }
  }
}
