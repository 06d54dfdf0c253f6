import Border
import Foundation
import GRDB

/// The documents that `tell` sets and stations ask for.
enum Notice: String, CaseIterable, Sendable {
  case settings
  case trafficOrders = "traffic-orders"

  /// Where nothing was ever told.
  var empty: JSONValue { self == .settings ? [:] : ["orders": []] }
}

extension PlatformStore {
  func notice(_ notice: Notice) async throws -> JSONValue {
    let body = try await database.read { db in
      try String.fetchOne(db, sql: "SELECT body FROM notice WHERE name = ?", arguments: [notice.rawValue])
    }
    return try body.map { try JSONValue(parsing: Data($0.utf8)) } ?? notice.empty
  }

  func keep(_ notice: Notice, _ document: JSONValue) async throws {
    let body = String(decoding: document.canonical(), as: UTF8.self)
    try await database.write { db in
      try db.execute(sql: "INSERT OR REPLACE INTO notice VALUES (?, ?)", arguments: [notice.rawValue, body])
    }
  }
}
