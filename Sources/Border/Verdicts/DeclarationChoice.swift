import Foundation

/// Which of the declarations that hold a plate the vehicle is here for.
///
/// One plate may stand in several: in and out, tractor swaps, transshipment. The one that is unfinished, for this gate
/// and direction, and within its time is meant; more than one such leaves the choice to the guard.
struct DeclarationChoice {
  let declaration: Declaration?
  /// All that hold the plate, the best first.
  let candidates: [Declaration]
  let check: Check

  init(_ situation: Situation) {
    let byTractor = situation.tractor.map { read in situation.declarations.filter { $0.vehicle(with: read.key) != nil }
    }
    let byTrailer = situation.trailer.map { read in situation.declarations.filter { $0.vehicle(with: read.key) != nil }
    }
    // The tractor decides; a trailer alone still finds its declaration.
    let holding =
      if let byTractor, !byTractor.isEmpty || situation.tractor?.trusted == true { byTractor } else { byTrailer ?? [] }
    let ranked = holding.sorted { Self.rank($0, situation) < Self.rank($1, situation) }
    candidates = ranked
    guard let best = ranked.first else {
      declaration = nil
      check = Check(.declaration, .missing, reason: .plateNotDeclared)
      return
    }
    let equals = ranked.filter { Self.rank($0, situation) == Self.rank(best, situation) }
    if equals.count == 1 {
      declaration = best
      check = Check(.declaration, .satisfied, found: best.number)
    } else if Self.rank(best, situation) == 0, let one = Self.byTrailer(equals, situation) {
      declaration = one
      check = Check(.declaration, .satisfied, found: one.number)
    } else {
      declaration = nil
      check = Check(
        .declaration, .unknown, reason: .severalDeclarations,
        found: equals.map(\.number).joined(separator: ", "))
    }
  }

  /// Of several for the same tractor, the only one that names the trailer that was read.
  private static func byTrailer(_ declarations: [Declaration], _ situation: Situation) -> Declaration? {
    guard let tractor = situation.tractor, let trailer = situation.trailer else { return nil }
    let matching = declarations.filter { $0.vehicle(with: tractor.key)?.trailer.map(PlateKey.init) == trailer.key }
    return matching.count == 1 ? matching.first : nil
  }

  /// 0 fits; otherwise the number and weight of what does not.
  private static func rank(_ declaration: Declaration, _ situation: Situation) -> Int {
    placeAndTime(of: declaration, in: situation).reduce(0) { rank, check in
      switch check.reason {
      case .declarationClosed: rank + 8
      case .expired: rank + 4
      case .wrongGate: rank + 2
      case .wrongDirection: rank + 1
      default: rank
      }
    }
  }

  /// Whether the declaration is for this place, way and time.
  static func placeAndTime(of declaration: Declaration, in situation: Situation) -> [Check] {
    var checks: [Check] = []
    if declaration.state != .open {
      checks.append(Check(.declaration, .mismatched, reason: .declarationClosed, found: declaration.state.rawValue))
    }
    checks.append(
      declaration.gate.isEmpty || declaration.gate == situation.gate
        ? Check(.gate, declaration.gate.isEmpty ? .notRequired : .satisfied, expected: declaration.gate)
        : Check(.gate, .mismatched, reason: .wrongGate, expected: declaration.gate, found: situation.gate))
    let sameWay =
      [declaration.direction, situation.direction].contains(.both) || declaration.direction == situation.direction
    checks.append(
      sameWay
        ? Check(.direction, .satisfied, expected: declaration.direction.rawValue)
        : Check(
          .direction, .mismatched, reason: .wrongDirection, expected: declaration.direction.rawValue,
          found: situation.direction.rawValue))
    let begun = declaration.validFrom.map { $0 <= situation.now } ?? true
    let lasts = declaration.validUntil.map { situation.now <= $0 } ?? true
    let span = [declaration.validFrom, declaration.validUntil].map { $0.map(Timestamp.format) ?? "…" }
      .joined(separator: " – ")
    checks.append(
      begun && lasts
        ? Check(.validity, .satisfied, expected: span)
        : Check(.validity, .mismatched, reason: .expired, expected: span, found: Timestamp.format(situation.now)))
    return checks
  }
}
