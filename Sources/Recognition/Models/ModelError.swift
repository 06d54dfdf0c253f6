/// A model that cannot be used: which, where, and what to do.
public enum ModelError: Error, Sendable, Hashable, CustomStringConvertible {
  case missing(file: String, looked: [String])
  case unusable(path: String, reason: String)

  public var description: String {
    switch self {
    case .missing(let file, let looked):
      """
      model \(file) not found in \(looked.joined(separator: ", ")): copy the project's models folder there, or name \
      the folder that has it in \(ModelStore.variable)
      """
    case .unusable(let path, let reason):
      "model \(path): \(reason): replace it with the file of the same name from the project's models folder"
    }
  }
}
