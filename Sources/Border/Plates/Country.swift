/// Whose plate it is, as far as its grammar tells.
public enum Country: String, Codable, Sendable, CaseIterable {
  case vietnam = "VN"
  case china = "CN"
  case unknown
}
