public import Foundation

/// One vehicle as the guard's page shows it.
public struct PassageView: Sendable, Hashable, Codable, Identifiable {
  public var id: UUID { passage.id }
  public var passage: Passage
  public var verdict: Verdict
  /// When the frame that decided the verdict was captured.
  public var capturedAt: Date
  /// The declaration the verdict rests on, and those it suggests.
  public var declarations: [Declaration]
  public var scans: [ScanResult]
  public var decision: Decision?

  public init(
    passage: Passage, verdict: Verdict, capturedAt: Date, declarations: [Declaration], scans: [ScanResult],
    decision: Decision?
  ) {
    self.passage = passage
    self.verdict = verdict
    self.capturedAt = capturedAt
    self.declarations = declarations
    self.scans = scans
    self.decision = decision
  }
}

/// How the station is, for the page's edge, `/health` and `/metrics`.
public struct StationStatus: Sendable, Hashable, Codable {
  public struct CameraStatus: Sendable, Hashable, Codable {
    public var lane: String
    public var camera: String
    public var isLive: Bool
    /// Since when it is so.
    public var since: Date
    /// What is wrong and what to do; nil while it is live.
    public var fault: String?
    public var framesRead: Int
    /// By the driver's word, or because they could not be read.
    public var framesBroken: Int
    /// Taken by the driver and dropped before they were fetched.
    public var framesMissed: Int

    public init(
      lane: String, camera: String, isLive: Bool, since: Date, fault: String? = nil, framesRead: Int = 0,
      framesBroken: Int = 0, framesMissed: Int = 0
    ) {
      self.lane = lane
      self.camera = camera
      self.isLive = isLive
      self.since = since
      self.fault = fault
      self.framesRead = framesRead
      self.framesBroken = framesBroken
      self.framesMissed = framesMissed
    }
  }

  public struct PlatformStatus: Sendable, Hashable, Codable {
    public var isReachable: Bool
    /// What went wrong last; nil while it is reachable.
    public var fault: String?
    public var declarationsAsOf: Date?
    public var areDeclarationsStale: Bool
    public var declarationsCached: Int
    public var eventsWaiting: Int
    public var eventsRefused: Int

    public init(
      isReachable: Bool, fault: String? = nil, declarationsAsOf: Date? = nil, areDeclarationsStale: Bool = true,
      declarationsCached: Int = 0, eventsWaiting: Int = 0, eventsRefused: Int = 0
    ) {
      self.isReachable = isReachable
      self.fault = fault
      self.declarationsAsOf = declarationsAsOf
      self.areDeclarationsStale = areDeclarationsStale
      self.declarationsCached = declarationsCached
      self.eventsWaiting = eventsWaiting
      self.eventsRefused = eventsRefused
    }
  }

  public struct YardStatus: Sendable, Hashable, Codable {
    public var capacity: Int
    public var occupied: Int

    public init(capacity: Int, occupied: Int) {
      self.capacity = capacity
      self.occupied = occupied
    }

    public var free: Int { max(0, capacity - occupied) }
  }

  public var station: String
  public var role: String
  public var gate: String
  /// vi, en or zh.
  public var language: String
  public var cameras: [CameraStatus]
  public var platform: PlatformStatus
  public var yard: YardStatus?
  /// Files that the scanner inbox has set aside.
  public var scansQuarantined: Int
  /// What someone must look after, in words; empty while all is well.
  public var alarms: [String]
  /// What the platform orders for the traffic here and now, for people to see.
  public var orders: [TrafficOrder]

  public init(
    station: String, role: String, gate: String, language: String, cameras: [CameraStatus], platform: PlatformStatus,
    yard: YardStatus? = nil, scansQuarantined: Int = 0, alarms: [String] = [], orders: [TrafficOrder] = []
  ) {
    self.alarms = alarms
    self.orders = orders
    self.station = station
    self.role = role
    self.gate = gate
    self.language = language
    self.cameras = cameras
    self.platform = platform
    self.yard = yard
    self.scansQuarantined = scansQuarantined
  }
}

/// What the guard's page is told, as it happens.
public enum ConsoleUpdate: Sendable {
  /// A passage is new or has changed.
  case passage(PassageView)
  case status(StationStatus)
}

/// An officer's account.
public struct OfficerAccount: Sendable, Hashable {
  public var officer: String
  /// For people; may be empty.
  public var name: String
  /// As the console's PIN hasher writes it.
  public var pinHash: String
  public var isDisabled: Bool

  public init(officer: String, name: String, pinHash: String, isDisabled: Bool = false) {
    self.officer = officer
    self.name = name
    self.pinHash = pinHash
    self.isDisabled = isDisabled
  }
}

/// Why a decision was not taken.
public enum DecisionRefusal: Error, Sendable, Hashable {
  case noSuchPassage
  /// Another decision stands; a passage is decided once.
  case alreadyDecided(Decision)
  /// `return` needs at least one reason or a note.
  case reasonMissing
}

/// What the guard's page needs from the station.
public protocol ConsoleBackend: Sendable {
  func account(of officer: String) async throws -> OfficerAccount?

  /// The newest passages first.
  func passages(limit: Int) async throws -> [PassageView]

  /// Everything from now on, in order; to be taken as it comes, since nothing is left out for a slow reader.
  func updates() -> AsyncStream<ConsoleUpdate>

  func status() async -> StationStatus

  /// Returns when the decision is durable.
  /// - Throws: `DecisionRefusal`, or a storage error, after which nothing has happened.
  func decide(_ passage: UUID, kind: Decision.Kind, reasons: [ReasonCode], note: String, officer: String) async throws
    -> PassageView

  /// A picture's content, JPEG or PNG.
  func picture(_ hash: EvidenceHash) async throws -> Data?
}
