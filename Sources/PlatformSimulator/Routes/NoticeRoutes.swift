import Border
import Crypto
import Foundation
import HTTPTypes
import Hummingbird

/// What the platform tells its stations besides declarations: their settings, and orders for the traffic at the gates.
struct NoticeRoutes: Sendable {
  let store: PlatformStore

  func add(to group: RouterGroup<SimulatorContext>) {
    group.get("settings") { request, _ in try await tell(.settings, request) }
    group.get("traffic-orders") { request, _ in try await tell(.trafficOrders, request) }
  }

  private func tell(_ notice: Notice, _ request: Request) async throws -> Response {
    let document = try await store.notice(notice)
    let tag = "\"\(ReceivedEvent.hex(SHA256.hash(data: document.canonical()).prefix(16)))\""
    if request.headers[.ifNoneMatch] == tag { return Response(status: .notModified, headers: [.eTag: tag]) }
    return .json(document, headers: [.eTag: tag, .cacheControl: "no-store"])
  }
}
