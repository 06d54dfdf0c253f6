/// What the platform sets for its stations. A station's own configuration stands where nothing is set.
public struct PlatformSettings: Sendable, Hashable {
  /// How often declarations are asked for, in seconds.
  public var pollSeconds: Int?
  /// How often the station says how it is, in seconds.
  public var heartbeatSeconds: Int?
  /// How old declarations may be before `pass` becomes `check`, in minutes. It can only be made stricter from afar.
  public var staleMinutes: Int?
  /// Places of the yard.
  public var yardCapacity: Int?

  public init(
    pollSeconds: Int? = nil, heartbeatSeconds: Int? = nil, staleMinutes: Int? = nil, yardCapacity: Int? = nil
  ) {
    self.pollSeconds = pollSeconds
    self.heartbeatSeconds = heartbeatSeconds
    self.staleMinutes = staleMinutes
    self.yardCapacity = yardCapacity
  }

  /// Reads the contract's settings. Keys that are not known here are passed over.
  ///
  /// - Returns: what can be used, and of each value that cannot, why.
  public static func read(_ document: JSONValue) -> (settings: PlatformSettings, objections: [String]) {
    var objections: [String] = []
    func number(_ key: String, in range: ClosedRange<Int64>) -> Int? {
      guard let value = document[key], value != .null else { return nil }
      guard let number = value.integerValue, range.contains(number) else {
        objections.append("\(key): expected a whole number from \(range.lowerBound) to \(range.upperBound)")
        return nil
      }
      return Int(number)
    }
    let settings = PlatformSettings(
      pollSeconds: number("pollSeconds", in: 1...3600), heartbeatSeconds: number("heartbeatSeconds", in: 5...3600),
      staleMinutes: number("staleMinutes", in: 1...1440), yardCapacity: number("yardCapacity", in: 0...1_000_000))
    return (settings, objections)
  }
}
