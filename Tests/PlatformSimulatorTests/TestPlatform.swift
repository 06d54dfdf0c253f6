import Border
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging

@testable import PlatformSimulator

/// A simulator's router over a folder that is gone afterwards.
struct TestPlatform {
  let directory: String
  let store: PlatformStore
  let client: any TestClientProtocol

  static func run(
    faults: [FaultRule] = [], _ setup: TestingSetup = .router,
    _ body: @escaping @Sendable (TestPlatform) async throws -> Void
  ) async throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("platform-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let store = try PlatformStore(directory: directory, mustExist: false)
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let application = try SimulatorApplication.make(
      store: store, settings: SimulatorSettings(faults: FaultPlan(faults)), port: 0, logger: logger)
    try await application.test(setup) { client in
      try await body(TestPlatform(directory: directory, store: store, client: client))
    }
  }

  struct Answer {
    var status: Int
    var headers: HTTPFields
    var json: JSONValue
  }

  func ask(
    _ method: HTTPRequest.Method, _ path: String, headers: HTTPFields = [:], body: Data = Data()
  ) async throws -> Answer {
    let response = try await client.executeRequest(
      uri: path, method: method, headers: headers, body: ByteBuffer(bytes: body))
    let json = try? JSONValue(parsing: Data(response.body.readableBytesView))
    return Answer(status: Int(response.status.code), headers: response.headers, json: json ?? .null)
  }

  func post(_ events: JSONValue) async throws -> Answer {
    try await ask(
      .post, "/v1/events", headers: [.contentType: "application/cloudevents-batch+json"], body: events.canonical())
  }

  func load(_ text: String) async throws -> PlatformStore.LoadResult {
    try await store.load(LoadFile.parse(Data(text.utf8), name: "test.json"))
  }
}

/// A station's events in a true chain.
struct Chain {
  var events: [JSONValue] = []
  private var previousHash = Event.firstPreviousHash

  init(_ count: Int = 0, source: String = "/gates/CKHN/stations/a", vehicles: Int = 1) {
    for number in 0..<count { add(source: source, subject: "lorry \(number % vehicles)") }
  }

  mutating func add(
    source: String = "/gates/CKHN/stations/a", subject: String = "lorry", _ change: [String: JSONValue] = [:]
  ) {
    let draft = EventDraft(
      id: UUID.version7(at: Date(timeIntervalSince1970: 1_795_000_000)), type: .passageEnded, subject: subject,
      time: Date(timeIntervalSince1970: 1_795_000_000), data: [:])
    let event = Event(
      draft: draft, source: source, sequence: Int64(events.count + 1), previousHash: previousHash)
    let value = JSONValue.object((event.cloudEvent.objectValue ?? [:]).merging(change) { $1 })
    previousHash = ReceivedEvent(value).hash
    events.append(value)
  }
}
