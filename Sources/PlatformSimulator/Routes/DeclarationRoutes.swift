import Border
import Foundation
import HTTPTypes
import Hummingbird

struct DeclarationRoutes: Sendable {
  static let limits = 1...1000
  let store: PlatformStore

  func add(to group: RouterGroup<SimulatorContext>) {
    group.get("declarations") { request, _ in try await page(request) }
  }

  private func page(_ request: Request) async throws -> Response {
    let query = request.uri.queryParameters
    var limit = 500
    if let text = query["limit"] {
      guard let number = Int(text), Self.limits.contains(number) else {
        throw Problem(.badRequest, "Bad limit", "limit: expected a whole number from 1 to 1000")
      }
      limit = number
    }
    let cursor = query["cursor"].map { String($0) }
    let page: PlatformStore.Page
    do {
      page = try await store.changes(after: cursor, limit: limit)
    } catch PlatformStore.CursorError.malformed {
      throw Problem(.badRequest, "Bad cursor", "cursor: expected one that this platform has given")
    } catch PlatformStore.CursorError.gone {
      throw Problem(.gone, "Cursor gone", "cursor: not of this platform's data any more; begin without one")
    }
    // What was asked and where the page ends tell it apart, for a changed declaration moves to the end of all changes.
    let tag = "\"\(cursor ?? "")/\(limit)/\(page.cursor)/\(page.hasMore)\""
    if request.headers[.ifNoneMatch] == tag { return Response(status: .notModified, headers: [.eTag: tag]) }
    return .json(
      [
        "items": .array(page.items), "tombstones": .array(page.tombstones), "cursor": .string(page.cursor),
        "hasMore": .bool(page.hasMore),
      ], headers: [.eTag: tag, .cacheControl: "no-store"])
  }
}
