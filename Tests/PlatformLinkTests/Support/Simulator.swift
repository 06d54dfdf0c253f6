import Border
import Foundation
import Hummingbird
import HummingbirdTesting
import Logging

@testable import PlatformLink
@testable import PlatformSimulator

/// The simulator over a real socket, in a folder that is gone afterwards.
struct Simulator {
  let store: PlatformStore
  let faults: FaultPlan
  let url: String

  static func run<Value: Sendable>(
    faults: [FaultRule] = [], _ body: @escaping @Sendable (Simulator) async throws -> Value
  ) async throws -> Value {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("simulator-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let store = try PlatformStore(directory: directory, mustExist: false)
    let plan = FaultPlan(faults)
    let application = SimulatorApplication.make(store: store, faults: plan, port: 0, logger: quiet)
    return try await application.test(.live) { client in
      try await body(Simulator(store: store, faults: plan, url: "http://127.0.0.1:\(client.port ?? 0)"))
    }
  }

  /// As `run`, but on a port of the test's choice, which HummingbirdTesting does not offer.
  static func run(port: Int, _ body: (Simulator) async throws -> Void) async throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("simulator-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let store = try PlatformStore(directory: directory, mustExist: false)
    let plan = FaultPlan([])
    let (listening, continuation) = AsyncStream.makeStream(of: Int.self)
    let application = SimulatorApplication.make(store: store, faults: plan, port: port, logger: quiet) {
      continuation.yield($0)
    }
    let serving = Task {
      defer { continuation.finish() }
      try await application.run()
    }
    defer { serving.cancel() }
    var iterator = listening.makeAsyncIterator()
    guard let port = await iterator.next() else { return try await serving.value }
    try await body(Simulator(store: store, faults: plan, url: "http://127.0.0.1:\(port)"))
  }

  static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}

/// Rounds last an hour, so that only what a test does or skips makes anything happen.
func link(
  to url: String, outbox: MemoryOutbox = MemoryOutbox(), evidence: MemoryEvidence = MemoryEvidence(),
  cache: MemoryCache = MemoryCache(), clock: SkippingClock = SkippingClock(skippingUpTo: .seconds(3600)),
  pageLimit: Int = 500, batch: PlatformLink.BatchLimits = .init(), pieceBytes: Int = 1 << 20,
  http: HTTPLimits = HTTPLimits()
) throws -> PlatformLink {
  let round = Duration.seconds(7200)
  return try PlatformLink(
    settings: .init(
      url: url, pullEvery: round, lookEvery: round, heartbeatEvery: round, pageLimit: pageLimit, batch: batch,
      pieceBytes: pieceBytes, http: http),
    declarations: cache, outbox: outbox, evidence: evidence, heartbeat: { ["station": "test"] }, clock: clock,
    now: { Date(timeIntervalSince1970: 1_795_000_000) }, generator: LongestWait(), logger: Simulator.quiet)
}

/// Runs the link beside `body`.
func running(_ link: PlatformLink, _ body: () async throws -> Void) async throws {
  let task = Task { await link.run() }
  defer { task.cancel() }
  try await body()
}

extension PlatformLink {
  /// The first status that is so.
  func status(where holds: (LinkStatus) -> Bool) async -> LinkStatus {
    for await status in statuses() where holds(status) { return status }
    return status
  }
}
