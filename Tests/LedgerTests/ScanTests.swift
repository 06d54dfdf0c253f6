import Border
import Foundation
import Testing

@testable import Ledger

@Suite struct ScanTests {
  private func scan(
    _ name: String, plates: [String] = [], containers: [String] = [], declaration: String? = nil, note: String = ""
  ) -> ScanResult {
    ScanResult(
      id: name, device: "scanner-1", startedAt: eight, endedAt: nil, plates: plates, containers: containers,
      declarationNumber: declaration, conclusion: .notConcluded, radiation: [], pictures: [], note: note)
  }

  private func hash(_ text: String) throws -> EvidenceHash {
    try #require(EvidenceHash(rawValue: Stored.sha256(Data(text.utf8))))
  }

  @Test func aScanIsFoundByWhatItNames() async throws {
    try await withLedger { ledger async throws in
      let scans = [
        scan("s-1", plates: ["桂F-123.45"]), scan("s-2", containers: ["CSQU 305438 3"]),
        scan("s-3", declaration: "20261123-00001"), scan("s-4"),
      ]
      for (number, scan) in scans.enumerated() {
        #expect(
          try await ledger.record(
            scan: scan, contentHash: hash(scan.id), receivedAt: eight + Double(number),
            event: draft(number, .scanReceived)))
      }
      let found = { (plates: [String], containers: [String], declaration: String?, since: Date) in
        try await ledger.scans(
          forPlates: plates.map { PlateKey($0) }, containers: containers, declaration: declaration, since: since
        ).map(\.id)
      }
      #expect(try await found(["F12345"], [], nil, eight) == ["s-1"])
      #expect(try await found([], ["csqu3054383"], nil, eight) == ["s-2"])
      #expect(try await found([], [], "20261123-00001", eight) == ["s-3"])
      #expect(try await found(["F12345"], ["CSQU3054383"], "20261123-00001", eight) == ["s-3", "s-2", "s-1"])
      #expect(try await found(["F12345"], ["CSQU3054383"], nil, eight + 1) == ["s-2"])
      #expect(try await found([], [], nil, eight) == [])
      #expect(try await found([""], [""], nil, eight) == [])
    }
  }

  @Test func aRepeatIsKnownAndACorrectionTakesItsPlace() async throws {
    try await withLedger { ledger async throws in
      let first = scan("s-1", plates: ["12C12345"], note: "first")
      let second = scan("s-1", plates: ["12C12345"], note: "second")
      #expect(
        try await ledger.record(
          scan: first, contentHash: hash("a"), receivedAt: eight, event: draft(1, .scanReceived)))
      #expect(
        try await ledger.record(
          scan: first, contentHash: hash("a"), receivedAt: eight + 1, event: draft(2, .scanReceived)) == false)
      #expect(
        try await ledger.record(
          scan: second, contentHash: hash("b"), receivedAt: eight + 2, event: draft(3, .scanReceived)))
      let found = try await ledger.scans(
        forPlates: [PlateKey("12C12345")], containers: [], declaration: nil, since: eight)
      #expect(found.map(\.note) == ["second"])
      #expect(try await ledger.waiting(upTo: 9, bytes: 9_999).map(\.id) == [id(1), id(3)])
    }
  }
}
