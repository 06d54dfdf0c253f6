public import Foundation

/// One page of changes from the platform.
public struct DeclarationPage: Sendable {
  /// A declaration that the platform no longer has.
  public struct Tombstone: Sendable, Hashable {
    public var id: String
    public var version: Int64

    public init(id: String, version: Int64) {
      self.id = id
      self.version = version
    }
  }

  /// A declaration and the document it was read from, which is kept word for word.
  public struct Item: Sendable {
    public var declaration: Declaration
    public var document: JSONValue

    public init(declaration: Declaration, document: JSONValue) {
      self.declaration = declaration
      self.document = document
    }
  }

  public var items: [Item]
  public var tombstones: [Tombstone]
  /// Where the next page begins.
  public var cursor: String
  /// Whether more pages wait; only after the last is the cache as fresh as the platform.
  public var hasMore: Bool

  public init(items: [Item], tombstones: [Tombstone], cursor: String, hasMore: Bool) {
    self.items = items
    self.tombstones = tombstones
    self.cursor = cursor
    self.hasMore = hasMore
  }
}

/// Where declarations are cached: the ledger keeps them, the platform link fills them in.
public protocol DeclarationCache: Sendable {
  /// Where the next pull goes on; nil to pull from the beginning.
  func cursor() async throws -> String?

  /// Keeps a page and its cursor in one transaction. An older version never replaces a newer one.
  /// - Returns: ids of the declarations that changed.
  @discardableResult
  func apply(_ page: DeclarationPage, receivedAt: Date) async throws -> [String]

  /// Notes that the platform was heard and had nothing newer.
  func confirmFresh(at: Date) async throws
}
