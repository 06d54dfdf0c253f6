import Border
import Foundation
import Scenes

/// The declarations of the demo, in the platform contract's form.
enum DemoDeclarations {
  static let gate = "CKHN"

  static func documents(of vehicles: [DemoVehicle], now: Date) -> [JSONValue] {
    vehicles.enumerated().flatMap { index, vehicle -> [JSONValue] in
      switch vehicle.story {
      case .notDeclared: []
      case .declaredTwice:
        [document(vehicle, number: index * 2 + 1, now: now), document(vehicle, number: index * 2 + 2, now: now)]
      default: [document(vehicle, number: index * 2 + 1, now: now)]
      }
    }
  }

  private static func document(_ vehicle: DemoVehicle, number: Int, now: Date) -> JSONValue {
    var (from, gate, trailer) = (now.addingTimeInterval(-6 * 3600), gate, vehicle.trailer?.text)
    var requirements: [String: JSONValue] = Dictionary(
      uniqueKeysWithValues: Requirement.Kind.allCases.map { kind in
        (kind.rawValue, ["state": .string(kind == .scan ? "notRequired" : "satisfied")])
      })
    switch vehicle.story {
    case .unmet(let kind, let state): requirements[kind.rawValue] = ["state": .string(state.rawValue)]
    case .declaredTrailer(let other): trailer = other
    case .atGate(let other): gate = other
    case .yesterday: from = now.addingTimeInterval(-30 * 3600)
    case .inOrder, .notDeclared, .declaredAs, .declaredTwice, .scan: break
    }
    let day = Timestamp.format(now).prefix(10).filter { $0 != "-" }
    return [
      "id": .string("demo-\(day)-\(number)"),
      "version": 1,
      "number": .string(String(format: "%@%05d", String(day), number)),
      "type": "import",
      "state": "open",
      "gate": .string(gate),
      "validFrom": .string(Timestamp.format(from)),
      "validUntil": .string(Timestamp.format(from.addingTimeInterval(24 * 3600))),
      "vehicles": [
        [
          "plate": .string(vehicle.declaredPlate),
          "trailer": trailer.map { .string($0) } ?? .null,
          "containers": .array(vehicle.container.map { [.string($0)] } ?? []),
          "nationality": .string(vehicle.tractor.country.rawValue),
          "driver": .string("Lái xe \(number)"),
        ]
      ],
      "requirements": .object(requirements),
      "goods": [["name": "Thanh long tươi"]],
    ]
  }

  /// What an ideal reader would be advised: the rules on the plates as they were drawn, or as they were read surely.
  static func expectation(
    tractor: String?, trailer: String?, container: String? = nil, seesTrailers: Bool, declarations: [Declaration],
    scans: [ScanResult], now: Date
  ) -> Verdict.Advice {
    func sure(_ text: String) -> PlateConsensus {
      PlateConsensus(
        text: text, raw: text, country: .unknown, kind: .car, colour: .unknown, lines: 1, confidence: 1, trusted: true,
        agreeingFrames: 2, characters: [], camera: "truth")
    }
    let keys = [tractor, trailer].compactMap { $0.map(PlateKey.init) }
    let holding = declarations.filter { $0.plateKeys.contains { keys.contains($0) } }
    let nearKeys = Set(keys.flatMap(Confusion.nearKeys))
    let near = holding.isEmpty ? declarations.filter { $0.plateKeys.contains { nearKeys.contains($0) } } : []
    return VerdictRules().verdict(
      for: Situation(
        tractor: tractor.map(sure), trailer: trailer.map(sure), container: container, gate: gate, direction: .entry,
        seesTrailers: seesTrailers, declarations: holding, nearDeclarations: near, scans: scans, now: now,
        declarationsAsOf: now)
    ).advice
  }
}
