import Border
import Foundation

/// When a request of a kind goes wrong, and how.
struct FaultRule: Sendable, Equatable {
  enum Timing: Sendable, Equatable {
    /// The n-th matching requests, from 1.
    case nth(Set<Int>)
    case every(Int)
    case probability(Double, seed: UInt64)
  }

  enum Action: Sendable, Equatable {
    case status(Int, retryAfter: Int?)
    /// Nothing is done, nothing is said, the connection is cut.
    case closeBeforeAnswer
    /// All is done and committed, then the connection is cut.
    case answerLostAfterCommit
    case delay(milliseconds: Int)
    /// All is done; the answer is a sign-in page under the right content type.
    case garbageBody
    /// All is done; the answer calls itself text/html.
    case wrongContentType
    /// All is done; the answer's head promises its whole length, half of it comes, then the connection is reset.
    case resetMidBody
    /// All is done; a well-formed answer whose JSON is cut in half.
    case halfAnswer
    /// All is done, twice, as when something on the way sends the request again; the second answer is given.
    case twice
    /// All is done; the answer comes at so many bytes a second.
    case trickle(bytesPerSecond: Int)
    /// The answer never ends; the connection is cut after a minute.
    case endlessBody
    /// All is done; the answer's `Date` and `time` are off by so many seconds.
    case clockOff(seconds: Int)
  }

  /// Nil: any.
  var method: String?
  /// The beginning of the path; nil: any.
  var path: String?
  var timing: Timing
  var action: Action
}

/// A file of fault rules. Strict: a typing error in a test's script must not make a test without faults of it.
struct FaultScript: Sendable, Equatable {
  static let maximumRules = 100
  static let maximumDelay = 60_000

  var rules: [FaultRule]

  init(file: String) throws(CommandFailure) {
    guard let content = FileManager.default.contents(atPath: file) else {
      throw CommandFailure("\(file): cannot be read; check --faults and its permissions")
    }
    try self.init(content, name: file)
  }

  init(_ content: Data, name: String) throws(CommandFailure) {
    guard let value = try? JSONValue(parsing: content), case .array(let entries) = value else {
      throw CommandFailure("\(name): expected a JSON array of fault rules")
    }
    guard entries.count <= Self.maximumRules else {
      throw CommandFailure("\(name): \(entries.count) rules; at most \(Self.maximumRules)")
    }
    rules = []
    for (index, entry) in entries.enumerated() { rules.append(try Self.rule(entry, "\(name): [\(index)]")) }
  }

  private static func rule(_ entry: JSONValue, _ place: String) throws(CommandFailure) -> FaultRule {
    let fields = try object(entry, place, ["match", "nth", "every", "probability", "seed", "action"])
    let match = try object(fields["match"] ?? [:], "\(place).match", ["method", "path"])
    let action = try action(fields["action"] ?? .null, "\(place).action")
    return FaultRule(
      method: match["method"]?.stringValue?.uppercased(), path: match["path"]?.stringValue,
      timing: try timing(fields, place), action: action)
  }

  private static func timing(_ fields: [String: JSONValue], _ place: String) throws(CommandFailure) -> FaultRule.Timing
  {
    switch (fields["nth"], fields["every"], fields["probability"]) {
    case (nil, nil, nil): return .every(1)
    case (let nth?, nil, nil):
      let numbers = (nth.arrayValue ?? [nth]).compactMap(\.integerValue).filter { $0 > 0 }
      guard !numbers.isEmpty, numbers.count == nth.arrayValue?.count ?? 1 else {
        throw CommandFailure("\(place).nth: expected a number from 1, or an array of such")
      }
      return .nth(Set(numbers.map { Int($0) }))
    case (nil, let every?, nil):
      guard let number = every.integerValue, number > 0 else {
        throw CommandFailure("\(place).every: expected a number from 1")
      }
      return .every(Int(number))
    case (nil, nil, let probability?):
      let share: Double? =
        if case .number(let number) = probability { number } else { probability.integerValue.map { Double($0) } }
      guard let share, (0...1).contains(share), let seed = fields["seed"]?.integerValue else {
        throw CommandFailure("\(place): \"probability\" from 0 to 1 needs a whole number \"seed\" beside it")
      }
      return .probability(share, seed: UInt64(bitPattern: seed))
    default: throw CommandFailure("\(place): only one of \"nth\", \"every\" and \"probability\" makes sense")
    }
  }

  private static func action(_ value: JSONValue, _ place: String) throws(CommandFailure) -> FaultRule.Action {
    let flags: [String: FaultRule.Action] = [
      "closeBeforeAnswer": .closeBeforeAnswer, "answerLostAfterCommit": .answerLostAfterCommit,
      "garbageBody": .garbageBody, "wrongContentType": .wrongContentType, "resetMidBody": .resetMidBody,
      "halfAnswer": .halfAnswer, "twice": .twice, "endlessBody": .endlessBody,
    ]
    let kinds = ["status", "delayMs", "trickle", "clockOff"] + flags.keys.sorted()
    let fields = try object(value, place, kinds + ["retryAfter"])
    let chosen = fields.keys.filter(kinds.contains)
    guard chosen.count == 1, let kind = chosen.first, let argument = fields[kind] else {
      throw CommandFailure("\(place): expected one of \(kinds.joined(separator: ", "))")
    }
    if let flag = flags[kind], argument.boolValue == true { return flag }
    switch (kind, argument.integerValue) {
    case ("status", let code?) where (300...599).contains(code):
      return .status(Int(code), retryAfter: fields["retryAfter"]?.integerValue.map { Int($0) })
    case ("delayMs", let count?) where (0...Int64(maximumDelay)).contains(count):
      return .delay(milliseconds: Int(count))
    case ("trickle", let rate?) where (1...1_000_000).contains(rate): return .trickle(bytesPerSecond: Int(rate))
    case ("clockOff", let seconds?) where abs(seconds) <= 100 * 366 * 86_400: return .clockOff(seconds: Int(seconds))
    default:
      throw CommandFailure(
        "\(place).\(kind): expected a status from 300 to 599, a delayMs up to \(maximumDelay), a trickle of 1 to "
          + "1000000 bytes a second, a clockOff in seconds, or true for the others")
    }
  }

  private static func object(
    _ value: JSONValue, _ place: String, _ known: [String]
  ) throws(CommandFailure) -> [String: JSONValue] {
    guard case .object(let fields) = value else { throw CommandFailure("\(place): expected an object") }
    if let stranger = fields.keys.sorted().first(where: { !known.contains($0) }) {
      throw CommandFailure("\(place).\(stranger): not known; expected \(known.joined(separator: ", "))")
    }
    return fields
  }
}
