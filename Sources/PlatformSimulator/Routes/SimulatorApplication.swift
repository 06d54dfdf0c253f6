import Border
import Foundation
import Hummingbird
import HummingbirdHTTP2
import Logging
import NIOCore

/// A request, with the connection it came on, which a fault may cut.
struct SimulatorContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  let channel: any Channel
  /// Whose certificate it came with.
  var station: String?

  init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    channel = source.channel
  }
}

/// What the simulator is besides its store.
struct SimulatorSettings: Sendable {
  var faults = FaultPlan([])
  /// Nil: plain HTTP, and nobody needs a certificate.
  var tls: ServerTLS?
  var stationLifetime = Authority.stationLifetime
  var now: @Sendable () -> Date = { Date() }
}

enum SimulatorApplication {
  static func router(store: PlatformStore, settings: SimulatorSettings) -> Router<SimulatorContext> {
    let router = Router(context: SimulatorContext.self)
    router.addMiddleware {
      FaultMiddleware(plan: settings.faults)
      ProblemMiddleware()
    }
    if settings.tls != nil { router.add(middleware: ClientCertificateMiddleware(store: store)) }
    let contract = router.group("v1")
    DeclarationRoutes(store: store).add(to: contract)
    EventRoutes(store: store, now: settings.now).add(to: contract)
    EvidenceRoutes(folder: store.evidence).add(to: contract)
    HeartbeatRoute(store: store, now: settings.now).add(to: contract)
    NoticeRoutes(store: store).add(to: contract)
    if let tls = settings.tls {
      EnrolmentRoutes(authority: tls.authority, lifetime: settings.stationLifetime, store: store, now: settings.now)
        .add(to: contract)
    }
    return router
  }

  /// - Parameter port: 0 lets the system choose.
  static func make(
    store: PlatformStore, settings: SimulatorSettings = SimulatorSettings(), port: Int, logger: Logger,
    onListening: @escaping @Sendable (Int) -> Void = { _ in }
  ) throws -> some ApplicationProtocol {
    Application(
      router: router(store: store, settings: settings),
      server: try settings.tls.map { try .http2Upgrade(tlsConfiguration: $0.configuration) } ?? .http1(),
      configuration: ApplicationConfiguration(
        address: .hostname("127.0.0.1", port: port), serverName: "platform-simulator"),
      onServerRunning: { channel in onListening(channel.localAddress?.port ?? 0) },
      logger: logger)
  }
}
