import Border
import Foundation
import Logging

/// Asks for what the platform tells stations besides declarations: settings, and orders for the traffic. What cannot be
/// understood is logged and passed over.
final class NoticeWatch: Sendable {
  private struct Tags {
    var orders: String?
    var settings: String?
  }

  private let api: PlatformAPI
  private let board: StatusBoard
  private let now: @Sendable () -> Date
  private let logger: Logger
  private let tags = Guarded(Tags())

  init(api: PlatformAPI, board: StatusBoard, now: @escaping @Sendable () -> Date, logger: Logger) {
    self.api = api
    self.board = board
    self.now = now
    self.logger = logger
  }

  func ask() async throws(LinkFault) {
    try await askForOrders()
    try await askForSettings()
  }

  private func askForOrders() async throws(LinkFault) {
    let path = "/v1/traffic-orders"
    guard let answer = try await api.notice(path, etag: tags.withLock { $0.orders }) else {
      board.heard(.notices, at: now())
      return
    }
    // A platform of an older contract orders nothing.
    guard let documents = answer.isThere ? answer.document["orders"]?.arrayValue : [] else {
      throw LinkFault("GET \(path)", nonsense: "answered without the list \"orders\"")
    }
    var orders: [TrafficOrder] = []
    for (index, document) in documents.enumerated() {
      do throws(TrafficOrder.Unusable) {
        orders.append(try TrafficOrder(document: document))
      } catch {
        logger.error("a traffic order was passed over: orders[\(index)]: \(error)")
      }
    }
    tags.withLock { $0.orders = answer.etag }
    board.heard(.notices, at: now()) { $0.trafficOrders = orders }
  }

  private func askForSettings() async throws(LinkFault) {
    guard let answer = try await api.notice("/v1/settings", etag: tags.withLock { $0.settings }) else { return }
    let (settings, objections) = PlatformSettings.read(answer.document)
    for objection in objections { logger.error("a setting of the platform was passed over: \(objection)") }
    tags.withLock { $0.settings = answer.etag }
    board.heard(.notices, at: now()) { $0.settings = settings }
  }
}

/// A document that the platform tells all its stations.
struct Notice: Sendable {
  /// False for a platform that has none such.
  var isThere = true
  var document: JSONValue
  var etag: String?
}

extension PlatformAPI {
  /// - Returns: nil where nothing has changed since the tag.
  func notice(_ path: String, etag: String?) async throws(LinkFault) -> Notice? {
    var call = Call(method: .get, path: path)
    if let etag { call.headers.append(("if-none-match", etag)) }
    let response = try await send(call)
    if response.status == 304, etag != nil { return nil }
    if response.status == 404 { return Notice(isThere: false, document: [:]) }
    return Notice(document: try object(response, call), etag: response.head["etag"])
  }
}
