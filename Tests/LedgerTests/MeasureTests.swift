import Border
import Foundation
import Testing

@testable import Ledger

/// Times at full size, printed for people; run with `LEDGER_MEASURE=1`. They assert no times, since machines differ.
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["LEDGER_MEASURE"] != nil))
struct MeasureTests {
  @Test func thirtyFiveThousandDeclarations() async throws {
    try await withLedger { ledger async throws in
      let clock = ContinuousClock()
      let count = 35_000
      let plate = { (number: Int) in "12C" + String(10_000 + number) }
      let loading = try await clock.measure {
        for start in stride(from: 0, to: count, by: 500) {
          let items = (start..<start + 500).map { number in
            item(
              "d-\(number)", plate: plate(number), trailer: "12R" + String(10_000 + number),
              containers: ["CSQU\(3_000_000 + number)"])
          }
          try await ledger.apply(page(items, hasMore: start + 500 < count), receivedAt: eight)
        }
      }
      #expect(try await ledger.declarationCount() == count)
      print("35,000 declarations applied in \(loading)")
      for (name, lookup) in [
        ("exact", { (key: PlateKey) in try await ledger.declarations(holding: [key]).count }),
        ("near", { (key: PlateKey) in try await ledger.declarations(near: key).count }),
      ] {
        var (times, found) = ([Duration](), 0)
        for number in stride(from: 0, to: count, by: 35) {
          let key = PlateKey(plate(number))
          let start = clock.now
          found += try await lookup(key)
          times.append(clock.now - start)
        }
        times.sort()
        print("\(name): median \(times[times.count / 2]), p99 \(times[times.count * 99 / 100]), found \(found)")
      }
      let writes = try await clock.measure {
        for number in 1...200 {
          try await ledger.record(passage(number), verdict: check, capturedAt: eight, event: draft(number))
        }
      }
      print("a passage with its event: \(writes / 200)")
      print("chain of 200 verified in \(try await clock.measure { _ = try await ledger.verifyChain() })")
    }
  }
}
