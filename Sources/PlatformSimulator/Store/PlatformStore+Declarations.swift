import Border
import Foundation
import GRDB

extension PlatformStore {
  struct LoadResult: Equatable {
    var new = 0
    var changed = 0
    var unchanged = 0
    var deleted = 0
  }

  /// All or none; each change gets the next place in the sequence that cursors walk along.
  func load(_ entries: [LoadFile.Entry]) async throws -> LoadResult {
    try await database.write { db in
      var result = LoadResult()
      for entry in entries {
        let known = try Row.fetchOne(
          db, sql: "SELECT version, document FROM declaration WHERE id = ?", arguments: [entry.id])
        let knownVersion: Int64? = known?["version"]
        let version = entry.version ?? (knownVersion ?? 0) + 1
        var fields = entry.fields
        fields["version"] = .integer(version)
        let document = entry.isDeleted ? nil : String(decoding: JSONValue.object(fields).canonical(), as: UTF8.self)
        if let known, let knownVersion {
          let knownDocument: String? = known["document"]
          guard version > knownVersion, !(document == nil && knownDocument == nil),
            entry.version != nil || entry.isDeleted || !Self.isSame(knownDocument, fields)
          else {
            result.unchanged += 1
            continue
          }
        }
        try db.execute(
          sql: """
            INSERT INTO declaration (id, version, change, document)
            VALUES (?, ?, (SELECT coalesce(max(change), 0) + 1 FROM declaration), ?)
            ON CONFLICT (id) DO UPDATE
            SET version = excluded.version, change = excluded.change, document = excluded.document
            """, arguments: [entry.id, version, document])
        if entry.isDeleted {
          result.deleted += 1
        } else if known == nil {
          result.new += 1
        } else {
          result.changed += 1
        }
      }
      return result
    }
  }

  /// Whether nothing but the version differs.
  private static func isSame(_ document: String?, _ fields: [String: JSONValue]) -> Bool {
    guard let document, let value = try? JSONValue(parsing: Data(document.utf8)), var known = value.objectValue else {
      return false
    }
    known["version"] = fields["version"]
    return known == fields
  }

  /// A page of the changes after `cursor`; nil where the cursor is of another database.
  struct Page {
    var items: [JSONValue]
    var tombstones: [JSONValue]
    var cursor: String
    var hasMore: Bool
  }

  enum CursorError: Error { case malformed, gone }

  func changes(after cursor: String?, limit: Int) async throws -> Page {
    try await database.read { db in
      let epoch = try String.fetchOne(db, sql: "SELECT id FROM epoch") ?? ""
      var after: Int64 = 0
      if let cursor {
        let parts = cursor.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let number = Int64(parts[1]), number >= 0 else { throw CursorError.malformed }
        let newest = try Int64.fetchOne(db, sql: "SELECT coalesce(max(change), 0) FROM declaration") ?? 0
        guard parts[0] == epoch, number <= newest else { throw CursorError.gone }
        after = number
      }
      let rows = try Row.fetchAll(
        db, sql: "SELECT id, version, change, document FROM declaration WHERE change > ? ORDER BY change LIMIT ?",
        arguments: [after, limit + 1])
      var page = Page(items: [], tombstones: [], cursor: "", hasMore: rows.count > limit)
      for row in rows.prefix(limit) {
        after = row["change"]
        if let document: String = row["document"] {
          page.items.append(try JSONValue(parsing: Data(document.utf8)))
        } else {
          let (id, version): (String, Int64) = (row["id"], row["version"])
          page.tombstones.append(["id": .string(id), "version": .integer(version)])
        }
      }
      page.cursor = "\(epoch)-\(after)"
      return page
    }
  }
}
