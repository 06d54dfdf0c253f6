internal import Foundation

/// Reads picture files as they are named on the command line.
public struct PictureFileReader {
  /// Larger files are no pictures of a plate.
  static let mostBytes = 256 << 20

  private let recognizer: PlateRecognizer

  public init(recognizer: PlateRecognizer) { self.recognizer = recognizer }

  /// Never throws: what cannot be read is a report of its own, so that the next file has its turn.
  public func report(on file: String) -> PictureReport {
    do {
      let bytes = try contents(of: file)
      return .read(file: file, try bytes.withUnsafeBytes { try recognizer.read(encoded: $0) })
    } catch {
      return .failed(file: file, error: String(describing: error))
    }
  }

  private func contents(of file: String) throws(PictureFileError) -> Data {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: file, isDirectory: &isFolder) else { throw .absent }
    guard !isFolder.boolValue else { throw .folder }
    // A device may have no size and no end, and a file that is being written grows.
    guard let handle = FileHandle(forReadingAtPath: file),
      let bytes = try? handle.read(upToCount: Self.mostBytes + 1) ?? Data()
    else { throw .forbidden }
    guard !bytes.isEmpty else { throw .empty }
    guard bytes.count <= Self.mostBytes else { throw .tooLarge }
    return bytes
  }
}

/// A file that is not even worth decoding.
public enum PictureFileError: Error, Sendable, Hashable, CustomStringConvertible {
  case absent, folder, forbidden, empty, tooLarge

  public var description: String {
    switch self {
    case .absent: "no such file: check the path"
    case .folder: "is a folder: name the pictures in it"
    case .forbidden: "may not be read: check its permissions"
    case .empty: "is empty: copy or capture it again"
    case .tooLarge: "is no picture: it has more than \(PictureFileReader.mostBytes >> 20) MB"
    }
  }
}
