public import Foundation

/// From what is known to what is advised: pure, the same every time.
///
/// One principle: a requirement that is *known* to be unmet returns; what is *not known well enough* is checked by
/// hand; only exact, trusted, fresh and complete evidence passes. A near match never passes, it only suggests.
public struct VerdictRules: Sendable, Hashable {
  /// After this long without the platform a `pass` becomes a `check`.
  public var staleAfter: TimeInterval

  public init(staleAfter: TimeInterval = 15 * 60) {
    self.staleAfter = staleAfter
  }

  public func verdict(for situation: Situation) -> Verdict {
    let fresh = freshness(situation)
    guard situation.tractor != nil || situation.trailer != nil else {
      // No plate is a normal case: a new vehicle, a covered plate. The guard looks.
      let plate = Check(.plate, .unknown, reason: .plateUncertain)
      return Verdict(advice: .check, checks: [plate, fresh], declaration: nil, suggestions: [])
    }
    let plate = plateCheck(situation)
    let choice = DeclarationChoice(situation)
    guard let declaration = choice.declaration else {
      var checks = [plate, choice.check, fresh]
      checks += scanFindings(situation)
      let suggestions = (choice.candidates + situation.nearDeclarations).map(\.id)
      // Not found is a firm finding only if the plate is sure, the cache is fresh, and nothing similar is declared.
      let firm =
        choice.candidates.isEmpty && situation.nearDeclarations.isEmpty && plate.reason == nil && fresh.reason == nil
      return Verdict(
        advice: firm ? .return : .check, checks: checks, declaration: nil, suggestions: suggestions)
    }
    var checks = [plate, choice.check]
    checks += DeclarationChoice.placeAndTime(of: declaration, in: situation)
    checks.append(trailerCheck(declaration, situation))
    checks.append(containerCheck(declaration, situation))
    checks += requirementChecks(declaration)
    checks += scanChecks(declaration, situation)
    checks.append(fresh)
    return Verdict(
      advice: advice(from: checks), checks: checks, declaration: declaration.id,
      suggestions: choice.candidates.filter { $0.id != declaration.id }.map(\.id))
  }

  /// Doubt before firmness: what could be a misread must not send a lorry back.
  private func advice(from checks: [Check]) -> Verdict.Advice {
    let open = checks.filter { $0.reason != nil }
    if open.isEmpty { return .pass }
    return open.contains { isDoubt($0) } ? .check : .return
  }

  private func isDoubt(_ check: Check) -> Bool {
    switch check.reason {
    case .plateUncertain, .trailerUnread, .severalDeclarations, .scanSuspicious, .scanMissing, .radiationAlarm,
      .declarationsStale, .overstay, .driverMismatch:
      true
    case .trailerMismatch, .containerMismatch: check.state == .unknown
    case .plateNotDeclared, .documentsMissing, .medicalMissing, .quarantinePending, .customsPending, .feeUnpaid,
      .wrongGate, .wrongDirection, .expired, .declarationClosed, nil:
      false
    }
  }

  // MARK: The checks

  private func plateCheck(_ situation: Situation) -> Check {
    let read = situation.tractor ?? situation.trailer
    // A trailer alone tells which declaration, not which tractor.
    let sure = situation.tractor?.trusted ?? false
    return sure
      ? Check(.plate, .satisfied, found: read?.text)
      : Check(.plate, .unknown, reason: .plateUncertain, found: read?.text)
  }

  private func trailerCheck(_ declaration: Declaration, _ situation: Situation) -> Check {
    let key = (situation.tractor ?? situation.trailer)?.key ?? PlateKey("")
    let declared = declaration.vehicle(with: key)?.trailer
    switch (declared, situation.trailer) {
    case (nil, nil): return Check(.trailer, .notRequired)
    case (let declared?, nil):
      return situation.seesTrailers
        ? Check(.trailer, .unknown, reason: .trailerUnread, expected: declared)
        : Check(.trailer, .notRequired, expected: declared)
    case (let declared, let read?):
      if declared.map(PlateKey.init) == read.key {
        return read.trusted
          ? Check(.trailer, .satisfied, expected: declared, found: read.text)
          : Check(.trailer, .unknown, reason: .trailerUnread, expected: declared, found: read.text)
      }
      return Check(
        .trailer, read.trusted ? .mismatched : .unknown, reason: .trailerMismatch, expected: declared, found: read.text)
    }
  }

  private func containerCheck(_ declaration: Declaration, _ situation: Situation) -> Check {
    let key = (situation.tractor ?? situation.trailer)?.key ?? PlateKey("")
    let declared = declaration.vehicle(with: key)?.containers ?? []
    let found = ([situation.container] + situation.scans.flatMap(\.containers)).compactMap { $0 }
      .map(PlateText.compact).filter { !$0.isEmpty }
    guard !declared.isEmpty, let first = found.first else {
      return Check(.container, .notRequired, expected: declared.first, found: found.first)
    }
    let expected = Set(declared.map(PlateText.compact))
    if let other = found.first(where: { !expected.contains($0) }) {
      // A number that fails its own check digit was misread.
      let sure = ContainerCode(other)?.isValid ?? false
      return Check(
        .container, sure ? .mismatched : .unknown, reason: .containerMismatch,
        expected: declared.joined(separator: ", "), found: other)
    }
    return Check(.container, .satisfied, expected: declared.joined(separator: ", "), found: first)
  }

  private func requirementChecks(_ declaration: Declaration) -> [Check] {
    let order: [(Requirement.Kind, Check.Subject, ReasonCode)] = [
      (.documents, .documents, .documentsMissing), (.medical, .medical, .medicalMissing),
      (.plantQuarantine, .plantQuarantine, .quarantinePending),
      (.animalQuarantine, .animalQuarantine, .quarantinePending), (.customs, .customs, .customsPending),
      (.fee, .fee, .feeUnpaid),
    ]
    return order.map { kind, subject, reason in
      let requirement = declaration.requirements[kind]
      return switch requirement?.state {
      case nil, .notRequired: Check(subject, .notRequired)
      case .satisfied: Check(subject, .satisfied, found: requirement?.by)
      case .pending: Check(subject, .pending, reason: reason, found: requirement?.note)
      case .missing: Check(subject, .missing, reason: reason, found: requirement?.note)
      }
    }
  }

  private func scanChecks(_ declaration: Declaration, _ situation: Situation) -> [Check] {
    var checks = scanFindings(situation)
    guard !checks.contains(where: { $0.subject == .scan }) else { return checks }
    // The scanner is optional: only a declaration that asks for a scan can miss one.
    switch declaration.requirements[.scan]?.state {
    case nil, .notRequired: checks.append(Check(.scan, .notRequired))
    case .satisfied where situation.scans.isEmpty: checks.append(Check(.scan, .satisfied))
    case .pending, .missing, .satisfied:
      let concluded = situation.scans.contains { $0.conclusion == .notSuspicious }
      checks.append(
        concluded ? Check(.scan, .satisfied) : Check(.scan, .missing, reason: .scanMissing))
    }
    return checks
  }

  /// What speaks for a look, whatever is declared.
  private func scanFindings(_ situation: Situation) -> [Check] {
    var findings: [Check] = []
    if let scan = situation.scans.first(where: { $0.conclusion == .suspicious }) {
      findings.append(Check(.scan, .mismatched, reason: .scanSuspicious, found: scan.note))
    }
    if let alarm = situation.scans.lazy.flatMap(\.radiation).first {
      findings.append(Check(.radiation, .mismatched, reason: .radiationAlarm, found: alarm.category))
    }
    return findings
  }

  private func freshness(_ situation: Situation) -> Check {
    guard let asOf = situation.declarationsAsOf else {
      return Check(.freshness, .unknown, reason: .declarationsStale)
    }
    // A clock that was set back makes the cache look as if it came from the future: not fresh either.
    let age = situation.now.timeIntervalSince(asOf)
    let isFresh = (-staleAfter...staleAfter).contains(age)
    return isFresh
      ? Check(.freshness, .satisfied, found: Timestamp.format(asOf))
      : Check(.freshness, .unknown, reason: .declarationsStale, found: Timestamp.format(asOf))
  }
}
