public import Foundation

/// What kinds of facts the platform is told.
public enum EventType: String, Sendable, Codable, CaseIterable {
  /// A vehicle was seen and advised upon, or the advice changed.
  case passageAssessed = "gate.passage.assessed"
  /// A vehicle has left the lane.
  case passageEnded = "gate.passage.ended"
  /// An officer has confirmed or returned.
  case decisionMade = "gate.decision.made"
  case scanReceived = "gate.scan.received"
  /// A vehicle went into a yard or out of it.
  case yardMoved = "gate.yard.moved"
  case cameraLost = "gate.camera.lost"
  case cameraRecovered = "gate.camera.recovered"
  /// A damaged store was set aside; the event says what was lost, and a new chain begins with it.
  case ledgerRecovered = "gate.ledger.recovered"
}

/// A fact that is not yet in the ledger. Its id is made before the insert, so that a repeated insert is the same fact.
public struct EventDraft: Sendable, Hashable {
  public var id: UUID
  public var type: EventType
  /// Whom the fact is about; events of one subject reach the platform in their order.
  public var subject: String
  public var time: Date
  /// Integers, strings, booleans, arrays and objects only: the event is hashed in its canonical form.
  public var data: JSONValue

  public init(id: UUID, type: EventType, subject: String, time: Date, data: JSONValue) {
    self.id = id
    self.type = type
    self.subject = subject
    self.time = time
    self.data = data
  }
}

/// An immutable fact for the platform: a CloudEvents 1.0 event with its place in the station's chain.
public struct Event: Sendable, Hashable {
  public var draft: EventDraft
  /// `/gates/CKHN/stations/hn-barrier-1`
  public var source: String
  /// Counts 1, 2, 3 … a station, without holes.
  public var sequence: Int64
  /// SHA-256 of the canonical form of the event before it, in hexadecimal; 64 noughts for the first.
  public var previousHash: String
  /// The station's clock could not be trusted when it happened: the sequence tells the order, not the time.
  public var isClockUnsure: Bool

  public static let firstPreviousHash = String(repeating: "0", count: 64)

  public init(
    draft: EventDraft, source: String, sequence: Int64, previousHash: String, isClockUnsure: Bool = false
  ) {
    self.isClockUnsure = isClockUnsure
    self.draft = draft
    self.source = source
    self.sequence = sequence
    self.previousHash = previousHash
  }

  /// The event as the platform gets it.
  public var cloudEvent: JSONValue {
    var fields: [String: JSONValue] = [
      "specversion": "1.0",
      "id": .string(draft.id.uuidString.lowercased()),
      "source": .string(source),
      "type": .string(draft.type.rawValue),
      "subject": .string(draft.subject),
      "time": .string(Timestamp.format(draft.time)),
      "datacontenttype": "application/json",
      "sequence": .integer(sequence),
      "previoushash": .string(previousHash),
      "data": draft.data,
    ]
    if isClockUnsure { fields["clockunsure"] = true }
    return .object(fields)
  }

  /// The canonical form of `cloudEvent`: what is stored, sent and hashed.
  ///
  /// Written field by field, in the order that the canonical form has: making the object and sorting it took twice as long, and
  /// whoever waits for an event to be on the disk waits for this.
  public func canonical() -> Data {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(1024)
    bytes += (isClockUnsure ? #"{"clockunsure":true,"data":"# : #"{"data":"#).utf8
    draft.data.write(to: &bytes)
    bytes += #","datacontenttype":"application/json","id":""#.utf8
    bytes += draft.id.uuidString.lowercased().utf8
    bytes += #"","previoushash":"#.utf8
    JSONValue.write(previousHash, to: &bytes)
    bytes += #","sequence":"#.utf8
    bytes += String(sequence).utf8
    bytes += #","source":"#.utf8
    JSONValue.write(source, to: &bytes)
    bytes += #","specversion":"1.0","subject":"#.utf8
    JSONValue.write(draft.subject, to: &bytes)
    bytes += #","time":""#.utf8
    bytes += Timestamp.format(draft.time).utf8
    bytes += #"","type":""#.utf8
    bytes += draft.type.rawValue.utf8
    bytes += #""}"#.utf8
    return Data(bytes)
  }
}
