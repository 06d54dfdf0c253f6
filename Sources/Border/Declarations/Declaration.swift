public import Foundation

/// What was declared to the platform for one crossing.
///
/// Nothing here was checked by the agent: numbers may be wrong, fields may be missing, and are shown as they came.
public struct Declaration: Sendable, Hashable, Codable, Identifiable {
  public enum State: String, Sendable, Codable {
    case open
    /// Everything is done; a second crossing needs a new declaration.
    case finished
    /// Sent back to the declarant for correction.
    case returned
    case cancelled
  }

  /// The platform's id.
  public var id: String
  /// Grows with every change.
  public var version: Int64
  /// As people say it: yyyyMMdd and five digits.
  public var number: String
  public var state: State
  /// The gate's code, such as CKHN (Huu Nghi) or TT (Tan Thanh).
  public var gate: String
  /// Import comes in, export goes out.
  public var direction: Direction
  public var validFrom: Date?
  public var validUntil: Date?
  public var vehicles: [DeclaredVehicle]
  public var requirements: [Requirement.Kind: Requirement]
  /// Goods in the declarant's words, for the guard to read.
  public var goods: [String]
  /// What was wrong with the document, in words; the rest of it was taken all the same.
  public var defects: [String]

  public init(
    id: String, version: Int64, number: String, state: State, gate: String, direction: Direction, validFrom: Date?,
    validUntil: Date?, vehicles: [DeclaredVehicle], requirements: [Requirement.Kind: Requirement], goods: [String] = [],
    defects: [String] = []
  ) {
    self.id = id
    self.version = version
    self.number = number
    self.state = state
    self.gate = gate
    self.direction = direction
    self.validFrom = validFrom
    self.validUntil = validUntil
    self.vehicles = vehicles
    self.requirements = requirements
    self.goods = goods
    self.defects = defects
  }

  /// Every key by which a plate finds this declaration: tractors and trailers.
  public var plateKeys: [PlateKey] {
    vehicles.flatMap { [$0.plate, $0.trailer].compactMap { $0.map(PlateKey.init) } }.filter { !$0.isEmpty }
  }

  /// The vehicle whose tractor or trailer has this key.
  public func vehicle(with key: PlateKey) -> DeclaredVehicle? {
    vehicles.first { $0.plate.map(PlateKey.init) == key } ?? vehicles.first { $0.trailer.map(PlateKey.init) == key }
  }
}

/// One vehicle of a declaration, as declared.
public struct DeclaredVehicle: Sendable, Hashable, Codable {
  /// The tractor's plate; nil for a new vehicle without one.
  public var plate: String?
  public var trailer: String?
  public var containers: [String]
  /// VN or CN, as declared.
  public var nationality: String?
  public var driver: String?
  public var seal: String?

  public init(
    plate: String?, trailer: String? = nil, containers: [String] = [], nationality: String? = nil,
    driver: String? = nil, seal: String? = nil
  ) {
    self.plate = plate
    self.trailer = trailer
    self.containers = containers
    self.nationality = nationality
    self.driver = driver
    self.seal = seal
  }
}

/// What one authority asks for, and how far it is.
public struct Requirement: Sendable, Hashable, Codable {
  public enum Kind: String, Sendable, Codable, CaseIterable, CodingKeyRepresentable {
    case documents, medical, plantQuarantine, animalQuarantine, customs, fee, scan
  }

  public enum State: String, Sendable, Codable {
    case notRequired, pending, satisfied, missing
  }

  public var state: State
  public var at: Date?
  public var by: String?
  public var note: String?

  public init(state: State, at: Date? = nil, by: String? = nil, note: String? = nil) {
    self.state = state
    self.at = at
    self.by = by
    self.note = note
  }
}
