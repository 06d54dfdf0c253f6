import Border
import Foundation

/// A result file's content as a tree, whichever way it was written.
///
/// JSON and XML end in the same tree, and one mapping reads it: the two forms cannot come to mean different things.
enum ScanDocument {
  static func parse(_ data: Data, limits: ScanLimits) throws(ScanDocumentError) -> JSONValue {
    guard data.count <= limits.resultBytes else {
      throw ScanDocumentError(
        "is larger than \(limits.resultBytes) bytes: a result holds text only, pictures beside it")
    }
    guard let first = data.first(where: { !" \t\r\n\u{FEFF}".utf8.contains($0) }) else {
      throw ScanDocumentError("is empty")
    }
    // UTF-8 alone: in other encodings a DOCTYPE would look different from what is looked for.
    guard String(validating: data, as: UTF8.self) != nil, !data.contains(0) else {
      throw ScanDocumentError("is not text in UTF-8: set the scanner to write UTF-8")
    }
    switch first {
    case UInt8(ascii: "{"): return try JSONResult.parse(data, limits: limits)
    case UInt8(ascii: "<"): return try XMLResult.parse(data, limits: limits)
    default: throw ScanDocumentError("is neither JSON nor XML")
    }
  }
}

struct ScanDocumentError: Error {
  var cause: String
  init(_ cause: String) { self.cause = cause }
}

/// JSON, its depth and number of values bounded before the decoder sees it.
enum JSONResult {
  static func parse(_ data: Data, limits: ScanLimits) throws(ScanDocumentError) -> JSONValue {
    try bound(data, limits: limits)
    do {
      return try JSONValue(parsing: data)
    } catch {
      throw ScanDocumentError("is no whole JSON document: it may have been cut off; have the scanner write it again")
    }
  }

  private static func bound(_ data: Data, limits: ScanLimits) throws(ScanDocumentError) {
    var (depth, values, isInText, isEscaped) = (0, 0, false, false)
    for byte in data {
      if isInText {
        (isInText, isEscaped) = (isEscaped || byte != UInt8(ascii: "\""), !isEscaped && byte == UInt8(ascii: "\\"))
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isInText = true
      case UInt8(ascii: "{"), UInt8(ascii: "["): (depth, values) = (depth + 1, values + 1)
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: ","): values += 1
      default: break
      }
      guard depth <= limits.depth else { throw ScanDocumentError("is nested deeper than \(limits.depth) levels") }
      guard values <= limits.values else { throw ScanDocumentError("holds more than \(limits.values) values") }
    }
  }
}

/// XML without DTD: no entity can be declared, so none can expand or reach outside.
enum XMLResult {
  static let root = "scanResult"
  /// Elements whose children are entries.
  static let lists: Set<String> = ["plates", "containers", "pictures", "radiation"]

  static func parse(_ data: Data, limits: ScanLimits) throws(ScanDocumentError) -> JSONValue {
    let text = String(decoding: data, as: UTF8.self)
    guard text.range(of: "<!DOCTYPE", options: .caseInsensitive) == nil,
      text.range(of: "<!ENTITY", options: .caseInsensitive) == nil
    else { throw ScanDocumentError("has a DOCTYPE: remove it; a result needs none, and none is read") }
    // White space may stand around the equals sign (XML 1.0, 2.8 and 4.3.3).
    let declaration = #/[\s\u{FEFF}]*<\?xml\s[^>]*?encoding\s*=\s*["']([^"']*)/#.ignoresCase()
    if let encoding = text.prefixMatch(of: declaration)?.1, !["utf-8", "us-ascii"].contains(encoding.lowercased()) {
      throw ScanDocumentError("declares another encoding than UTF-8: set the scanner to write UTF-8")
    }
    let builder = XMLTreeBuilder(limits: limits)
    guard let tree = builder.parse(data) else {
      throw ScanDocumentError(
        builder.refusal ?? "is no whole XML document: it may have been cut off; have the scanner write it again")
    }
    guard let content = tree[root] else {
      throw ScanDocumentError("does not begin with <\(root)>: see docs/scanner-results.md")
    }
    return content
  }
}
