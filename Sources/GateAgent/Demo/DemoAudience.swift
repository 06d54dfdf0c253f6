import Border
import Foundation
import PlatformLink

/// Watches the guard's page as a browser does: signs in, listens to the event stream, notes when advice arrives.
actor DemoAudience {
  /// A vehicle as it was last shown.
  struct Shown: Sendable {
    var view: PassageView
    /// From the capture of the frame that decided to the arrival of its verdict here.
    var latency: Duration
  }

  private(set) var shown: [UUID: Shown] = [:]
  private let client = HTTPClient()

  /// Signs in; gives the session's cookie.
  func signIn(at url: String, officer: String, pin: String) async throws -> String {
    let credentials: JSONValue = ["officer": .string(officer), "pin": .string(pin)]
    let response = try await client.send(
      HTTPRequest(
        .post, "\(url)/api/session",
        headers: [(name: "Content-Type", value: "application/json"), (name: "Origin", value: url)],
        body: credentials.canonical()))
    guard response.status == 200,
      let cookie = response.head.headers.first(where: { $0.name.lowercased() == "set-cookie" })?.value
        .split(separator: ";").first
    else { throw DemoFailure("the guard's page refused the sign-in with status \(response.status)") }
    return String(cookie)
  }

  /// Listens until cancelled; `onNews` is told of every change, `onEnd` of every vehicle that has left.
  func watch(
    _ url: String, cookie: String, onNews: @escaping @Sendable (PassageView) async -> Void,
    onEnd: @escaping @Sendable (Shown) async -> Void
  ) async throws {
    let stream = try await client.stream(
      HTTPRequest(
        .get, "\(url)/api/stream", headers: [(name: "Cookie", value: cookie)],
        limits: HTTPLimits(stalled: .seconds(60), responseBytes: .max)))
    guard stream.head.status == 200 else {
      throw DemoFailure("the event stream answered with status \(stream.head.status)")
    }
    var pending = Data()
    for try await chunk in stream.chunks {
      pending.append(chunk)
      while let end = pending.firstRange(of: Data("\n\n".utf8)) {
        let message = String(decoding: pending[pending.startIndex..<end.lowerBound], as: UTF8.self)
        pending.removeSubrange(pending.startIndex..<end.upperBound)
        guard let news = take(message) else { continue }
        await onNews(news.shown.view)
        if news.hasLeft { await onEnd(news.shown) }
      }
    }
  }

  /// - Returns: the vehicle, and whether this is how it left.
  private func take(_ message: String) -> (shown: Shown, hasLeft: Bool)? {
    let lines = message.split(separator: "\n")
    guard lines.contains("event: passage"), let data = lines.first(where: { $0.hasPrefix("data: ") })?.dropFirst(6),
      let view = try? JSONCoding.decoder().decode(PassageView.self, from: Data(data.utf8))
    else { return nil }
    let before = shown[view.id]
    var now = Shown(view: view, latency: .seconds(Date().timeIntervalSince(view.capturedAt)))
    // The verdict that was already there when the vehicle left came with an earlier frame.
    if let before, before.view.verdict.advice == view.verdict.advice,
      before.view.verdict.reasons == view.verdict.reasons
    {
      now.latency = before.latency
    }
    shown[view.id] = now
    return (now, view.passage.endedAt != nil && before?.view.passage.endedAt == nil)
  }
}
