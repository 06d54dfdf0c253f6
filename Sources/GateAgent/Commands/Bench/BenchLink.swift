import Border
import Foundation
import Ledger
import Logging
import PlatformLink

/// How fast a queue drains to the simulator, and how fast a first pull fills the cache; both over loopback.
struct BenchLink: Benchmark {
  let events: Int
  let declarations: Int

  func measure(_ report: BenchReport) async throws {
    let folder = FileManager.default.currentDirectoryPath + "/bench-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder + "/platform", withIntermediateDirectories: true)
    let platform = try DemoPlatform(folder: URL(filePath: folder + "/platform"))
    defer { platform.stop() }
    try platform.load((0..<declarations).map(BenchLedger.document))
    let ledger = try BenchLedger.open(folder + "/ledger")
    for start in stride(from: 0, to: events, by: 2000) {
      try await ledger.record((start..<min(start + 2000, events)).map(BenchLedger.draft))
    }
    let link = try PlatformLink(
      settings: .init(url: platform.url), declarations: NoDeclarations(), outbox: ledger, evidence: ledger,
      heartbeat: { ["station": "bench"] }, logger: StationOptions.logger("bench", level: .error))
    try await measure(link, report, "drain", "events/s", events) { try await ledger.outboxStatus().waiting == 0 }
    try check(try platform.report())
    let puller = try PlatformLink(
      settings: .init(url: platform.url), declarations: ledger, outbox: ledger, evidence: ledger,
      heartbeat: { ["station": "bench"] }, logger: StationOptions.logger("bench", level: .error))
    try await measure(puller, report, "first pull", "declarations/s", declarations) {
      try await ledger.declarationsAsOf() != nil
    }
    try ledger.close()
  }

  /// However fast: each event once, in order, and the chain whole.
  private func check(_ report: JSONValue) throws {
    guard report["stored"] == .integer(Int64(events)), report["stored_twice"] == 0, report["gaps"] == 0,
      report["out_of_order_per_vehicle"] == 0, report["chain_intact"] == true
    else {
      throw LinkBenchmarkFault(
        "the platform says of \(events) events: \(String(decoding: report.canonical(), as: UTF8.self))")
    }
  }

  private func measure(
    _ link: PlatformLink, _ report: BenchReport, _ name: String, _ unit: String, _ count: Int,
    until done: () async throws -> Bool
  ) async throws {
    let start = ContinuousClock.now
    let task = Task { await link.run() }
    defer { task.cancel() }
    while try await !done() {
      guard ContinuousClock.now - start < .seconds(600) else {
        throw LinkBenchmarkFault("\(name) of \(count) takes more than 10 minutes: \(link.status.fault ?? "no fault")")
      }
      try await Task.sleep(for: .milliseconds(5))
    }
    let seconds = (ContinuousClock.now - start).inMilliseconds / 1000
    report.tell(
      BenchFigure(
        benchmark: "link", name: name, unit: unit, conditions: [(name: "n", value: "\(count)")],
        samples: Samples(single: Double(count) / seconds)))
    report.tell(
      BenchFigure(
        benchmark: "link", name: name, unit: "s", conditions: [(name: "n", value: "\(count)")],
        samples: Samples(single: seconds)))
  }
}

/// A cache that takes nothing: while the queue drains, nothing else is measured.
private struct NoDeclarations: DeclarationCache {
  func cursor() async throws -> String? { nil }
  func apply(_ page: DeclarationPage, receivedAt: Date) async throws -> [String] { throw CancellationError() }
  func confirmFresh(at: Date) async throws {}
}

/// Why a benchmark cannot go on.
struct LinkBenchmarkFault: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
