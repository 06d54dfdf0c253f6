public import Foundation

/// What the container scanner says of one vehicle.
///
/// No scan is not "clear", and "not suspicious" is the scanner's word, not the officer's.
public struct ScanResult: Sendable, Hashable, Codable, Identifiable {
  /// The analyst's conclusion: *nghi vấn*, *không nghi vấn* (Decision 3272/QĐ-TCHQ, 24 November 2020), or none yet.
  public enum Conclusion: String, Sendable, Codable {
    case suspicious, notSuspicious = "not-suspicious", notConcluded = "not-concluded"
  }

  /// The scanner's own id; with the content's hash it tells a repeat from a correction.
  public var id: String
  public var device: String
  public var startedAt: Date?
  public var endedAt: Date?
  public var plates: [String]
  public var containers: [String]
  public var declarationNumber: String?
  public var conclusion: Conclusion
  public var radiation: [RadiationAlarm]
  /// Pictures, already kept as evidence.
  public var pictures: [EvidenceHash]
  public var note: String

  public init(
    id: String, device: String, startedAt: Date?, endedAt: Date?, plates: [String], containers: [String],
    declarationNumber: String?, conclusion: Conclusion, radiation: [RadiationAlarm], pictures: [EvidenceHash],
    note: String
  ) {
    self.id = id
    self.device = device
    self.startedAt = startedAt
    self.endedAt = endedAt
    self.plates = plates
    self.containers = containers
    self.declarationNumber = declarationNumber
    self.conclusion = conclusion
    self.radiation = radiation
    self.pictures = pictures
    self.note = note
  }
}

/// An alarm of a radiation portal. A category nobody knows is still an alarm.
public struct RadiationAlarm: Sendable, Hashable, Codable {
  /// As the device writes it: Gamma, Neutron, Gamma-Neutron, …
  public var category: String
  public var raisedAt: Date?
  public var description: String

  public init(category: String, raisedAt: Date?, description: String) {
    self.category = category
    self.raisedAt = raisedAt
    self.description = description
  }
}
