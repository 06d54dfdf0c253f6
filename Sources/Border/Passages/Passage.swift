public import Foundation

/// Which way a vehicle goes through a lane.
public enum Direction: String, Codable, Sendable, CaseIterable {
  case entry, exit, both
}

/// One vehicle at one lane: what its cameras agree on, from its first frame to its last.
///
/// A passage without a readable plate is still a passage.
public struct Passage: Sendable, Hashable, Codable, Identifiable {
  public var id: UUID
  public var lane: String
  public var direction: Direction
  /// Capture time of the first frame that showed the vehicle.
  public var startedAt: Date
  /// Capture time of the last; nil while it stands there.
  public var endedAt: Date?
  public var tractor: PlateConsensus?
  public var trailer: PlateConsensus?
  /// Container number as read or as the scanner says.
  public var container: String?
  public var pictures: [PassagePicture]

  public init(
    id: UUID, lane: String, direction: Direction, startedAt: Date, endedAt: Date? = nil,
    tractor: PlateConsensus? = nil, trailer: PlateConsensus? = nil, container: String? = nil,
    pictures: [PassagePicture] = []
  ) {
    self.id = id
    self.lane = lane
    self.direction = direction
    self.startedAt = startedAt
    self.endedAt = endedAt
    self.tractor = tractor
    self.trailer = trailer
    self.container = container
    self.pictures = pictures
  }
}

/// A picture kept as evidence of a passage.
public struct PassagePicture: Sendable, Hashable, Codable {
  public enum Subject: String, Sendable, Codable {
    /// The whole frame.
    case overview
    /// The tractor's plate, rectified.
    case tractorPlate = "tractor-plate"
    /// The trailer's plate, rectified.
    case trailerPlate = "trailer-plate"
  }

  public var subject: Subject
  /// JPEG, by the hash of its content.
  public var evidence: EvidenceHash
  public var camera: String
  public var capturedAt: Date

  public init(subject: Subject, evidence: EvidenceHash, camera: String, capturedAt: Date) {
    self.subject = subject
    self.evidence = evidence
    self.camera = camera
    self.capturedAt = capturedAt
  }
}

/// SHA-256 of a file's content, 64 lower-case hexadecimal digits.
public struct EvidenceHash: Sendable, Hashable, Codable, RawRepresentable, CustomStringConvertible {
  public let rawValue: String

  /// Nil unless `rawValue` is 64 lower-case hexadecimal digits: it becomes part of file names and addresses.
  public init?(rawValue: String) {
    guard rawValue.utf8.count == 64,
      rawValue.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
    else { return nil }
    self.rawValue = rawValue
  }

  public var description: String { rawValue }
}

/// What an officer did about a passage.
public struct Decision: Sendable, Hashable, Codable {
  public enum Kind: String, Sendable, Codable {
    case confirm, `return`
  }

  public var passage: UUID
  public var kind: Kind
  /// Reason codes, required by `return`.
  public var reasons: [ReasonCode]
  public var note: String
  /// Who, by sign-in.
  public var officer: String
  public var decidedAt: Date
  /// What was on the screen: the advice that he confirmed or overruled.
  public var shown: Verdict?

  public init(
    passage: UUID, kind: Kind, reasons: [ReasonCode], note: String, officer: String, decidedAt: Date, shown: Verdict?
  ) {
    self.passage = passage
    self.kind = kind
    self.reasons = reasons
    self.note = note
    self.officer = officer
    self.decidedAt = decidedAt
    self.shown = shown
  }
}
