import Border
import Foundation

/// Reads the fields of one object, and says which of them is wrong.
///
/// Unknown fields are left alone, surrounding white space is dropped, null and nothing are the same.
struct ScanFields {
  let tree: JSONValue
  let limits: ScanLimits

  func text(_ key: String) throws(ScanDocumentError) -> String? {
    switch tree[key] {
    case nil, .null: return nil
    case let value?: return try Self.text(value, key, limits)
    }
  }

  private static func text(_ value: JSONValue, _ key: String, _ limits: ScanLimits) throws(ScanDocumentError) -> String
  {
    // A declaration number is all digits, and some programs then write it without quotes.
    guard let raw = value.stringValue ?? value.integerValue.map(String.init) else {
      throw ScanDocumentError("has a \(key) that is no text")
    }
    let text = raw.trimmingCharacters(in: .whitespacesAndNewlines)
    guard text.count <= limits.characters else {
      throw ScanDocumentError("has a \(key) of more than \(limits.characters) characters")
    }
    return text
  }

  func integer(_ key: String) throws(ScanDocumentError) -> Int? { try text(key).flatMap { Int($0) } }

  func time(_ key: String) throws(ScanDocumentError) -> Date? {
    guard let text = try text(key), !text.isEmpty else { return nil }
    guard let date = Timestamp.parse(text) else {
      throw ScanDocumentError(
        "has the \(key) \"\(FileName.printable(text))\": write a time with its zone, such as 2026-11-23T08:00:00+07:00")
    }
    return date
  }

  /// The non-empty texts of a list.
  func texts(_ key: String) throws(ScanDocumentError) -> [String] {
    var result: [String] = []
    for value in try list(key) {
      let text = try Self.text(value, key, limits)
      if !text.isEmpty { result.append(text) }
    }
    return result
  }

  func entries(_ key: String) throws(ScanDocumentError) -> [ScanFields] {
    try list(key).map { ScanFields(tree: $0, limits: limits) }
  }

  private func list(_ key: String) throws(ScanDocumentError) -> [JSONValue] {
    switch tree[key] {
    case nil, .null: return []
    case .array(let values)?: return values
    default: throw ScanDocumentError("has \(key) that are no list")
    }
  }
}

/// File names that come from outside.
enum FileName {
  /// It names a file in the same folder, and nothing else: no path, not hidden, nothing that a terminal would obey.
  static func isBare(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 200 && !name.hasPrefix(".") && !name.contains("/") && !name.contains("\\")
      && name.unicodeScalars.allSatisfy { !$0.properties.isUnprintable }
  }

  /// For messages and for names that this module gives: control characters and separators replaced, shortened.
  static func printable(_ name: String) -> String {
    String(
      String.UnicodeScalarView(
        name.unicodeScalars.prefix(120).map { $0.properties.isUnprintable || $0 == "/" ? "?" : $0 }))
  }
}

extension Unicode.Scalar.Properties {
  /// Control and format characters, which includes those that turn the direction of writing.
  fileprivate var isUnprintable: Bool {
    switch generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: true
    default: false
    }
  }
}
