public import Foundation

/// Where the models lie: one folder with the files of `ModelFile`.
public struct ModelStore: Sendable, Hashable {
  /// The variable of the environment that names the folder.
  public static let variable = "GATE_AGENT_MODELS"

  public let folder: URL

  /// A folder that is known to hold every model.
  ///
  /// - Throws: `ModelError.missing` with the first file that is not there.
  public init(folder: URL) throws(ModelError) {
    for file in ModelFile.allCases where !Self.exists(file, in: folder) {
      throw ModelError.missing(file: file.rawValue, looked: [folder.path])
    }
    self.folder = folder
  }

  /// Finds the folder: `explicit`, else the environment's, else beside the program, else in the current directory.
  ///
  /// An explicit folder, or one from the environment, is never passed over silently: if a model is missing there, that
  /// is the error. Beside the program are `../share/gate-agent/models` as installed, and `models` in any folder above
  /// it, as in a checkout that was built in place.
  public static func find(
    explicit: URL? = nil,
    environment: [String: String] = ProcessInfo.processInfo.environment,
    executable: URL? = Bundle.main.executableURL,
    currentDirectory: URL = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
  ) throws(ModelError) -> ModelStore {
    if let explicit { return try ModelStore(folder: explicit) }
    if let path = environment[variable], !path.isEmpty { return try ModelStore(folder: URL(fileURLWithPath: path)) }
    var candidates: [URL] = []
    if let executable {
      var above = executable.resolvingSymlinksInPath().deletingLastPathComponent()
      candidates.append(above.deletingLastPathComponent().appendingPathComponent("share/gate-agent/models"))
      while above.path != "/" {
        candidates.append(above.appendingPathComponent("models"))
        above.deleteLastPathComponent()
      }
    }
    candidates.append(currentDirectory.appendingPathComponent("models"))
    guard let folder = candidates.first(where: { exists(.detector, in: $0) }) else {
      throw ModelError.missing(file: ModelFile.detector.rawValue, looked: candidates.map(\.path))
    }
    return try ModelStore(folder: folder)
  }

  public func url(_ file: ModelFile) -> URL { folder.appendingPathComponent(file.rawValue) }

  private static func exists(_ file: ModelFile, in folder: URL) -> Bool {
    FileManager.default.isReadableFile(atPath: folder.appendingPathComponent(file.rawValue).path)
  }
}
