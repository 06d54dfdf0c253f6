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
    let application = try SimulatorApplication.make(
      store: store, settings: SimulatorSettings(faults: plan), port: 0, logger: quiet)
    return try await application.test(.live) { client in
      try await body(Simulator(store: store, faults: plan, url: "http://127.0.0.1:\(client.port ?? 0)"))
    }
  }

  /// As `run`, but on a port of the test's choice, which HummingbirdTesting does not offer.
  static func run(port: Int, _ body: (Simulator) async throws -> Void) async throws {
    try await withFolder { folder in
      try await serve(in: folder, port: port, settings: SimulatorSettings(), body)
    }
  }

  /// Serves what lies in a folder, so that a test may stop the platform and start it again.
  static func serve<Value>(
    in folder: String, port: Int = 0, settings: SimulatorSettings, _ body: (Simulator) async throws -> Value
  ) async throws -> Value {
    let store = try PlatformStore(directory: folder, mustExist: false)
    let (listening, continuation) = AsyncStream.makeStream(of: Int.self)
    let application = try SimulatorApplication.make(store: store, settings: settings, port: port, logger: quiet) {
      continuation.yield($0)
    }
    let serving = Task {
      defer { continuation.finish() }
      try await application.run()
    }
    defer { serving.cancel() }
    var iterator = listening.makeAsyncIterator()
    guard let port = await iterator.next() else {
      try await serving.value
      throw CancellationError()
    }
    let scheme = settings.tls == nil ? "http" : "https"
    return try await body(
      Simulator(store: store, faults: settings.faults, url: "\(scheme)://127.0.0.1:\(port)"))
  }

  static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}

/// A folder that is gone when its user is done, however he ends.
func withFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("link-\(UUID())").path
  defer { try? FileManager.default.removeItem(atPath: folder) }
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  return try await body(folder)
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
      pieceBytes: pieceBytes, http: http, noticesEvery: round),
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
