import Border
import Hummingbird
import Logging
import ServiceLifecycle

/// `GET /api/stream`: what happens, as it happens.
///
/// A stream begins with the status and the newest passages, the oldest of them first, and ends when the client goes,
/// the session ends or the station shuts down.
struct StreamRoute: Sendable {
  /// More pages than a station has screens.
  static let most = 32

  let backend: any ConsoleBackend
  let sessions: Sessions
  let time: ConsoleTime
  let counters: Counters
  let heartbeat: Duration
  let recent: Int
  let log: Logger

  @Sendable func open(_ request: Request, context: ConsoleContext) async throws -> Response {
    let session = try context.signedIn()
    guard counters.openStream(most: Self.most) else {
      throw Problem(.serviceUnavailable, .busy, "Too many open streams. Close other pages first.", retryAfter: 5)
    }
    let seat = Seat(counters: counters)
    return Response(
      status: .ok, headers: [.contentType: "text/event-stream"],
      body: ResponseBody { writer in
        defer { withExtendedLifetime(seat) {} }
        let mailbox = Mailbox()
        try await withGracefulShutdownHandler {
          try await request.body.consumeWithInboundCloseHandler { _ in
            try await serve(session, from: mailbox, to: &writer)
          } onInboundClosed: {
            mailbox.close()
          }
        } onGracefulShutdown: {
          mailbox.close()
        }
        try await writer.finish(nil)
      })
  }

  private func serve(
    _ session: Sessions.Session, from mailbox: Mailbox, to writer: inout any ResponseBodyWriter
  ) async throws {
    // Listening begins before the present state is asked for, so that nothing falls between.
    let updates = backend.updates()
    let listener = Task {
      for await update in updates { mailbox.put(update) }
      mailbox.close()
    }
    let pulse = Task {
      while true {
        try await time.sleep(heartbeat)
        mailbox.beat()
      }
    }
    defer {
      listener.cancel()
      pulse.cancel()
    }
    var id = 0
    func send(_ batch: Mailbox.Batch, to writer: inout any ResponseBodyWriter) async throws {
      if let status = batch.status {
        id += 1
        try await writer.write(try ServerSentEvent.event("status", id: id, data: status))
      }
      for view in batch.passages {
        id += 1
        try await writer.write(try ServerSentEvent.event("passage", id: id, data: PassageDocument(view: view)))
      }
      if batch.heartbeat { try await writer.write(ServerSentEvent.heartbeat) }
    }
    let passages = try await backend.passages(limit: recent)
    try await send(
      Mailbox.Batch(passages: passages.reversed(), status: await backend.status()), to: &writer)
    while let batch = await mailbox.next() {
      // A session that has ended sees nothing more, even of what was waiting.
      guard sessions.isAlive(session) else {
        id += 1
        try await writer.write(try ServerSentEvent.event("session-ended", id: id, data: [String: String]()))
        return
      }
      try await send(batch, to: &writer)
    }
  }

  /// Counts a stream out when the last reference to its answer goes, also if its body is never asked for.
  private final class Seat: Sendable {
    private let counters: Counters
    init(counters: Counters) { self.counters = counters }
    deinit { counters.closeStream() }
  }
}
