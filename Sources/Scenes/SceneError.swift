/// Why a scene could not be drawn.
public enum SceneError: Error, Sendable, Hashable, CustomStringConvertible {
  /// A font file is not installed.
  case fontMissing(file: String, package: String, searched: [String])
  /// A font file is there, but FreeType cannot use it.
  case fontBroken(path: String, reason: String)
  case size(width: Int, height: Int)
  case jpeg
  case file(path: String, reason: String)

  public var description: String {
    switch self {
    case .fontMissing(let file, let package, let searched):
      "font \(file) is not under \(searched.joined(separator: ", ")); install the Debian package \(package)"
    case .fontBroken(let path, let reason):
      "\(path): not usable as a font (\(reason)); reinstall the package it came from"
    case .size(let width, let height):
      "a picture of \(width)x\(height) cannot be drawn; choose a size between 16x16 and 8192x8192"
    case .jpeg: "the picture could not be encoded as JPEG; OpenCV's imgcodecs lacks its JPEG encoder"
    case .file(let path, let reason): "\(path): \(reason)"
    }
  }
}
