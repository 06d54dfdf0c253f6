import Border
import Foundation
import Logging

/// Fills the declaration cache: all changes since its cursor, page by page. Only after the last page the cache is fresh.
///
/// A page is applied whole or not at all; a declaration in it that cannot be used is logged with its place and passed
/// over, because one bad document must not keep 35,000 good ones away.
final class DeclarationPuller: Sendable {
  private let api: PlatformAPI
  private let cache: any DeclarationCache
  private let limit: Int
  private let board: StatusBoard
  private let now: @Sendable () -> Date
  private let logger: Logger
  /// What the platform said for the cursor where the last pull ended.
  private let tag = Guarded<(cursor: String, etag: String)?>(nil)

  init(
    api: PlatformAPI, cache: any DeclarationCache, limit: Int, board: StatusBoard, now: @escaping @Sendable () -> Date,
    logger: Logger
  ) {
    self.api = api
    self.cache = cache
    self.limit = limit
    self.board = board
    self.now = now
    self.logger = logger
  }

  /// Pulls until there is no more.
  func pull() async throws(LinkFault) {
    var cursor = try await store("reading the declarations' cursor") { try await cache.cursor() }
    var isFromBeginning = cursor == nil
    while !Task.isCancelled {
      let known = tag.withLock { $0 }
      let etag = known?.cursor == cursor ? known?.etag : nil
      let answer = try await api.declarations(after: cursor, limit: limit, etag: etag)
      let heardAt = now()
      switch answer.outcome {
      case .notModified:
        try await confirmFresh(at: heardAt)
        return
      case .cursorGone:
        guard !isFromBeginning else { return }
        logger.warning("the platform no longer knows the cursor \(cursor ?? ""): pulling from the beginning")
        (cursor, isFromBeginning) = (nil, true)
      case .page(let documents, let tombstones, let next, let hasMore):
        let (items, skipped) = understand(documents, after: cursor)
        let page = DeclarationPage(items: items, tombstones: tombstones, cursor: next, hasMore: hasMore)
        _ = try await store("keeping declarations") { try await cache.apply(page, receivedAt: heardAt) }
        board.heard(.declarations, at: heardAt) { $0.declarationsSkipped += skipped }
        // A tag speaks of the page after one cursor: only of use when the next pull asks for that page again.
        let asked = cursor
        tag.withLock { $0 = asked == next ? answer.etag.map { (next, $0) } : nil }
        cursor = next
        if !hasMore {
          try await confirmFresh(at: heardAt)
          return
        }
      }
    }
  }

  private func confirmFresh(at date: Date) async throws(LinkFault) {
    try await store("noting that the declarations are fresh") { try await cache.confirmFresh(at: date) }
    board.heard(.declarations, at: date)
  }

  private func understand(_ documents: [JSONValue], after cursor: String?) -> ([DeclarationPage.Item], skipped: Int) {
    var items: [DeclarationPage.Item] = []
    for (index, document) in documents.enumerated() {
      do throws(DeclarationDocument.Unusable) {
        items.append(.init(declaration: try DeclarationDocument.parse(document), document: document))
      } catch {
        let place = cursor.map { "after cursor \($0)" } ?? "from the beginning"
        logger.error("a declaration was passed over: page \(place), items[\(index)]: \(error)")
      }
    }
    return (items, documents.count - items.count)
  }
}
