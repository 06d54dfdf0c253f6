/// Why there is no result, and what to do to get one.
public struct CalibrationError: Error, Sendable, Hashable, CustomStringConvertible {
  public var what: String
  public var remedy: String

  public init(_ what: String, remedy: String) {
    self.what = what
    self.remedy = remedy
  }

  public var description: String { "\(what): \(remedy)" }
}
