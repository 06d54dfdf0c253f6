import Border
import Foundation

/// A small HTTP client over libcurl.
///
/// It is: one request, one answer (or a stream), bounded in time and size, over https, or over http to this machine.
/// It is not: a follower of redirects, a cookie jar, a user of proxies from the environment, a retrier.
///
/// Threads: a transfer runs on a thread of its own; callers are suspended, never blocked, and any number may call at once.
/// Cancelling the caller's task ends the transfer at once. Connections are kept alive and reused.
public final class HTTPClient: Sendable {
  private let allowsPlainHTTP: Bool
  /// Nil: the system's authorities, and no certificate of one's own.
  let trust: HTTPTrust?
  private let idle = Guarded<[CurlSession]>([])
  private static let idleKept = 4

  /// - Parameter allowsPlainHTTP: also for hosts other than this machine; only for networks that are safe by themselves.
  public init(allowsPlainHTTP: Bool = false, trust: HTTPTrust? = nil) {
    self.allowsPlainHTTP = allowsPlainHTTP
    self.trust = trust
  }

  /// The whole answer, whatever its status.
  public func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
    let address = try HTTPAddress(request.url, allowsPlainHTTP: allowsPlainHTTP)
    let session = try takeSession(for: address)
    let cancellation = CurlCancellation()
    let result: Result<HTTPResponse, HTTPFailure> = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        session.enqueue { session in
          let transfer = CurlTransfer(limits: request.limits, sink: .collect)
          let result: Result<HTTPResponse, HTTPFailure>
          do throws(HTTPFailure) {
            try session.perform(request, at: address, trust: self.trust, into: transfer, unless: cancellation)
            result = .success(HTTPResponse(head: transfer.head, body: transfer.body))
          } catch {
            result = .failure(error)
          }
          self.giveBack(session)
          continuation.resume(returning: result)
        }
      }
    } onCancel: {
      cancellation.cancel()
      session.wake()
    }
    return try result.get()
  }

  /// The answer's head as soon as it is there, and its body as it comes, for server-sent events and the like.
  ///
  /// `request.limits.total` is not applied; `stalled` is, so choose it longer than the server's longest silence.
  public func stream(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPStream {
    let address = try HTTPAddress(request.url, allowsPlainHTTP: allowsPlainHTTP)
    let session = try takeSession(for: address)
    let cancellation = CurlCancellation()
    var request = request
    request.limits.total = nil
    let reader = StreamReader(limit: request.limits.responseBytes) {
      cancellation.cancel()
      session.wake()
    }
    return try await withTaskCancellationHandler { [request] in
      session.enqueue { session in
        let sink = CurlTransfer.Sink.hand(onHead: { reader.begin($0) }, onChunk: { reader.hand($0) })
        let transfer = CurlTransfer(limits: request.limits, sink: sink)
        do throws(HTTPFailure) {
          try session.perform(request, at: address, trust: self.trust, into: transfer, unless: cancellation)
          reader.end(nil, address: address.shown)
        } catch {
          reader.end(error, address: address.shown)
        }
        self.giveBack(session)
      }
      return await reader.head()
    } onCancel: {
      cancellation.cancel()
      session.wake()
    }.get()
  }

  private func takeSession(for address: HTTPAddress) throws(HTTPFailure) -> CurlSession {
    if let session = idle.withLock({ $0.popLast() }) ?? CurlSession() { return session }
    throw HTTPFailure(.other, address: address.shown, detail: "the HTTP library did not start: out of memory?")
  }

  private func giveBack(_ session: CurlSession) {
    idle.withLock { if $0.count < Self.idleKept { $0.append(session) } }
  }
}
