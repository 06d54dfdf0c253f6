/// What a plate is issued for. The kind follows from the text's pattern, never from the serial letter:
/// since Circular 79/2024/TT-BCA the letter says nothing about the vehicle.
public enum PlateKind: String, Codable, Sendable, CaseIterable {
  /// A motor vehicle with four wheels or more: cars, lorries, tractors.
  case car
  /// A trailer or semi-trailer: R and RM in Vietnam, 挂 in China.
  case trailer
  /// Vietnamese two-letter marks: foreign-invested, project, restricted, special zones.
  case special
  case temporary
  case diplomatic
  case army
  case motorcycle
  /// Chinese new-energy vehicles, six characters after the agency letter.
  case newEnergy = "new-energy"
  /// Chinese driving school (学).
  case drivingSchool = "driving-school"
  case police
  /// Chinese plates for vehicles of Hong Kong and Macao (港, 澳).
  case crossBoundary = "cross-boundary"
  /// No known grammar fits. Still reported, never trusted.
  case unknown
}
