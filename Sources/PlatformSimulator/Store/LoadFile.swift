import Border
import Foundation

/// A file of declarations for `load`, checked whole before anything is taken.
enum LoadFile {
  struct Entry {
    var id: String
    /// Nil: the next one.
    var version: Int64?
    var isDeleted: Bool
    var fields: [String: JSONValue]
    /// What is doubtful and was taken all the same.
    var warnings: [String]
  }

  static func parse(_ content: Data, name: String) throws(CommandFailure) -> [Entry] {
    guard let value = try? JSONValue(parsing: content) else {
      throw CommandFailure("\(name): is no JSON; expected an array of declarations")
    }
    guard case .array(let documents) = value else {
      throw CommandFailure("\(name): is no JSON array; put the declarations between [ and ]")
    }
    var entries: [Entry] = []
    var errors: [String] = []
    var places: [String: Int] = [:]
    for (index, document) in documents.enumerated() {
      do throws(CommandFailure) {
        let entry = try entry(document, place: "\(name): [\(index)]")
        if let first = places.updateValue(index, forKey: entry.id) {
          throw CommandFailure("\(name): [\(index)]: has the same id as [\(first)], \"\(entry.id)\"; keep one of them")
        }
        entries.append(entry)
      } catch {
        errors.append(error.description)
      }
    }
    guard errors.isEmpty else {
      let more = errors.count > 20 ? "\n… and \(errors.count - 20) more" : ""
      throw CommandFailure(errors.prefix(20).joined(separator: "\n") + more + "\nnothing was loaded")
    }
    return entries
  }

  private static func entry(_ document: JSONValue, place: String) throws(CommandFailure) -> Entry {
    let declaration: Declaration
    do throws(DeclarationDocument.Unusable) {
      declaration = try DeclarationDocument.parse(document)
    } catch {
      throw CommandFailure("\(place): \(error)")
    }
    var fields = document.objectValue ?? [:]
    let isDeleted = fields.removeValue(forKey: "deleted")?.boolValue ?? false
    let version = fields["version"]?.integerValue
    guard fields["version"] == nil || (version ?? 0) > 0 else {
      throw CommandFailure("\(place).version: expected a whole number above 0, or none at all")
    }
    // The id as the agent will read it, so that a tombstone finds it.
    fields["id"] = .string(declaration.id)
    return Entry(
      id: declaration.id, version: version, isDeleted: isDeleted, fields: fields,
      warnings: isDeleted ? [] : declaration.defects.map { "\(place).\($0)" })
  }
}
