import Border
import Foundation

/// Values for the tables of the verdict tests: a lorry for which everything is in order.
enum Sample {
  static let now = Date(timeIntervalSince1970: 1_795_400_000)

  static func read(_ text: String, trusted: Bool = true) -> PlateConsensus {
    PlateConsensus(
      text: text, raw: text, country: .vietnam, kind: .car, colour: .yellow, lines: 2, confidence: trusted ? 0.99 : 0.5,
      trusted: trusted, agreeingFrames: trusted ? 3 : 1,
      characters: text.map { CharacterRead($0, probability: 0.99) }, camera: "front")
  }

  static func declaration(_ id: String = "d-1", _ change: (inout Declaration) -> Void = { _ in }) -> Declaration {
    var declaration = Declaration(
      id: id, version: 1, number: "20261123" + id, state: .open, gate: "CKHN", direction: .exit,
      validFrom: now.addingTimeInterval(-3600), validUntil: now.addingTimeInterval(3600),
      vehicles: [DeclaredVehicle(plate: "12C12345", trailer: "12RM01234", containers: ["CSQU3054383"])],
      requirements: Dictionary(
        uniqueKeysWithValues: Requirement.Kind.allCases.map {
          ($0, Requirement(state: $0 == .scan ? .notRequired : .satisfied))
        }
      ))
    change(&declaration)
    return declaration
  }

  static func situation(_ change: (inout Situation) -> Void = { _ in }) -> Situation {
    var situation = Situation(
      tractor: read("12C12345"), trailer: read("12RM01234"), gate: "CKHN", direction: .exit, seesTrailers: true,
      declarations: [declaration()], now: now, declarationsAsOf: now.addingTimeInterval(-30))
    change(&situation)
    return situation
  }

  static func scan(_ conclusion: ScanResult.Conclusion, alarms: [String] = [], containers: [String] = []) -> ScanResult
  {
    ScanResult(
      id: "s-1", device: "portal", startedAt: now, endedAt: now, plates: ["12C12345"], containers: containers,
      declarationNumber: nil, conclusion: conclusion,
      radiation: alarms.map { RadiationAlarm(category: $0, raisedAt: now, description: "") }, pictures: [], note: "")
  }

  static func requirement(_ kind: Requirement.Kind, _ state: Requirement.State)
    -> @Sendable (inout Situation) -> Void
  {
    { $0.declarations = [declaration { $0.requirements[kind] = Requirement(state: state) }] }
  }
}
