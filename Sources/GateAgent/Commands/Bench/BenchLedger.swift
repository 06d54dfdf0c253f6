import Border
import Foundation
import Ledger
import Logging

/// What it costs to make a fact durable, beside beanstalkd on the same disk; to look a declaration up; to start with a
/// long queue.
struct BenchLedger: Benchmark {
  /// Events that wait when the ledger is opened.
  let queued: Int
  /// Declarations that are looked up among.
  let declared: Int

  static let source = "/gates/CKHN/stations/bench"

  func measure(_ report: BenchReport) async throws {
    let folder = FileManager.default.currentDirectoryPath + "/bench-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try await measureEnqueue(report, folder)
    try await measureDeclarations(report, folder)
    try await measureStart(report, folder)
  }

  static func open(_ directory: String, recovers: Bool = false) throws -> Ledger {
    try Ledger(
      directory: directory, source: source, recovers: recovers, log: StationOptions.logger("bench", level: .error))
  }

  static func draft(_ number: Int) -> EventDraft {
    let now = Date()
    return EventDraft(
      id: .version7(at: now), type: .passageEnded, subject: "vehicle/12C1\(number % 10_000)", time: now,
      data: [
        "passage": .string(UUID().uuidString.lowercased()), "lane": "in-1", "direction": "entry", "verdict": "pass",
        "reasons": [], "n": .integer(Int64(number)),
      ])
  }

  private func tell(
    _ report: BenchReport, _ name: String, _ unit: String, _ values: [Double], _ conditions: [(String, String)] = []
  ) {
    guard let samples = Samples(values) else { return }
    report.tell(
      BenchFigure(
        benchmark: "ledger", name: name, unit: unit, conditions: conditions.map { (name: $0.0, value: $0.1) },
        samples: samples))
  }

  // MARK: Durable enqueue

  /// One after the other, each waiting for the disk, and eight at once, as when several lanes are busy.
  private func measureEnqueue(_ report: BenchReport, _ folder: String) async throws {
    let ledger = try Self.open(folder + "/enqueue")
    let peer = Beanstalk(folder: folder + "/beanstalk")
    defer { peer?.stop() }
    if peer == nil { Console.complain("beanstalkd is not there (apt-get install beanstalkd): no ratio") }
    for atOnce in [1, 8] { try await measureEnqueue(report, atOnce: atOnce, ledger, peer) }
    try ledger.close()
  }

  /// In turns, so that whatever else the disk does hits both. The first rounds are not counted: beanstalkd lays its log out at its
  /// start, the ledger's write-ahead log grows to its size with the first few hundred events, and is written over from then on.
  private func measureEnqueue(
    _ report: BenchReport, atOnce: Int, _ ledger: Ledger, _ peer: Beanstalk?
  ) async throws {
    let body = Data(repeating: 0x78, count: 500)
    var (mine, theirs) = ([Double](), [Double]())
    let warmUp = 8
    for round in 0..<warmUp + 10 {
      if round == warmUp { (mine, theirs) = ([], []) }
      for _ in 0..<48 / atOnce {
        let drafts = (0..<atOnce).map(Self.draft)
        let start = ContinuousClock.now
        if atOnce == 1 {
          try await ledger.record(drafts[0])
        } else {
          try await withThrowingTaskGroup(of: Void.self) { group in
            for draft in drafts { group.addTask { try await ledger.record(draft) } }
            try await group.waitForAll()
          }
        }
        mine.append((ContinuousClock.now - start).inMilliseconds)
      }
      guard let peer else { continue }
      for _ in 0..<48 / atOnce {
        let start = ContinuousClock.now
        try peer.put(body, times: atOnce)
        theirs.append((ContinuousClock.now - start).inMilliseconds)
      }
    }
    let conditions = [("at once", "\(atOnce)")]
    tell(report, "durable enqueue", "ms", mine, conditions)
    guard peer != nil else { return }
    tell(report, "durable enqueue, beanstalkd -f 0", "ms", theirs, conditions)
    let (sum, peerSum) = (mine.reduce(0, +), theirs.reduce(0, +))
    tell(report, "enqueues a second, times beanstalkd's", "x", [peerSum / sum], conditions)
  }

  // MARK: Declarations

  private func measureDeclarations(_ report: BenchReport, _ folder: String) async throws {
    let ledger = try Self.open(folder + "/declarations")
    let first = min(35_000, declared)
    let start = ContinuousClock.now
    try await declare(0..<first, ledger)
    tell(
      report, "apply declarations", "s", [(ContinuousClock.now - start).inMilliseconds / 1000],
      [("declarations", "\(first)")])
    try await declare(first..<declared, ledger)
    let conditions = [("declarations", "\(declared)")]
    var random = SystemRandomNumberGenerator()
    let lookups: [(String, (Int) async throws -> Int)] = [
      ("by plate", { try await ledger.declarations(holding: [PlateKey(Self.plate($0))]).count }),
      ("by trailer", { try await ledger.declarations(holding: [PlateKey(Self.trailer($0))]).count }),
      ("by container", { try await ledger.declarations(containing: Self.container($0)).count }),
      ("by number", { try await ledger.declarations(numbered: Self.number($0)).count }),
      ("near a plate", { try await ledger.declarations(near: PlateKey(Self.plate($0))).count }),
    ]
    for (name, lookup) in lookups {
      var times: [Double] = []
      for _ in 0..<2000 {
        let number = Int.random(in: 0..<declared, using: &random)
        let start = ContinuousClock.now
        _ = try await lookup(number)
        times.append((ContinuousClock.now - start).inMilliseconds)
      }
      tell(report, "lookup \(name)", "ms", times, conditions)
      tell(report, "lookup \(name), p99", "ms", [Samples(times)?.percentile(0.99) ?? 0], conditions)
    }
    try ledger.close()
  }

  private func declare(_ numbers: Range<Int>, _ ledger: Ledger) async throws {
    for start in stride(from: numbers.lowerBound, to: numbers.upperBound, by: 500) {
      let items = try (start..<min(start + 500, numbers.upperBound)).map { number in
        let document = Self.document(number)
        return DeclarationPage.Item(declaration: try DeclarationDocument.parse(document), document: document)
      }
      try await ledger.apply(
        DeclarationPage(items: items, tombstones: [], cursor: "\(start)", hasMore: true), receivedAt: Date())
    }
  }

  static func document(_ number: Int) -> JSONValue {
    [
      "id": .string("d-\(number)"), "version": 1, "number": .string(Self.number(number)), "type": "import",
      "state": "open", "gate": "CKHN", "validFrom": "2026-11-23T00:00:00+07:00",
      "validUntil": "2026-11-25T00:00:00+07:00",
      "vehicles": [
        [
          "plate": .string(plate(number)), "trailer": .string(trailer(number)),
          "containers": [.string(container(number))], "nationality": "VN", "driver": "-",
        ]
      ],
      "requirements": ["medical": ["state": "satisfied"], "fee": ["state": "missing"]],
      "goods": [["name": "dragon fruit"]],
    ]
  }

  private static func plate(_ number: Int) -> String {
    "\(11 + number / 100_000)C\(String(100_000 + number % 100_000).dropFirst())"
  }
  private static func trailer(_ number: Int) -> String {
    "\(11 + number / 100_000)RM\(String(100_000 + number % 100_000).dropFirst())"
  }
  /// With the check digit it calls for.
  private static func container(_ number: Int) -> String {
    let text = "CSQU\(String(1_000_000 + number % 1_000_000).dropFirst())"
    return text + String(ContainerCode(text + "0")?.checkDigit ?? 0)
  }
  private static func number(_ number: Int) -> String { "20261123\(String(1_000_000 + number).dropFirst())" }

  // MARK: Start

  private func measureStart(_ report: BenchReport, _ folder: String) async throws {
    let directory = folder + "/queue"
    let filling = try Self.open(directory)
    for start in stride(from: 0, to: queued, by: 2000) {
      try await filling.record((start..<min(start + 2000, queued)).map(Self.draft))
    }
    try filling.close()
    let conditions = [("queued", "\(queued)")]
    let memory = Self.residentMegabytes()
    let start = ContinuousClock.now
    let ledger = try Self.open(directory, recovers: true)
    let first = try await ledger.waiting(upTo: 100, bytes: 512 << 10)
    let status = try await ledger.outboxStatus()
    tell(report, "start until the first batch", "s", [(ContinuousClock.now - start).inMilliseconds / 1000], conditions)
    tell(report, "memory that the start took", "MB", [Self.residentMegabytes() - memory], conditions)
    guard first.count == min(100, queued), status.waiting == queued else {
      throw LinkBenchmarkFault("the queue of \(queued) holds \(status.waiting)")
    }
    try ledger.close()
  }

  /// VmRSS of this process; proc(5).
  static func residentMegabytes() -> Double {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    return (line?.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0) / 1024
  }
}
