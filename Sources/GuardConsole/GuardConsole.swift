public import Border
import Hummingbird
public import Logging
public import ServiceLifecycle

/// The border guard's local page and its interface (docs/guard-console-openapi.yaml), over HTTP/1.1.
///
/// It *is* a view of the station and the one door through which an officer's decision comes in. It *is not* a judge: it
/// computes no verdict, stores nothing and forgets every session when it stops; all it shows and all it asks for goes
/// through `ConsoleBackend`.
///
/// Requests run as tasks on the cooperative pool and on NIO's event loops; PIN hashing has a queue of its own, since it
/// is slow by design. What always holds:
/// - Plates, declarations and pictures are shown, and decisions taken, only for a signed-in officer.
/// - A decision is answered with 200 only after `ConsoleBackend.decide` has returned.
/// - No answer under `/api` may be cached, and none is given to a page of another origin or under a foreign host name.
///
/// It speaks plain HTTP and is meant for loopback: across a network put a TLS proxy in front of it and name that
/// proxy's host in `Configuration.allowedHosts`.
public struct GuardConsole: Service {
  public struct Configuration: Sendable, Hashable {
    /// Where to listen, a name or an address; loopback unless there is a TLS proxy in front.
    public var host: String
    /// 0 takes any free port; `onListening` tells which.
    public var port: Int
    /// The language of the page until the guard chooses another: vi, en or zh.
    public var language: String
    /// Host names, besides loopback's and `host`, under which the page may be called (against DNS rebinding).
    public var allowedHosts: [String]
    /// A session ends when its officer has done nothing for so long. TCVN 14423:2026, level 3: at most 15 minutes.
    /// Listening to the stream is not doing; `GET /api/session` is.
    public var idleTimeout: Duration
    /// A session ends after so long in any case: a shift.
    public var longestSession: Duration
    /// How often a silent stream shows that it lives. Short, because the page calls a station that is silent for
    /// longer than twice this "connection lost".
    public var heartbeat: Duration
    /// How many of the newest passages a stream begins with.
    public var recentPassages: Int

    public init(
      host: String = "127.0.0.1", port: Int = 8080, language: String = "vi", allowedHosts: [String] = [],
      idleTimeout: Duration = .seconds(15 * 60), longestSession: Duration = .seconds(12 * 3600),
      heartbeat: Duration = .seconds(5), recentPassages: Int = 30
    ) {
      self.host = host
      self.port = port
      self.language = language
      self.allowedHosts = allowedHosts
      self.idleTimeout = idleTimeout
      self.longestSession = longestSession
      self.heartbeat = heartbeat
      self.recentPassages = recentPassages
    }
  }

  private let configuration: Configuration
  private let onListening: @Sendable (_ port: Int) async -> Void
  private let log: Logger
  private let responder: RouterResponder<ConsoleContext>

  /// - Parameters:
  ///   - clock: runs sessions, lockouts and heartbeats; it must not stand still or jump, so not the wall clock.
  ///   - onListening: called once, with the port, when connections are taken.
  public init(
    configuration: Configuration, backend: any ConsoleBackend, clock: some Clock<Duration> = ContinuousClock(),
    log: Logger, onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
  ) {
    self.configuration = configuration
    self.onListening = onListening
    self.log = log
    responder = Self.router(configuration: configuration, backend: backend, time: ConsoleTime(clock), log: log)
      .buildResponder()
  }

  /// Serves until the service group shuts down or the task is cancelled; open streams end at once.
  ///
  /// - Throws: what binding the address throws.
  public func run() async throws {
    if !HostRule.loopback.contains(configuration.host) {
      log.warning(
        "The guard's page listens beyond this machine, and without TLS: put a TLS proxy in front of it.",
        metadata: ["host": "\(configuration.host)"])
    }
    let application = application()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await application.run() }
      group.addTask {
        // A client that has stopped reading must not hold up the shutdown.
        try? await gracefulShutdown()
        try? await Task.sleep(for: .seconds(2))
      }
      try await group.next()
      group.cancelAll()
    }
  }

  func application() -> some ApplicationProtocol {
    let onListening = onListening
    return Application(
      responder: responder,
      configuration: ApplicationConfiguration(address: .hostname(configuration.host, port: configuration.port)),
      onServerRunning: { channel in await onListening(channel.localAddress?.port ?? 0) },
      logger: log)
  }
}

/// Any clock as what is needed of it here: how long the console has run, and waiting.
struct ConsoleTime: Sendable {
  let uptime: @Sendable () -> Duration
  let sleep: @Sendable (Duration) async throws -> Void

  init(_ clock: some Clock<Duration>) {
    let start = clock.now
    uptime = { start.duration(to: clock.now) }
    sleep = { try await clock.sleep(for: $0, tolerance: nil) }
  }
}
