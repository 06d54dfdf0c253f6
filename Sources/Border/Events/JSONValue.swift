public import Foundation

/// Any JSON value, for documents whose fields nobody vouches for, and for the one canonical form that is hashed.
public enum JSONValue: Sendable, Hashable {
  case null
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  public subscript(key: String) -> JSONValue? {
    if case .object(let fields) = self { fields[key] } else { nil }
  }

  public var stringValue: String? { if case .string(let text) = self { text } else { nil } }
  public var arrayValue: [JSONValue]? { if case .array(let items) = self { items } else { nil } }
  public var objectValue: [String: JSONValue]? { if case .object(let fields) = self { fields } else { nil } }
  public var boolValue: Bool? { if case .bool(let flag) = self { flag } else { nil } }

  public var integerValue: Int64? {
    switch self {
    case .integer(let number): number
    case .number(let number): Int64(exactly: number)
    default: nil
    }
  }

  /// - Throws: `DecodingError` where `data` is no JSON.
  public init(parsing data: Data) throws {
    self = try JSONDecoder().decode(JSONValue.self, from: data)
  }

  /// Any encodable value as JSON, dates as RFC 3339 in UTC with milliseconds.
  public init(encoding value: some Encodable) throws {
    try self.init(parsing: JSONCoding.encoder().encode(value))
  }

  /// Decodes a value from this one; dates as `JSONCoding` reads them.
  public func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try JSONCoding.decoder().decode(type, from: canonical())
  }

  /// The canonical form of RFC 8785 (JCS): keys in the order of their UTF-16 units, no white space.
  ///
  /// Fractions are written as Swift prints them, which is the shortest form, like JCS's; documents that are hashed
  /// here hold integers and strings only.
  public func canonical() -> Data {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(512)
    write(to: &bytes)
    return Data(bytes)
  }

  func write(to bytes: inout [UInt8]) {
    switch self {
    case .null: bytes += "null".utf8
    case .bool(let flag): bytes += (flag ? "true" : "false").utf8
    case .integer(let number): bytes += String(number).utf8
    case .number(let number):
      if let whole = Int64(exactly: number) {
        bytes += String(whole).utf8
      } else {
        bytes += (number.isFinite ? "\(number)" : "null").utf8
      }
    case .string(let text): Self.write(text, to: &bytes)
    case .array(let items):
      bytes.append(0x5B)
      for (index, item) in items.enumerated() {
        if index > 0 { bytes.append(0x2C) }
        item.write(to: &bytes)
      }
      bytes.append(0x5D)
    case .object(let fields):
      bytes.append(0x7B)
      let sorted = fields.sorted { Self.precedes($0.key, $1.key) }
      for (index, field) in sorted.enumerated() {
        if index > 0 { bytes.append(0x2C) }
        Self.write(field.key, to: &bytes)
        bytes.append(0x3A)
        field.value.write(to: &bytes)
      }
      bytes.append(0x7D)
    }
  }

  /// In the order of their UTF-16 units. That of UTF-8 is the same, but for what lies beyond U+FFFF.
  private static func precedes(_ one: String, _ other: String) -> Bool {
    for (a, b) in zip(one.utf8, other.utf8) where a != b {
      return max(a, b) < 0xEE ? a < b : one.utf16.lexicographicallyPrecedes(other.utf16)
    }
    return one.utf8.count < other.utf8.count
  }

  static func write(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(0x22)
    if text.utf8.contains(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C }) {
      writeEscaped(text, to: &bytes)
    } else {
      bytes += text.utf8
    }
    bytes.append(0x22)
  }

  private static func writeEscaped(_ text: String, to bytes: inout [UInt8]) {
    for unit in text.utf8 {
      switch unit {
      case 0x22: bytes += [0x5C, 0x22]
      case 0x5C: bytes += [0x5C, 0x5C]
      case 0x08: bytes += [0x5C, 0x62]
      case 0x09: bytes += [0x5C, 0x74]
      case 0x0A: bytes += [0x5C, 0x6E]
      case 0x0C: bytes += [0x5C, 0x66]
      case 0x0D: bytes += [0x5C, 0x72]
      case 0..<0x20:
        let hex = Array("0123456789abcdef".utf8)
        bytes += [0x5C, 0x75, 0x30, 0x30, hex[Int(unit >> 4)], hex[Int(unit & 15)]]
      default: bytes.append(unit)
      }
    }
  }
}

extension JSONValue: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) {
      self = .string(text)
    } else if let fields = try? container.decode([String: JSONValue].self) {
      self = .object(fields)
    } else if let items = try? container.decode([JSONValue].self) {
      self = .array(items)
    } else if let number = try? container.decode(Int64.self) {
      self = .integer(number)
    } else if let flag = try? container.decode(Bool.self) {
      self = .bool(flag)
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if container.decodeNil() {
      self = .null
    } else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "no JSON value")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let flag): try container.encode(flag)
    case .integer(let number): try container.encode(number)
    case .number(let number): try container.encode(number)
    case .string(let text): try container.encode(text)
    case .array(let items): try container.encode(items)
    case .object(let fields): try container.encode(fields)
    }
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int64) { self = .integer(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(Dictionary(elements) { _, last in last })
  }
}
