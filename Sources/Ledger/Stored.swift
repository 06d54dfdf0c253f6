import Border
import Crypto
import Foundation
import GRDB

/// How values are written into columns.
enum Stored {
  /// Times as milliseconds since 1970, as in the columns: reading text times back would be most of a lookup's cost.
  static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.dateEncodingStrategy = .millisecondsSince1970
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  static func value<Value: Decodable>(_ type: Value.Type, from json: String) throws -> Value {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .millisecondsSince1970
    return try decoder.decode(type, from: Data(json.utf8))
  }

  /// Texts as one argument, for `key IN (SELECT value FROM json_each(?))`: the statement stays the same for any number.
  static func list(_ texts: [String]) throws -> String {
    String(decoding: try JSONEncoder().encode(texts), as: UTF8.self)
  }

  static func sha256(_ data: Data) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let hash = SHA256.hash(data: data)
    return String(unsafeUninitializedCapacity: 2 * SHA256.byteCount) { text in
      for (index, byte) in hash.enumerated() {
        text[2 * index] = digits[Int(byte >> 4)]
        text[2 * index + 1] = digits[Int(byte & 15)]
      }
      return 2 * SHA256.byteCount
    }
  }
}

extension Date {
  var milliseconds: Int64 { Int64((timeIntervalSince1970 * 1000).rounded()) }

  init(milliseconds: Int64) { self.init(timeIntervalSince1970: Double(milliseconds) / 1000) }
}

extension UUID {
  /// As in events: lower case.
  var text: String { uuidString.lowercased() }
}

extension Database {
  /// Runs a statement that is prepared once a connection.
  func run(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws {
    try cachedStatement(sql: sql).execute(arguments: arguments)
  }
}
