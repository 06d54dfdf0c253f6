public import Border
import Foundation

/// A result file of the container scanner, read and found well-formed. Its form is described in `docs/scanner-results.md`.
public struct ScanFile: Sendable, Hashable {
  /// A picture that must stand beside the result file.
  public struct Picture: Sendable, Hashable {
    /// A bare file name, checked: it can lead nowhere else.
    public var name: String
    public var hash: EvidenceHash
    /// In bytes.
    public var size: Int
  }

  /// What a passage needs of it, with `pictures` empty: the receiver fills them in.
  public var result: ScanResult
  public var site: String?
  /// As written: `entry`, `exit`, or the device's own word.
  public var direction: String?
  public var pictures: [Picture]
  /// SHA-256 of the whole file, to tell a repeat from a correction.
  public var contentHash: EvidenceHash
  /// What a technician should know, though it is no reason to refuse: the platform, too, holds such numbers.
  public var warnings: [String]

  /// Its files in the order in which they leave the inbox: the result first. After a power cut a picture without its
  /// result stays, and harms nobody; a result without its pictures would be put aside though it had been received.
  func files(result name: String) -> [String] { [name] + pictures.map(\.name) }
}

/// Why a result file was not taken.
public struct ScanFileError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file's name, with what could disturb a terminal replaced.
  public var file: String
  /// What is wrong, where, and what to do.
  public var cause: String

  public init(file: String, cause: String) {
    self.file = FileName.printable(file)
    self.cause = cause
  }

  public var description: String { "\(file): \(cause)" }
}

/// Bounds of what is read. The defaults are far above any real result, and far below what could harm the station.
public struct ScanLimits: Sendable, Hashable {
  /// Of a result file.
  public var resultBytes = 1 << 20
  /// Of one picture.
  public var pictureBytes = 64 << 20
  public var pictures = 32
  /// Of all pictures of a result: they are in memory at one time.
  public var allPictureBytes = 128 << 20
  /// Of nested objects or elements.
  public var depth = 16
  /// Values of a result file: fields, list entries, elements.
  public var values = 10_000
  /// Of one text.
  public var characters = 10_000

  public init() {}
}
