import Border
import Crypto
import Foundation

/// An event as it was received: its place in its station's chain as far as it can be read, and why it is refused, if so.
struct ReceivedEvent {
  struct Place {
    var source: String
    var sequence: Int64
    var previousHash: String
  }

  /// As it was sent; nil if there is none to answer to.
  var id: String?
  /// Nil where the chain cannot be told: then not even its place is kept.
  var place: Place?
  var subject: String?
  var refusal: String?
  /// SHA-256 of the canonical form, in hexadecimal.
  var hash: String
  var body: Data

  init(_ value: JSONValue) {
    body = value.canonical()
    hash = Self.hex(SHA256.hash(data: body))
    id = value["id"]?.stringValue.flatMap { UUID(uuidString: $0) == nil ? nil : $0.lowercased() }
    subject = value["subject"]?.stringValue
    if let source = value["source"]?.stringValue, !source.isEmpty, let sequence = value["sequence"]?.integerValue,
      sequence > 0, let previous = value["previoushash"]?.stringValue, EvidenceHash(rawValue: previous) != nil
    {
      place = Place(source: source, sequence: sequence, previousHash: previous)
    }
    refusal = Self.refusal(of: value, hasID: id != nil)
  }

  /// The contract's rules in the order in which they are told; nil if the event keeps them all.
  private static func refusal(of event: JSONValue, hasID: Bool) -> String? {
    guard case .object = event else { return "not a JSON object" }
    if event["specversion"]?.stringValue != "1.0" { return "specversion: expected \"1.0\"" }
    if !hasID { return "id: expected a UUID" }
    if event["source"]?.stringValue?.isEmpty ?? true { return "source: missing" }
    guard let type = event["type"]?.stringValue else { return "type: missing" }
    if EventType(rawValue: type) == nil { return "type: \"\(type.prefix(80))\" is not known" }
    if event["subject"]?.stringValue?.isEmpty ?? true { return "subject: missing" }
    guard let time = event["time"]?.stringValue, Timestamp.parse(time) != nil else {
      return "time: expected RFC 3339, such as 2026-11-23T08:00:00Z"
    }
    if (event["sequence"]?.integerValue ?? 0) < 1 { return "sequence: expected a whole number from 1" }
    if event["previoushash"]?.stringValue.flatMap(EvidenceHash.init(rawValue:)) == nil {
      return "previoushash: expected 64 lower-case hexadecimal digits"
    }
    if let type = event["datacontenttype"]?.stringValue, type != "application/json" {
      return "datacontenttype: expected \"application/json\""
    }
    guard case .object = event["data"] else { return "data: expected an object" }
    return nil
  }

  static func hex(_ digest: some Sequence<UInt8>) -> String {
    digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}
