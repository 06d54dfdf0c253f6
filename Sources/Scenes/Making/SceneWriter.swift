import Border
public import Foundation

/// Pictures as JPEG files, and `labels.jsonl` with one object a picture.
public struct SceneWriter {
  /// A line of `labels.jsonl`.
  public struct Label: Sendable, Hashable, Codable {
    /// Relative to the folder.
    public var file: String
    public var width: Int
    public var height: Int
    public var plates: [PlateTruth]
    public var conditions: SceneConditions
    public var seed: UInt64
  }

  public static let labelsFile = "labels.jsonl"

  private let folder: URL
  private let labels: FileHandle
  private let encoder = JSONCoding.encoder()

  /// Makes the folder; an old `labels.jsonl` in it is replaced.
  public init(folder: URL) throws(SceneError) {
    self.folder = folder
    let path = folder.appendingPathComponent(Self.labelsFile)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data().write(to: path)
      labels = try FileHandle(forWritingTo: path)
    } catch {
      throw .file(path: path.path, reason: "cannot be written (\(error.localizedDescription)); choose another folder")
    }
  }

  /// Writes one picture and its line.
  public func write(_ frame: DrawnFrame, name: String) throws(SceneError) {
    let file = name + ".jpg"
    let path = folder.appendingPathComponent(file)
    // What the camera's encoder did is in the picture already; this one is to add nothing to it.
    let bytes = try frame.picture.jpeg(quality: 95)
    do {
      try Data(bytes).write(to: path)
      let label = Label(
        file: file, width: frame.width, height: frame.height, plates: frame.truth, conditions: frame.conditions,
        seed: frame.seed)
      try labels.write(contentsOf: try encoder.encode(label) + [0x0A])
    } catch {
      throw .file(path: path.path, reason: "cannot be written (\(error.localizedDescription)); is the disk full?")
    }
  }

  /// Reads a folder's labels back.
  public static func labels(in folder: URL) throws(SceneError) -> [Label] {
    let path = folder.appendingPathComponent(labelsFile)
    do {
      let lines = try Data(contentsOf: path).split(separator: 0x0A)
      return try lines.map { try JSONCoding.decoder().decode(Label.self, from: Data($0)) }
    } catch {
      throw .file(path: path.path, reason: "cannot be read (\(error.localizedDescription))")
    }
  }
}
