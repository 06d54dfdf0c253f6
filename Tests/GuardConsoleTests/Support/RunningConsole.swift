import Border
import Foundation
import GuardConsole
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import ServiceLifecycle
import Testing

/// The real server on a free port, with a station in memory behind it.
struct RunningConsole: Sendable {
  let station: MemoryStation
  let clock: ManualClock
  let port: Int
  private let client: TestClient
  private let services: ServiceGroup

  /// Runs the server for as long as `body` does, on pass, fail and throw.
  static func run(
    passages: [PassageView] = [], configuration: GuardConsole.Configuration = .init(port: 0),
    _ body: @escaping @Sendable (RunningConsole) async throws -> Void
  ) async throws {
    let station = try MemoryStation(passages: passages)
    let clock = ManualClock()
    let (ports, listening) = AsyncStream<Int>.makeStream()
    var log = Logger(label: "test")
    log.logLevel = .critical
    let console = GuardConsole(
      configuration: configuration, backend: station, clock: clock, log: log,
      onListening: { port in
        listening.yield(port)
        listening.finish()
      })
    let services = ServiceGroup(services: [console], logger: log)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        defer { listening.finish() }
        try await services.run()
      }
      guard let port = await ports.first(where: { _ in true }) else { return try await group.waitForAll() }
      let result = await Result {
        try await TestClient.withClient(host: "127.0.0.1", port: port) { client in
          try await body(
            RunningConsole(station: station, clock: clock, port: port, client: client, services: services))
        }
      }
      await services.triggerGracefulShutdown()
      try await group.waitForAll()
      try result.get()
    }
  }

  func shutDown() async { await services.triggerGracefulShutdown() }

  struct Answer {
    let status: HTTPResponse.Status
    let headers: HTTPFields
    let text: String

    func json() throws -> JSONValue { try JSONValue(parsing: Data(text.utf8)) }
    var cookie: String { headers[.setCookie]?.prefix { $0 != ";" }.description ?? "" }
  }

  func request(
    _ method: HTTPRequest.Method, _ path: String, cookie: String? = nil, json: String? = nil,
    headers: HTTPFields = [:], host: String? = nil
  ) async throws -> Answer {
    var headers = headers
    if let cookie { headers[.cookie] = cookie }
    if json != nil, headers[.contentType] == nil { headers[.contentType] = "application/json" }
    let response = try await client.execute(
      TestClient.Request(
        path, method: method, authority: host ?? "127.0.0.1:\(port)", headers: headers,
        body: json.map { ByteBuffer(string: $0) }))
    return Answer(
      status: response.status, headers: response.headers, text: response.body.map { String(buffer: $0) } ?? "")
  }

  func signIn(_ officer: String = MemoryStation.officer, pin: String = MemoryStation.pin) async throws -> Answer {
    try await request(.post, "/api/session", json: #"{"officer":"\#(officer)","pin":"\#(pin)"}"#)
  }

  func decide(_ view: PassageView, cookie: String?, _ json: String) async throws -> Answer {
    try await request(.post, "/api/passages/\(view.id)/decision", cookie: cookie, json: json)
  }

  /// A stream, read up to its first status.
  func stream(cookie: String) async throws -> (connection: Connection, start: String) {
    let connection = try Connection(port: port)
    connection.send("GET /api/stream HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nCookie: \(cookie)\r\n\r\n")
    return (connection, try await connection.read(until: "event: status"))
  }
}

extension Result where Failure == any Error {
  init(_ body: () async throws -> Success) async {
    do { self = .success(try await body()) } catch { self = .failure(error) }
  }
}
