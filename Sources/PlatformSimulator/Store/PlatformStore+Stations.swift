import Border
import Crypto
import Foundation
import GRDB

/// Enrolled stations, their certificates and the tokens by which they came.
extension PlatformStore {
  enum Standing: Equatable {
    case good(station: String)
    case revoked
  }

  /// A new one-time token; only its hash is kept.
  func makeToken() async throws -> String {
    var generator = SystemRandomNumberGenerator()
    let token = (0..<4).map { _ in String(generator.next() as UInt64, radix: 36) }.joined(separator: "-")
    try await database.write { db in
      try db.execute(sql: "INSERT INTO token (hash) VALUES (?)", arguments: [Self.hash(of: token)])
    }
    return token
  }

  func isUnused(token: String) async throws -> Bool {
    try await database.read { db in
      try Bool.fetchOne(
        db, sql: "SELECT EXISTS (SELECT 1 FROM token WHERE hash = ? AND key IS NULL)",
        arguments: [Self.hash(of: token)]) ?? false
    }
  }

  /// Uses a token up and keeps the certificate that it bought, both or neither.
  ///
  /// - Parameter issue: makes the certificate; called only if the token is good.
  /// - Returns: the certificate as PEM; nil if the token is unknown, or was used with another key.
  func enrol(
    token: String, station: String, key: String, at date: Date,
    issue: @escaping @Sendable () throws -> (pem: String, serial: String)
  ) async throws -> String? {
    try await database.write { db in
      guard
        let row = try Row.fetchOne(
          db, sql: "SELECT key, certificate FROM token WHERE hash = ?", arguments: [Self.hash(of: token)])
      else { return nil }
      if let usedBy: String = row["key"] { return usedBy == key ? row["certificate"] : nil }
      let issued = try issue()
      try db.execute(
        sql: "UPDATE token SET key = ?, certificate = ?, used_at = ? WHERE hash = ?",
        arguments: [key, issued.pem, Timestamp.format(date), Self.hash(of: token)])
      try Self.keep(issued.serial, station: station, at: date, db)
      return issued.pem
    }
  }

  func renew(serial: String, station: String, at date: Date) async throws {
    try await database.write { db in try Self.keep(serial, station: station, at: date, db) }
  }

  func standing(ofCertificate serial: String) async throws -> Standing? {
    try await database.read { db in
      let row = try Row.fetchOne(
        db, sql: "SELECT station, revoked_at FROM certificate WHERE serial = ?", arguments: [serial])
      return row.map { row in
        (row["revoked_at"] as String?) == nil ? .good(station: row["station"]) : .revoked
      }
    }
  }

  /// - Returns: how many certificates of the station are worth nothing from now on.
  func revoke(station: String, at date: Date) async throws -> Int {
    try await database.write { db in
      try db.execute(
        sql: "UPDATE certificate SET revoked_at = ? WHERE station = ? AND revoked_at IS NULL",
        arguments: [Timestamp.format(date), station])
      return db.changesCount
    }
  }

  private static func keep(_ serial: String, station: String, at date: Date, _ db: Database) throws {
    try db.execute(
      sql: "INSERT INTO certificate (serial, station, issued_at) VALUES (?, ?, ?)",
      arguments: [serial, station, Timestamp.format(date)])
  }

  private static func hash(of token: String) -> String { ReceivedEvent.hex(SHA256.hash(data: Data(token.utf8))) }
}
