public import Foundation

/// An event as it waits in the outbox: exactly the bytes that were hashed.
public struct WaitingEvent: Sendable, Hashable {
  public var id: UUID
  public var sequence: Int64
  public var subject: String
  /// The canonical form of the CloudEvent.
  public var body: Data

  public init(id: UUID, sequence: Int64, subject: String, body: Data) {
    self.id = id
    self.sequence = sequence
    self.subject = subject
    self.body = body
  }
}

/// What the platform said of one event.
public struct EventAnswer: Sendable, Hashable {
  public enum Outcome: Sendable, Hashable {
    case accepted
    /// It had it already: as good as accepted.
    case duplicate
    /// It will never take it; set aside with the reason, so that the rest goes on.
    case refused(String)
  }

  public var id: UUID
  public var outcome: Outcome

  public init(id: UUID, outcome: Outcome) {
    self.id = id
    self.outcome = outcome
  }
}

/// Events that the platform has not acknowledged: the ledger keeps them, the platform link delivers them.
public protocol Outbox: Sendable {
  /// The oldest waiting events in their sequence, at most `count` and about `bytes`, but at least one if any waits.
  func waiting(upTo count: Int, bytes: Int) async throws -> [WaitingEvent]

  /// Takes the platform's word; an unknown id is ignored.
  func settle(_ answers: [EventAnswer], at: Date) async throws

  /// A signal after each commit that added events, and one at the start; several may be merged into one.
  func arrivals() -> AsyncStream<Void>
}

/// Pictures that the platform has not got yet.
public protocol EvidenceOutbox: Sendable {
  /// The oldest piece of evidence that waits, but only one whose events are all settled, and none of `passing`.
  func nextEvidence(passing: Set<EvidenceHash>) async throws -> (hash: EvidenceHash, data: Data)?
  func settleEvidence(_ hash: EvidenceHash, at: Date) async throws
  /// The platform will never take it: set aside with the reason, so that the rest goes on. The picture itself is kept.
  func refuseEvidence(_ hash: EvidenceHash, reason: String, at: Date) async throws
}
