import Border
import Foundation
import Synchronization
import Testing

@testable import Ledger

@Suite struct ExportTests {
  private func lines(_ ledger: Ledger, since: Date? = nil) async throws -> [String] {
    let lines = Mutex<[String]>([])
    try await ledger.exportPassages(since: since) { row in
      let line = String(decoding: try JSONCoding.encoder().encode(row), as: UTF8.self)
      lines.withLock { $0.append(line) }
    }
    return lines.withLock { $0 }
  }

  @Test func aLineHasExactlyTheKeysOfTheContract() async throws {
    try await withLedger { ledger async throws in
      try await ledger.record(
        passage(1, trailer: "12R00001", endedAt: eight + 20), verdict: check, capturedAt: eight, event: draft(11))
      try await ledger.decide(decision(1, at: eight + 10), event: draft(12, .decisionMade))
      try await ledger.record(draft(13, .cameraLost, subject: "camera/front"))
      #expect(
        try await lines(ledger) == [
          """
          {"container":"CSQU3054383","decision":{"decided_at":"2026-11-23T08:00:10.000Z","kind":"confirm",\
          "officer":"officer-1"},"direction":"entry","ended_at":"2026-11-23T08:00:20.000Z",\
          "event_ids":["\(id(11).text)","\(id(12).text)"],"lane":"in-1","passage_id":"\(id(1).text)",\
          "plate":"12C12345","reasons":["plate-uncertain"],"started_at":"2026-11-23T08:00:01.000Z",\
          "trailer":"12R00001","verdict":"check"}
          """
        ])
    }
  }

  @Test func whatIsNotThereIsNull() async throws {
    try await withLedger { ledger async throws in
      var bare = passage(1, plate: nil)
      bare.container = nil
      try await ledger.record(bare, verdict: check, capturedAt: eight, event: nil)
      #expect(
        try await lines(ledger) == [
          """
          {"container":null,"decision":null,"direction":"entry","ended_at":null,"event_ids":[],"lane":"in-1",\
          "passage_id":"\(id(1).text)","plate":null,"reasons":["plate-uncertain"],\
          "started_at":"2026-11-23T08:00:01.000Z","trailer":null,"verdict":"check"}
          """
        ])
    }
  }

  @Test func linesComeInTheOrderOfTheirStarts() async throws {
    try await withLedger { ledger async throws in
      for number in [3, 1, 2] {
        try await ledger.record(passage(number), verdict: check, capturedAt: eight, event: nil)
      }
      let started = { (lines: [String]) in
        try lines.map { try JSONValue(parsing: Data($0.utf8))["started_at"]?.stringValue }
      }
      #expect(
        try started(try await lines(ledger)) == [
          "2026-11-23T08:00:01.000Z", "2026-11-23T08:00:02.000Z", "2026-11-23T08:00:03.000Z",
        ])
      #expect(try await lines(ledger, since: eight + 2).count == 2)
    }
  }

  @Test func whatTheReaderThrowsEndsTheExport() async throws {
    struct Full: Error {}
    try await withLedger { ledger async throws in
      for number in 1...3 {
        try await ledger.record(passage(number), verdict: check, capturedAt: eight, event: nil)
      }
      let calls = Mutex(0)
      await #expect(throws: Full.self) {
        try await ledger.exportPassages { _ in
          calls.withLock { $0 += 1 }
          throw Full()
        }
      }
      #expect(calls.withLock { $0 } == 1)
    }
  }
}
