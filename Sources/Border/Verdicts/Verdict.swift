public import Foundation

/// The agent's advice. An officer decides.
public struct Verdict: Sendable, Hashable, Codable {
  public enum Advice: String, Sendable, Codable, CaseIterable {
    case pass
    /// A requirement is known to be unmet.
    case `return`
    /// What is known does not suffice: look yourself.
    case check
  }

  public var advice: Advice
  public var checks: [Check]
  /// The declaration that the checks rest on.
  public var declaration: String?
  /// Where several hold the plate, or one nearly does: declarations for the guard to choose from. Only suggestions.
  public var suggestions: [String]

  public init(advice: Advice, checks: [Check], declaration: String?, suggestions: [String]) {
    self.advice = advice
    self.checks = checks
    self.declaration = declaration
    self.suggestions = suggestions
  }

  /// The codes of all checks that are not satisfied, each once, in the order of the checks.
  public var reasons: [ReasonCode] {
    checks.compactMap(\.reason).reduce(into: []) { codes, code in if !codes.contains(code) { codes.append(code) } }
  }
}

/// What is known when advice is asked for.
public struct Situation: Sendable, Hashable {
  public var tractor: PlateConsensus?
  public var trailer: PlateConsensus?
  /// Container number read at the lane or by the scanner.
  public var container: String?
  public var gate: String
  public var direction: Direction
  /// Whether a camera of the lane looks at trailers: only then is an unread one a finding.
  public var seesTrailers: Bool
  /// Cached declarations that hold the tractor's or the trailer's key.
  public var declarations: [Declaration]
  /// Cached declarations that hold a key one confusable character away.
  public var nearDeclarations: [Declaration]
  public var scans: [ScanResult]
  public var now: Date
  /// When the platform's changes were last taken completely; nil if never.
  public var declarationsAsOf: Date?

  public init(
    tractor: PlateConsensus?, trailer: PlateConsensus?, container: String? = nil, gate: String, direction: Direction,
    seesTrailers: Bool = false, declarations: [Declaration], nearDeclarations: [Declaration] = [],
    scans: [ScanResult] = [], now: Date, declarationsAsOf: Date?
  ) {
    self.tractor = tractor
    self.trailer = trailer
    self.container = container
    self.gate = gate
    self.direction = direction
    self.seesTrailers = seesTrailers
    self.declarations = declarations
    self.nearDeclarations = nearDeclarations
    self.scans = scans
    self.now = now
    self.declarationsAsOf = declarationsAsOf
  }
}
