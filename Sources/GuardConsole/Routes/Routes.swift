import Border
import Hummingbird
import Logging

extension GuardConsole {
  /// Every address of the console, and what stands before it.
  static func router(
    configuration: Configuration, backend: any ConsoleBackend, time: ConsoleTime, log: Logger
  ) -> Router<ConsoleContext> {
    let counters = Counters()
    let sessions = Sessions(idle: configuration.idleTimeout, longest: configuration.longestSession, time: time)
    let signIn = SignIn(backend: backend, sessions: sessions, time: time, counters: counters, log: log)
    let stream = StreamRoute(
      backend: backend, sessions: sessions, time: time, counters: counters, heartbeat: configuration.heartbeat,
      recent: configuration.recentPassages, log: log)
    let passages = PassageRoutes(backend: backend, sessions: sessions, counters: counters, log: log)
    let health = HealthRoutes(backend: backend, counters: counters)

    let router = Router(context: ConsoleContext.self)
    router.add(middleware: SecurityHeaders())
    router.add(middleware: Problems(log: log))
    router.add(middleware: HostRule(listening: configuration.host, allowed: configuration.allowedHosts))
    router.add(middleware: OriginRule())

    PageRoutes(language: configuration.language).add(to: router)
    router.post("/api/session", use: signIn.signIn)

    let officers = router.group("/api").add(middleware: SessionRule(sessions: sessions))
    officers.get("session", use: signIn.whoAmI)
    officers.delete("session", use: signIn.signOut)
    officers.get("stream", use: stream.open)
    officers.get("passages", use: passages.list)
    officers.post("passages/:id/decision", use: passages.decide)
    officers.get("evidence/:hash", use: passages.evidence)

    // What a monitor asks carries no plates; from this machine it needs no session.
    let monitors = router.group().add(middleware: SessionRule(sessions: sessions, exceptLocal: true))
    monitors.get("/health", use: health.health)
    monitors.get("/metrics", use: health.metrics)
    return router
  }
}

/// What one request carries along.
struct ConsoleContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// Whether the connection comes from this machine.
  let isLocal: Bool
  /// Set by `SessionRule`.
  var session: Sessions.Session?

  /// Enough for a decision with every reason and a long note.
  var maxUploadSize: Int { 16 * 1024 }

  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    switch source.channel.remoteAddress?.ipAddress {
    case let address? where address.hasPrefix("127.") || address == "::1" || address.hasPrefix("::ffff:127."):
      isLocal = true
    default:
      isLocal = false
    }
  }

  /// The officer; every route behind `SessionRule` has one.
  func signedIn() throws -> Sessions.Session {
    guard let session else { throw Problem.sessionRequired }
    return session
  }
}
