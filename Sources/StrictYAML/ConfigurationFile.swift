import Foundation

public enum ConfigurationFile {
  /// - Parameter remedy: what to do where there is no such file, or no UTF-8 in it.
  public static func text(at path: String, remedy: String) throws(ConfigurationError) -> String {
    do {
      return try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw ConfigurationError(file: path, line: nil, rule: "cannot be read", remedy: remedy)
    }
  }
}
