import Border
import Foundation

/// The contract's calls (docs/platform-openapi.yaml). Each gives an answer that was understood, or a `LinkFault`.
struct PlatformAPI: Sendable {
  let client: HTTPClient
  /// Without a slash at its end.
  let base: String
  let limits: HTTPLimits
  let now: @Sendable () -> Date

  init(client: HTTPClient, url: String, limits: HTTPLimits, now: @escaping @Sendable () -> Date = { Date() }) {
    self.client = client
    self.now = now
    base = String(url.reversed().drop { $0 == "/" }.reversed())
    self.limits = limits
  }

  /// Sends, and names the call in every fault.
  func send(_ call: Call) async throws(LinkFault) -> HTTPResponse {
    do throws(HTTPFailure) {
      return try await client.send(
        HTTPRequest(
          call.method, base + call.path + (call.query.isEmpty ? "" : "?\(call.query)"),
          headers: [("accept", "application/json, application/problem+json")] + call.headers, body: call.body,
          limits: limits))
    } catch {
      var fault = LinkFault(name(call), error)
      if let trust = client.trust, trust.showsCertificate, [.tls, .broken, .other].contains(error.kind),
        let complaint = StationIdentity(files: trust.files).complaint(now: now())
      {
        // TLS 1.3 refuses a client's certificate only after the handshake: to the library it looks like a broken line.
        fault.problem += "; \(complaint)"
      }
      throw fault
    }
  }

  func name(_ call: Call) -> String { "\(call.method.rawValue) \(base)\(call.path)" }

  /// The JSON object of a 200, or of another status that is expected.
  func object(_ response: HTTPResponse, _ call: Call, status: Int = 200) throws(LinkFault) -> JSONValue {
    guard response.status == status else { throw LinkFault(name(call), unwanted: response) }
    guard response.head.mediaType == "application/json" else {
      throw LinkFault(
        name(call), nonsense: "answered \(response.head.mediaType ?? "no content type") instead of application/json")
    }
    guard let value = try? JSONValue(parsing: response.body) else {
      throw LinkFault(name(call), nonsense: "answered JSON that is broken or cut off (\(response.body.count) bytes)")
    }
    guard case .object = value else {
      throw LinkFault(name(call), nonsense: "answered JSON that is no object")
    }
    return value
  }

  struct Call {
    var method: HTTPRequest.Method
    var path: String
    var query = ""
    var headers: [(name: String, value: String)] = []
    var body: Data?
  }
}
