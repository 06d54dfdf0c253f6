/// Why a check is not satisfied: stable codes, for screens, events and statistics.
public enum ReasonCode: String, Sendable, Codable, CaseIterable, Hashable {
  /// No declaration holds the plate.
  case plateNotDeclared = "plate-not-declared"
  /// The plate could not be read surely, or not at all.
  case plateUncertain = "plate-uncertain"
  case trailerMismatch = "trailer-mismatch"
  /// A trailer is declared, the lane can see trailers, and its plate was not read.
  case trailerUnread = "trailer-unread"
  case containerMismatch = "container-mismatch"
  case driverMismatch = "driver-mismatch"
  case documentsMissing = "documents-missing"
  case medicalMissing = "medical-missing"
  case quarantinePending = "quarantine-pending"
  case customsPending = "customs-pending"
  case feeUnpaid = "fee-unpaid"
  case scanSuspicious = "scan-suspicious"
  case scanMissing = "scan-missing"
  case radiationAlarm = "radiation-alarm"
  case wrongGate = "wrong-gate"
  case wrongDirection = "wrong-direction"
  /// The declaration's time is over, or has not begun.
  case expired
  /// The declaration is finished, cancelled or sent back.
  case declarationClosed = "declaration-closed"
  case severalDeclarations = "several-declarations"
  /// The platform has not been heard for too long to rest a pass on what is cached.
  case declarationsStale = "declarations-stale"
  case overstay
}

/// One requirement and how it stands.
public struct Check: Sendable, Hashable, Codable {
  public enum State: String, Sendable, Codable {
    case satisfied, missing, mismatched, pending, unknown, notRequired = "not-required"
  }

  /// What was checked.
  public enum Subject: String, Sendable, Codable, CaseIterable {
    case plate, declaration, gate, direction, validity, trailer, container, documents, medical
    case plantQuarantine = "plant-quarantine"
    case animalQuarantine = "animal-quarantine"
    case customs, fee, scan, radiation, freshness, driver, stay
  }

  public var subject: Subject
  public var state: State
  /// Nil where the check is satisfied or not required.
  public var reason: ReasonCode?
  /// What the declaration says, for the guard to compare.
  public var expected: String?
  /// What was found.
  public var found: String?

  public init(
    _ subject: Subject, _ state: State, reason: ReasonCode? = nil, expected: String? = nil, found: String? = nil
  ) {
    self.subject = subject
    self.state = state
    self.reason = reason
    self.expected = expected
    self.found = found
  }
}
