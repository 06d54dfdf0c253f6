import Yams

/// One mapping of a YAML file, read key by key; what nobody asked for is an error.
///
/// Every error names file, line, rule and remedy, since the reader of it wrote YAML, not Swift.
struct YAMLMapping {
  let file: String
  /// The path of keys to here, for messages: `lanes[0].cameras[1]`.
  let place: String
  private let node: Node
  private let fields: [String: Node]

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

  func error(_ key: String, _ rule: String, remedy: String) -> ConfigurationError {
    ConfigurationError(
      file: file, line: (fields[key] ?? node).mark?.line, rule: "\(path(key)) \(rule)", remedy: remedy)
  }

  func has(_ key: String) -> Bool { fields[key].map { $0.null == nil } ?? false }

  func string(_ key: String) throws(ConfigurationError) -> String? {
    guard has(key), let value = fields[key] else { return nil }
    guard let text = value.scalar?.string, !text.isEmpty else {
      throw error(key, "must be a text", remedy: "write `\(key): …`")
    }
    return text
  }

  func required(_ key: String, example: String) throws(ConfigurationError) -> String {
    guard let text = try string(key) else {
      throw error(key, "is missing", remedy: "add `\(key): \(example)`")
    }
    return text
  }

  func integer(_ key: String, in range: ClosedRange<Int>) throws(ConfigurationError) -> Int? {
    guard let text = try string(key) else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw error(
        key, "is \"\(text)\"", remedy: "write a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  func flag(_ key: String) throws(ConfigurationError) -> Bool? {
    guard let text = try string(key) else { return nil }
    switch text {
    case "true", "yes": return true
    case "false", "no": return false
    default: throw error(key, "is \"\(text)\"", remedy: "write true or false")
    }
  }

  func choice<Value: RawRepresentable<String> & CaseIterable>(_ key: String, _ type: Value.Type)
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
  func identifier(_ key: String, example: String) throws(ConfigurationError) -> String {
    let text = try required(key, example: example)
    guard text.utf8.count <= 64, text.wholeMatch(of: #/[A-Za-z0-9][A-Za-z0-9._-]*/#) != nil else {
      throw error(
        key, "is \"\(text)\"",
        remedy: "use letters, digits, dots, dashes and underscores, at most 64, such as \(example)")
    }
    return text
  }

  func mapping(_ key: String, keys: [String]) throws(ConfigurationError) -> YAMLMapping? {
    guard has(key), let value = fields[key] else { return nil }
    return try YAMLMapping(value, file: file, place: path(key), keys: keys)
  }

  func list(_ key: String, keys: [String]) throws(ConfigurationError) -> [YAMLMapping] {
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
