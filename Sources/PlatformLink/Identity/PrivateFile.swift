import Foundation
import Glibc

/// Files that are there whole or not at all, durable, and readable by their owner alone. All calls block.
enum PrivateFile {
  static func write(_ text: String, to path: String) throws(IdentityFault) {
    let folder = (path as NSString).deletingLastPathComponent
    let incoming = path + ".new"
    unlink(incoming)
    let file = open(incoming, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    try check(file, path)
    defer {
      close(file)
      unlink(incoming)
    }
    let bytes = Array(text.utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      try check(Int32(truncatingIfNeeded: count), path)
      written += count
    }
    try check(fsync(file), path)
    try check(rename(incoming, path), path)
    let directory = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    try check(directory, path)
    defer { close(directory) }
    try check(fsync(directory), path)
  }

  static func makeFolder(of path: String) throws(IdentityFault) {
    let folder = (path as NSString).deletingLastPathComponent
    guard !folder.isEmpty else { return }
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw IdentityFault(folder, "cannot be made", "Check its permissions, or name another folder in platform.tls.")
    }
  }

  private static func check(_ result: Int32, _ path: String) throws(IdentityFault) {
    guard result < 0 else { return }
    throw IdentityFault(
      path, "cannot be written (\(String(cString: strerror(errno))))",
      "Check the disk and the permissions of the folder, then try again; nothing was changed.")
  }
}

/// What is wrong with a station's key or certificate: where, what, and what to do.
public struct IdentityFault: Error, Sendable, Hashable, CustomStringConvertible {
  public var place: String
  public var problem: String
  public var remedy: String

  public init(_ place: String, _ problem: String, _ remedy: String) {
    self.place = place
    self.problem = problem
    self.remedy = remedy
  }

  public var description: String { "\(place): \(problem). \(remedy)" }
}
