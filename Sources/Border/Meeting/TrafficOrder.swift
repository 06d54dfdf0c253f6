public import Foundation

/// What the platform orders for the traffic at a gate. It informs the people there: nothing opens or closes by itself.
public struct TrafficOrder: Sendable, Hashable, Codable, Identifiable {
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// No vehicles for now.
    case hold
    /// Vehicles may come again.
    case resume
    /// Something to know.
    case notice
  }

  /// Why a document is no order.
  public struct Unusable: Error, Hashable, Sendable, CustomStringConvertible {
    public let reason: String
    public var description: String { reason }
  }

  public var id: String
  public var kind: Kind
  /// The gate's code; nil for all gates.
  public var gate: String?
  /// nil for both.
  public var direction: Direction?
  public var validFrom: Date?
  public var validUntil: Date?
  /// In the platform's words, for people.
  public var text: String

  /// Reads the contract's traffic order; unknown fields are passed over.
  public init(document: JSONValue) throws(Unusable) {
    guard let id = document["id"]?.stringValue, !id.isEmpty else { throw Unusable(reason: "id: missing") }
    guard let word = document["kind"]?.stringValue, let kind = Kind(rawValue: word) else {
      throw Unusable(reason: "kind: expected \(Kind.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    (self.id, self.kind) = (id, kind)
    gate = document["gate"]?.stringValue
    direction = document["direction"]?.stringValue.flatMap(Direction.init(rawValue:))
    validFrom = document["validFrom"]?.stringValue.flatMap(Timestamp.parse)
    validUntil = document["validUntil"]?.stringValue.flatMap(Timestamp.parse)
    text = String((document["text"]?.stringValue ?? "").prefix(1000))
  }

  /// Whether it holds at a gate now.
  public func holds(at gate: String, now: Date) -> Bool {
    (self.gate.map { $0 == gate } ?? true) && (validFrom.map { $0 <= now } ?? true)
      && (validUntil.map { now < $0 } ?? true)
  }
}
