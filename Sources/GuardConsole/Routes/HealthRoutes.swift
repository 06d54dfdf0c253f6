import Border
import Foundation
import Hummingbird

/// `/health` and `/metrics`, for whoever watches the stations. Neither carries a plate or a name.
struct HealthRoutes: Sendable {
  let backend: any ConsoleBackend
  let counters: Counters

  struct Health: Encodable {
    enum Status: String, Encodable {
      case ok
      /// Works, with less behind it: the platform is away, or something was refused or set aside.
      case degraded
      /// A camera is lost: vehicles may pass unseen.
      case failing
    }

    var status: Status
    var station: String
    /// What is wrong, in words.
    var problems: [String]
  }

  /// 200, or 503 while a camera is lost. A platform out of reach is an ordinary day and stays 200.
  @Sendable func health(_ request: Request, context: ConsoleContext) async throws -> Response {
    let health = Self.health(of: await backend.status())
    return try Response.json(health, status: health.status == .failing ? .serviceUnavailable : .ok)
  }

  static func health(of status: StationStatus) -> Health {
    let lost = status.cameras.filter { !$0.isLive }.map { camera in
      "camera \(camera.camera) of lane \(camera.lane) is lost since \(Timestamp.format(camera.since)): "
        + (camera.fault ?? "no reason known")
    }
    var lesser: [String] = []
    let platform = status.platform
    if !platform.isReachable { lesser.append("the platform is out of reach: \(platform.fault ?? "no reason known")") }
    if platform.areDeclarationsStale { lesser.append("the declarations are stale") }
    if platform.eventsRefused > 0 { lesser.append("the platform has refused \(platform.eventsRefused) events") }
    if status.scansQuarantined > 0 { lesser.append("\(status.scansQuarantined) scan files are in quarantine") }
    lesser += status.alarms
    return Health(
      status: !lost.isEmpty ? .failing : lesser.isEmpty ? .ok : .degraded, station: status.station,
      problems: lost + lesser)
  }

  /// Prometheus text format 0.0.4.
  @Sendable func metrics(_ request: Request, context: ConsoleContext) async throws -> Response {
    let text = Metrics(status: await backend.status(), counters: counters).text
    return Response(
      status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
      body: .init(byteBuffer: ByteBuffer(string: text)))
  }
}
