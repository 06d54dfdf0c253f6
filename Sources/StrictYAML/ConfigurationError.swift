/// What is wrong in a configuration file, where, by which rule, and what to do.
public struct ConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
  public let file: String
  /// From 1; nil where the whole file is meant.
  public let line: Int?
  public let rule: String
  public let remedy: String

  public init(file: String, line: Int?, rule: String, remedy: String) {
    self.file = file
    self.line = line
    self.rule = rule
    self.remedy = remedy
  }

  public var description: String {
    "\(file)\(line.map { ":\($0)" } ?? ""): \(rule); \(remedy)"
  }
}
