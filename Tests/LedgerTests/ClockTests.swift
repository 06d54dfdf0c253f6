import Border
import Foundation
import Synchronization
import Testing

@testable import Ledger

/// A clock that is wrong changes no order and no promise; events say that it cannot be trusted.
@Suite struct ClockTests {
  private func events(_ ledger: Ledger) async throws -> [JSONValue] {
    try await ledger.waiting(upTo: 99, bytes: 1 << 20).map { try JSONValue(parsing: $0.body) }
  }

  private func draftNow(_ number: Int, at date: Date) -> EventDraft {
    EventDraft(
      id: .version7(at: date), type: .cameraLost, subject: "lane/1", time: date, data: ["n": .integer(Int64(number))])
  }

  @Test(arguments: [-86_400.0, -3600, 3600, 86_400, -Date().timeIntervalSince1970])
  func eventsKeepTheirOrderWhateverTheClockSays(jump: TimeInterval) async throws {
    try await withLedger { ledger async throws in
      let start = Date()
      for (number, offset) in [0, 0, jump, jump, 0].enumerated() {
        try await ledger.record(draftNow(number, at: max(Date(timeIntervalSince1970: 0), start + offset)))
      }
      let events = try await events(ledger)
      #expect(events.map { $0["data"]?["n"]?.integerValue } == [0, 1, 2, 3, 4])
      #expect(events.map { $0["sequence"]?.integerValue } == [1, 2, 3, 4, 5])
      #expect(try await ledger.verifyChain() == nil)
    }
  }

  @Test func aClockFrom1970IsUnsure() async throws {
    try await withLedger { ledger async throws in
      try await ledger.record(draftNow(1, at: Date(timeIntervalSince1970: 3)))
      try await ledger.record(draftNow(2, at: Date()))
      #expect(try await events(ledger).map { $0["clockunsure"] } == [true, nil])
    }
  }

  @Test func aClockBehindTheNewestEventIsUnsureUntilThePlatformSaysOtherwise() async throws {
    try await withDirectory { directory async throws in
      let first = try open(directory)
      try await first.record(draftNow(1, at: Date() + 86_400))
      try first.close()
      let ledger = try open(directory)
      defer { try? ledger.close() }
      try await ledger.record(draftNow(2, at: Date()))
      ledger.heardClock(offset: 0.2)
      try await ledger.record(draftNow(3, at: Date()))
      ledger.heardClock(offset: 3600)
      try await ledger.record(draftNow(4, at: Date()))
      #expect(try await events(ledger).map { $0["clockunsure"] } == [nil, true, nil, true])
    }
  }

  @Test func aClockThatIsSetWhileTheStationRunsIsUnsure() {
    let steady = Mutex(1000.0)
    let watch = ClockWatch(steady: { steady.withLock { $0 } })
    watch.begin(after: nil, now: Date())
    #expect(!watch.isUnsure(at: Date()))
    // An hour passes for the steady clock and none for the other: somebody has set it back.
    steady.withLock { $0 += 3600 }
    #expect(watch.isUnsure(at: Date()))
    #expect(watch.isUnsure(at: Date()), "it stays unsure")
    watch.heard(offset: 0)
    #expect(!watch.isUnsure(at: Date()))
  }
}
