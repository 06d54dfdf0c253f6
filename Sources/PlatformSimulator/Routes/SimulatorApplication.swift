import Border
import Foundation
import Hummingbird
import Logging
import NIOCore

/// A request, with the connection it came on, which a fault may cut.
struct SimulatorContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  let channel: any Channel

  init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    channel = source.channel
  }
}

enum SimulatorApplication {
  static func router(
    store: PlatformStore, faults: FaultPlan, now: @escaping @Sendable () -> Date = { Date() }
  ) -> Router<SimulatorContext> {
    let router = Router(context: SimulatorContext.self)
    router.addMiddleware {
      FaultMiddleware(plan: faults)
      ProblemMiddleware()
    }
    let contract = router.group("v1")
    DeclarationRoutes(store: store).add(to: contract)
    EventRoutes(store: store, now: now).add(to: contract)
    EvidenceRoutes(folder: store.evidence).add(to: contract)
    HeartbeatRoute(store: store, now: now).add(to: contract)
    return router
  }

  /// - Parameter port: 0 lets the system choose.
  static func make(
    store: PlatformStore, faults: FaultPlan, port: Int, logger: Logger,
    onListening: @escaping @Sendable (Int) -> Void = { _ in }
  ) -> some ApplicationProtocol {
    Application(
      router: router(store: store, faults: faults),
      configuration: ApplicationConfiguration(
        address: .hostname("127.0.0.1", port: port), serverName: "platform-simulator"),
      onServerRunning: { channel in onListening(channel.localAddress?.port ?? 0) },
      logger: logger)
  }
}
