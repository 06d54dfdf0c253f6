internal import Yams

/// One mapping of a YAML file, read key by key; what nobody asked for is an error.
///
/// Every error names file, line, rule and remedy, since the reader of it wrote YAML, not Swift.
public struct YAMLMapping {
  public let file: String
  /// The path of keys to here, for messages: `lanes[0].cameras[1]`.
  public let place: String
  private let node: Node
  private let fields: [String: Node]

  /// The top of a file.
  ///
  /// - Parameter example: where its writer finds one to start from, for messages.
  public static func root(of text: String, file: String, example: String, keys: [String]) throws(ConfigurationError)
    -> YAMLMapping
  {
    let node: Node?
    do {
      node = try Yams.compose(yaml: text)
    } catch {
      throw unreadable(error, file: file, example: example)
    }
    guard let node else {
      throw ConfigurationError(file: file, line: nil, rule: "is empty", remedy: "start from \(example)")
    }
    return try YAMLMapping(node, file: file, place: "", keys: keys)
  }

  private static func unreadable(_ error: any Error, file: String, example: String) -> ConfigurationError {
    switch error as? YamlError {
    case .duplicatedKeysInMapping(let names, let context):
      ConfigurationError(
        file: file, line: context.mark.line,
        rule: "key \"\(names.first ?? "")\" stands twice",
        remedy: "remove one of them")
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _):
      ConfigurationError(
        file: file, line: mark.line, rule: "is not YAML", remedy: "mend the indentation or the quotes near this line")
    default:
      ConfigurationError(file: file, line: nil, rule: "is not YAML", remedy: "write it in UTF-8, as in \(example)")
    }
  }

  init(_ node: Node, file: String, place: String, keys: [String]) throws(ConfigurationError) {
    guard let mapping = node.mapping else {
      throw ConfigurationError(
        file: file, line: node.mark?.line, rule: "\(place.isEmpty ? "the file" : place) must be a mapping",
        remedy: "write `key: value` lines, with the keys \(keys.joined(separator: ", "))")
    }
    var fields: [String: Node] = [:]
    for (key, value) in mapping {
      let name = key.string ?? ""
      guard keys.contains(name) else {
        throw ConfigurationError(
          file: file, line: key.mark?.line, rule: "unknown key \"\(name)\"\(place.isEmpty ? "" : " in \(place)")",
          remedy: Self.suggestion(for: name, among: keys))
      }
      fields[name] = value
    }
    (self.file, self.place, self.node, self.fields) = (file, place, node, fields)
  }

  public func error(_ key: String, _ rule: String, remedy: String) -> ConfigurationError {
    ConfigurationError(
      file: file, line: (fields[key] ?? node).mark?.line, rule: "\(path(key)) \(rule)", remedy: remedy)
  }

  public func has(_ key: String) -> Bool { fields[key].map { $0.null == nil } ?? false }

  public func string(_ key: String) throws(ConfigurationError) -> String? {
    guard has(key), let value = fields[key] else { return nil }
    guard let text = value.scalar?.string, !text.isEmpty else {
      throw error(key, "must be a text", remedy: "write `\(key): …`")
    }
    return text
  }

  public func required(_ key: String, example: String) throws(ConfigurationError) -> String {
    guard let text = try string(key) else {
      throw error(key, "is missing", remedy: "add `\(key): \(example)`")
    }
    return text
  }

  public func integer(_ key: String, in range: ClosedRange<Int>) throws(ConfigurationError) -> Int? {
    guard let text = try string(key) else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw error(
        key, "is \"\(text)\"", remedy: "write a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  public func number(_ key: String, in range: ClosedRange<Double>) throws(ConfigurationError) -> Double? {
    guard let text = try string(key) else { return nil }
    guard let number = Double(text), number.isFinite, range.contains(number) else {
      throw error(
        key, "is \"\(text)\"",
        remedy: "write a number from \(Self.plain(range.lowerBound)) to \(Self.plain(range.upperBound))")
    }
    return number
  }

  /// A list of numbers; `count` says how many, nil for any.
  public func numbers(_ key: String, count: Int? = nil) throws(ConfigurationError) -> [Double]? {
    guard has(key), let value = fields[key] else { return nil }
    let numbers = value.sequence?.compactMap { $0.scalar.flatMap { Double($0.string) } }.filter(\.isFinite)
    guard let numbers, numbers.count == value.sequence?.count, count == nil || numbers.count == count else {
      throw error(key, "must be a list of \(count.map { "\($0) " } ?? "")numbers", remedy: "write `\(key): [1, 2, …]`")
    }
    return numbers
  }

  /// A list of lists of `width` numbers, at least `least` of them, such as points of a picture.
  public func rows(_ key: String, of width: Int, atLeast least: Int) throws(ConfigurationError) -> [[Double]]? {
    guard has(key), let value = fields[key] else { return nil }
    return try rows(of: value, key, width, least)
  }

  /// A list of such lists.
  public func rowLists(_ key: String, of width: Int, atLeast least: Int) throws(ConfigurationError) -> [[[Double]]] {
    guard has(key), let value = fields[key] else { return [] }
    guard let sequence = value.sequence else {
      throw error(key, "must be a list", remedy: "write each entry on a line that begins with `- `")
    }
    var result: [[[Double]]] = []
    for entry in sequence { result.append(try rows(of: entry, key, width, least)) }
    return result
  }

  private func rows(of value: Node, _ key: String, _ width: Int, _ least: Int) throws(ConfigurationError) -> [[Double]]
  {
    let rows = value.sequence?.compactMap { row in
      row.sequence?.compactMap { $0.scalar.flatMap { Double($0.string) } }.filter(\.isFinite)
    }
    guard let rows, rows.count == value.sequence?.count, rows.count >= least,
      rows.allSatisfy({ $0.count == width })
    else {
      let example = Array(repeating: "0", count: width).joined(separator: ", ")
      throw error(
        key, "must be a list of at least \(least) times \(width) numbers", remedy: "write `\(key): [[\(example)], …]`")
    }
    return rows
  }

  /// A mapping of names that only the reader can judge to whole numbers, in the order of the file.
  public func integers(_ key: String) throws(ConfigurationError) -> [(name: String, value: Int)] {
    guard has(key), let value = fields[key] else { return [] }
    guard let mapping = value.mapping else {
      throw error(key, "must be a mapping", remedy: "write `name: number` lines")
    }
    var result: [(name: String, value: Int)] = []
    for (name, value) in mapping {
      let text = value.scalar?.string ?? ""
      guard let number = Int(text) else {
        throw ConfigurationError(
          file: file, line: value.mark?.line, rule: "\(path(key)).\(name.string ?? "") is \"\(text)\"",
          remedy: "write a whole number")
      }
      result.append((name.string ?? "", number))
    }
    return result
  }

  private static func plain(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
  }

  public func flag(_ key: String) throws(ConfigurationError) -> Bool? {
    guard let text = try string(key) else { return nil }
    switch text {
    case "true", "yes": return true
    case "false", "no": return false
    default: throw error(key, "is \"\(text)\"", remedy: "write true or false")
    }
  }

  public func choice<Value: RawRepresentable<String> & CaseIterable>(_ key: String, _ type: Value.Type)
    throws(ConfigurationError) -> Value?
  {
    guard let text = try string(key) else { return nil }
    guard let value = Value(rawValue: text) else {
      let words = Value.allCases.map(\.rawValue)
      throw error(
        key, "is \"\(text)\"", remedy: "write \(words.dropLast().joined(separator: ", ")) or \(words.last ?? "")")
    }
    return value
  }

  /// An id: it becomes part of event sources and file names.
  public func identifier(_ key: String, example: String) throws(ConfigurationError) -> String {
    let text = try required(key, example: example)
    guard text.utf8.count <= 64, text.wholeMatch(of: #/[A-Za-z0-9][A-Za-z0-9._-]*/#) != nil else {
      throw error(
        key, "is \"\(text)\"",
        remedy: "use letters, digits, dots, dashes and underscores, at most 64, such as \(example)")
    }
    return text
  }

  public func mapping(_ key: String, keys: [String]) throws(ConfigurationError) -> YAMLMapping? {
    guard has(key), let value = fields[key] else { return nil }
    return try YAMLMapping(value, file: file, place: path(key), keys: keys)
  }

  /// The keys of a mapping that may hold any; nil if it is not there.
  public func names(_ key: String) throws(ConfigurationError) -> [String]? {
    guard has(key), let value = fields[key] else { return nil }
    guard let mapping = value.mapping else {
      throw error(key, "must be a mapping", remedy: "write `name: value` lines")
    }
    return mapping.map { $0.key.string ?? "" }
  }

  public func list(_ key: String, keys: [String]) throws(ConfigurationError) -> [YAMLMapping] {
    guard has(key), let value = fields[key] else { return [] }
    guard let sequence = value.sequence else {
      throw error(key, "must be a list", remedy: "write each entry on a line that begins with `- `")
    }
    var result: [YAMLMapping] = []
    for (index, entry) in sequence.enumerated() {
      result.append(try YAMLMapping(entry, file: file, place: "\(path(key))[\(index)]", keys: keys))
    }
    return result
  }

  private func path(_ key: String) -> String { place.isEmpty ? key : "\(place).\(key)" }

  /// The known key that a misspelt one most likely meant.
  private static func suggestion(for name: String, among keys: [String]) -> String {
    let near = keys.map { ($0, distance(name, $0)) }.min { $0.1 < $1.1 }
    if let near, near.1 <= 2 { return "did you mean \"\(near.0)\"?" }
    return "known keys here are \(keys.joined(separator: ", "))"
  }

  /// Edits from one word to another (Levenshtein).
  private static func distance(_ a: String, _ b: String) -> Int {
    let b = Array(b)
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, y) in b.enumerated() {
        let above = row[j + 1]
        row[j + 1] = min(above + 1, row[j] + 1, diagonal + (x == y ? 0 : 1))
        diagonal = above
      }
    }
    return row[b.count]
  }
}
