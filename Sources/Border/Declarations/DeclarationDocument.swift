import Foundation

/// Reads the contract's declaration out of any JSON: what is there is taken, what is wrong becomes a defect in words.
///
/// The real platform's data are known to hold tabs, lone dots, bad check digits and times without zone; a guard who sees
/// a defect can still decide, one who sees nothing can not.
public enum DeclarationDocument {
  /// Only what has no id or is not an object cannot be kept.
  public struct Unusable: Error, Hashable, Sendable, CustomStringConvertible {
    public let reason: String
    public var description: String { reason }
  }

  public static func parse(_ document: JSONValue) throws(Unusable) -> Declaration {
    guard case .object = document else { throw Unusable(reason: "a declaration must be a JSON object") }
    guard let id = text(document["id"]) else {
      throw Unusable(reason: "a declaration must have an \"id\"; this one has the fields \(names(document))")
    }
    var defects: [String] = []
    func note(_ defect: String) { defects.append(defect) }

    let number = text(document["number"])
    if number == nil { note("number: missing") }
    let gate = text(document["gate"])
    if gate == nil { note("gate: missing") }
    let direction: Direction
    switch text(document["type"])?.lowercased() {
    case "import": direction = .entry
    case "export": direction = .exit
    case nil:
      direction = .both
      note("type: missing, expected \"import\" or \"export\"")
    case let other?:
      direction = .both
      note("type: \"\(other)\" is neither \"import\" nor \"export\"")
    }
    let state: Declaration.State
    if let text = text(document["state"]) {
      state = Declaration.State(rawValue: text) ?? .open
      if Declaration.State(rawValue: text) == nil { note("state: \"\(text)\" is not known, taken as open") }
    } else {
      state = .open
    }
    let from = time(document["validFrom"], "validFrom", note)
    let until = time(document["validUntil"], "validUntil", note)
    var vehicles: [DeclaredVehicle] = []
    for (index, entry) in (document["vehicles"]?.arrayValue ?? []).enumerated() {
      if let vehicle = vehicle(entry, "vehicles[\(index)]", note) { vehicles.append(vehicle) }
    }
    if vehicles.isEmpty { note("vehicles: none") }
    return Declaration(
      id: id, version: document["version"]?.integerValue ?? 0, number: number ?? id, state: state, gate: gate ?? "",
      direction: direction, validFrom: from, validUntil: until, vehicles: vehicles,
      requirements: requirements(document["requirements"], note),
      goods: (document["goods"]?.arrayValue ?? []).compactMap { text($0["name"]) ?? text($0) }, defects: defects)
  }

  private static func vehicle(_ entry: JSONValue, _ place: String, _ note: (String) -> Void) -> DeclaredVehicle? {
    guard case .object = entry else {
      note("\(place): not an object")
      return nil
    }
    let containers = (entry["containers"]?.arrayValue ?? []).compactMap(text)
    for container in containers {
      if let code = ContainerCode(container) {
        if !code.isValid { note("\(place).containers: \(code) fails its check digit") }
      } else {
        note("\(place).containers: \"\(container)\" is no container number")
      }
    }
    let plate = text(entry["plate"]).flatMap { PlateKey($0).isEmpty ? nil : $0 }
    if plate == nil { note("\(place).plate: missing") }
    return DeclaredVehicle(
      plate: plate, trailer: text(entry["trailer"]).flatMap { PlateKey($0).isEmpty ? nil : $0 }, containers: containers,
      nationality: text(entry["nationality"]), driver: text(entry["driver"]), seal: text(entry["seal"]))
  }

  private static func requirements(_ entries: JSONValue?, _ note: (String) -> Void) -> [Requirement.Kind: Requirement] {
    var result: [Requirement.Kind: Requirement] = [:]
    for (name, entry) in (entries?.objectValue ?? [:]).sorted(by: { $0.key < $1.key }) {
      guard let kind = Requirement.Kind(rawValue: name) else {
        note("requirements.\(name): not known")
        continue
      }
      // An authority whose word cannot be read has not said yes.
      let word = text(entry["state"]) ?? text(entry)
      let state = word.flatMap(Requirement.State.init(rawValue:))
      if state == nil { note("requirements.\(name).state: \(word.map { "\"\($0)\" is not known" } ?? "missing")") }
      result[kind] = Requirement(
        state: state ?? .pending, at: time(entry["at"], "requirements.\(name).at", note), by: text(entry["by"]),
        note: text(entry["note"]))
    }
    return result
  }

  private static func time(_ value: JSONValue?, _ place: String, _ note: (String) -> Void) -> Foundation.Date? {
    guard let text = text(value) else { return nil }
    let date = Timestamp.parse(text)
    if date == nil { note("\(place): \"\(text)\" is no time") }
    return date
  }

  /// Text without surrounding white space; nil where there is none, or only the dots and dashes that stand for nothing.
  private static func text(_ value: JSONValue?) -> String? {
    let raw: String
    switch value {
    case .string(let text): raw = text
    case .integer(let number): raw = String(number)
    default: return nil
    }
    let trimmed = raw.trimmingCharacters(in: .whitespacesAndNewlines)
    return trimmed.allSatisfy { ".-_".contains($0) } ? nil : trimmed
  }

  private static func names(_ document: JSONValue) -> String {
    (document.objectValue ?? [:]).keys.sorted().prefix(8).map { "\"\($0)\"" }.joined(separator: ", ")
  }
}
