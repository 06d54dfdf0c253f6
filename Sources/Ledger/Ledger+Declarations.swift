public import Border
public import Foundation
import GRDB

/// What a key in the index of declarations is.
private enum KeyKind: Int {
  case plate = 0
  case container = 1
}

extension Ledger {
  /// Declarations that hold one of these keys, as a tractor's or a trailer's plate.
  public func declarations(holding keys: [PlateKey]) async throws -> [Declaration] {
    try await declarations(with: keys.map(\.text), .plate)
  }

  /// Declarations that hold a key one confusable character away from `key`: suggestions, never matches.
  public func declarations(near key: PlateKey) async throws -> [Declaration] {
    try await declarations(with: Confusion.nearKeys(of: key).map(\.text), .plate)
  }

  /// Declarations with this container number, with or without separators.
  public func declarations(containing container: String) async throws -> [Declaration] {
    try await declarations(with: [PlateText.compact(container)], .container)
  }

  /// Declarations with the number that people use.
  public func declarations(numbered number: String) async throws -> [Declaration] {
    try await read { db in
      try String.fetchAll(
        db.cachedStatement(sql: "SELECT declaration FROM declaration WHERE number = ? ORDER BY id"),
        arguments: [number]
      ).map { try Stored.value(Declaration.self, from: $0) }
    }
  }

  public func declaration(id: String) async throws -> Declaration? {
    try await read { db in try Self.declaration(id, db) }
  }

  /// The document as the platform sent it.
  public func declarationDocument(id: String) async throws -> JSONValue? {
    let document = try await read { db in
      try Data.fetchOne(
        db.cachedStatement(sql: "SELECT document FROM declaration WHERE id = ?"), arguments: [id])
    }
    return try document.map(JSONValue.init(parsing:))
  }

  /// When the platform's changes were last taken completely; nil if never.
  public func declarationsAsOf() async throws -> Date? {
    try await read { db in
      try Int64.fetchOne(db.cachedStatement(sql: "SELECT asOf FROM declarationFeed")).map(Date.init(milliseconds:))
    }
  }

  public func declarationCount() async throws -> Int {
    try await read { db in
      try Int.fetchOne(db.cachedStatement(sql: "SELECT COUNT(*) FROM declaration")) ?? 0
    }
  }

  static func declaration(_ id: String, _ db: Database) throws -> Declaration? {
    try String.fetchOne(
      db.cachedStatement(sql: "SELECT declaration FROM declaration WHERE id = ?"), arguments: [id]
    ).map { try Stored.value(Declaration.self, from: $0) }
  }

  private func declarations(with keys: [String], _ kind: KeyKind) async throws -> [Declaration] {
    let keys = keys.filter { !$0.isEmpty }
    guard !keys.isEmpty else { return [] }
    let list = try Stored.list(keys)
    return try await read { db in
      try String.fetchAll(
        db.cachedStatement(
          sql: """
            SELECT declaration FROM declaration WHERE row IN (
              SELECT declaration FROM declarationKey WHERE kind = ? AND key IN (SELECT value FROM json_each(?))
            ) ORDER BY id
            """), arguments: [kind.rawValue, list]
      ).map { try Stored.value(Declaration.self, from: $0) }
    }
  }
}

extension Ledger: DeclarationCache {
  public func cursor() async throws -> String? {
    try await read { db in try String.fetchOne(db.cachedStatement(sql: "SELECT cursor FROM declarationFeed")) }
  }

  @discardableResult
  public func apply(_ page: DeclarationPage, receivedAt: Date) async throws -> [String] {
    // Written out before the transaction, so that a passage never waits for a page to be encoded.
    let items = try page.items.map(StoredDeclaration.init)
    return try await write { db in
      var changed: [String] = []
      for item in items where try Self.store(item, receivedAt: receivedAt, db) { changed.append(item.id) }
      for tombstone in page.tombstones where try Self.bury(tombstone, db) { changed.append(tombstone.id) }
      try db.run("UPDATE declarationFeed SET cursor = ?", [page.cursor])
      if !page.hasMore { try db.run("UPDATE declarationFeed SET asOf = ?", [receivedAt.milliseconds]) }
      return changed
    }
  }

  /// Takes declarations from elsewhere than the platform: they say nothing of how fresh the cache is.
  /// - Returns: ids of the declarations that changed.
  @discardableResult
  public func importDeclarations(_ items: [DeclarationPage.Item], receivedAt: Date) async throws -> [String] {
    let items = try items.map(StoredDeclaration.init)
    return try await write { db in
      try items.filter { try Self.store($0, receivedAt: receivedAt, db) }.map(\.id)
    }
  }

  public func confirmFresh(at: Date) async throws {
    try await write { db in try db.run("UPDATE declarationFeed SET asOf = ?", [at.milliseconds]) }
  }

  /// A declaration as its row and its keys.
  private struct StoredDeclaration: Sendable {
    let (id, version, number): (String, Int64, String)
    let declaration: String
    let document: Data
    let keys: [(kind: KeyKind, key: String)]

    init(_ item: DeclarationPage.Item) throws {
      let value = item.declaration
      (id, version, number) = (value.id, value.version, value.number)
      declaration = try Stored.json(value)
      document = item.document.canonical()
      let containers = Set(value.vehicles.flatMap(\.containers).map(PlateText.compact))
      keys =
        Set(value.plateKeys.map(\.text)).map { (.plate, $0) }
        + containers.filter { !$0.isEmpty }.map { (.container, $0) }
    }
  }

  /// False if what is there is newer or the same. Of one version the later word counts.
  private static func store(_ item: StoredDeclaration, receivedAt: Date, _ db: Database) throws -> Bool {
    let buried = try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT version FROM tombstone WHERE id = ?"), arguments: [item.id])
    if let buried {
      guard item.version > buried else { return false }
      try db.run("DELETE FROM tombstone WHERE id = ?", [item.id])
    }
    let old = try Row.fetchOne(
      db.cachedStatement(sql: "SELECT row, version, document FROM declaration WHERE id = ?"), arguments: [item.id])
    let row: Int64
    if let old {
      let isNews = item.version > old["version"] || (item.version == old["version"] && item.document != old["document"])
      guard isNews else { return false }
      row = old["row"]
      try db.run("DELETE FROM declarationKey WHERE declaration = ?", [row])
      try db.run(
        "UPDATE declaration SET version = ?, number = ?, declaration = ?, document = ?, receivedAt = ? WHERE row = ?",
        [item.version, item.number, item.declaration, item.document, receivedAt.milliseconds, row])
    } else {
      try db.run(
        """
        INSERT INTO declaration (id, version, number, declaration, document, receivedAt) VALUES (?, ?, ?, ?, ?, ?)
        """,
        [item.id, item.version, item.number, item.declaration, item.document, receivedAt.milliseconds])
      row = db.lastInsertedRowID
    }
    for (kind, key) in item.keys {
      try db.run("INSERT INTO declarationKey (kind, key, declaration) VALUES (?, ?, ?)", [kind.rawValue, key, row])
    }
    return true
  }

  /// The tombstone stays, so that an older page does not bring the declaration back. False if nothing was there.
  private static func bury(_ tombstone: DeclarationPage.Tombstone, _ db: Database) throws -> Bool {
    let version = try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT version FROM declaration WHERE id = ?"), arguments: [tombstone.id])
    guard version.map({ tombstone.version >= $0 }) ?? true else { return false }
    try db.run("DELETE FROM declaration WHERE id = ?", [tombstone.id])
    try db.run(
      """
      INSERT INTO tombstone (id, version) VALUES (?, ?)
      ON CONFLICT (id) DO UPDATE SET version = MAX(version, excluded.version)
      """, [tombstone.id, tombstone.version])
    return version != nil
  }
}
