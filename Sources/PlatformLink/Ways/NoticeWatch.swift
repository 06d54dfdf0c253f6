import Border
import Foundation
import Logging
import Synchronization

/// Asks for what the platform tells stations besides declarations. What cannot be understood is logged and passed over.
final class NoticeWatch: Sendable {
  private let api: PlatformAPI
  private let board: StatusBoard
  private let now: @Sendable () -> Date
  private let logger: Logger
  private let tag = Mutex<String?>(nil)

  init(api: PlatformAPI, board: StatusBoard, now: @escaping @Sendable () -> Date, logger: Logger) {
    self.api = api
    self.board = board
    self.now = now
    self.logger = logger
  }

  func ask() async throws(LinkFault) {
    guard let answer = try await api.trafficOrders(etag: tag.withLock { $0 }) else {
      board.heard(.notices, at: now())
      return
    }
    var orders: [TrafficOrder] = []
    for (index, document) in answer.documents.enumerated() {
      do throws(TrafficOrder.Unusable) {
        orders.append(try TrafficOrder(document: document))
      } catch {
        logger.error("a traffic order was passed over: orders[\(index)]: \(error)")
      }
    }
    tag.withLock { $0 = answer.etag }
    board.heard(.notices, at: now()) { $0.trafficOrders = orders }
  }
}

extension PlatformAPI {
  /// - Returns: nil where nothing has changed since the tag.
  func trafficOrders(etag: String?) async throws(LinkFault) -> (documents: [JSONValue], etag: String?)? {
    var call = Call(method: .get, path: "/v1/traffic-orders")
    if let etag { call.headers.append(("if-none-match", etag)) }
    let response = try await send(call)
    if response.status == 304, etag != nil { return nil }
    // A platform of an older contract orders nothing.
    if response.status == 404 { return ([], nil) }
    guard let documents = try object(response, call)["orders"]?.arrayValue else {
      throw LinkFault(name(call), nonsense: "answered without the list \"orders\"")
    }
    return (documents, response.head["etag"])
  }
}
