import Border
import Foundation

/// The one place that touches the drop folder: every name in it was chosen by someone else.
///
/// Nothing is followed: files are opened with O_NOFOLLOW, must be regular, and are read up to a bound.
struct DropFolder: Sendable {
  let folder: URL

  /// How a file looks from outside; two equal looks some time apart mean that no one is writing.
  struct Look: Sendable, Hashable {
    enum Kind: Sendable { case regular, link, other }
    var kind: Kind
    var size: Int
    /// In nanoseconds since 1970.
    var modified: Int64
  }

  enum ReadError: Error { case absent, notRegular, tooLarge, changing, failed(String) }

  func path(_ name: String) -> String { folder.appending(path: name).path }

  /// Names of everything in it but folders and hidden files, sorted.
  func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { name in
      guard !name.hasPrefix("."), let look = look(name) else { return false }
      return look.kind != .other
    }.sorted()
  }

  /// Nil if there is no such file. Folders, pipes and devices are `other`.
  func look(_ name: String) -> Look? {
    var status = stat()
    guard lstat(path(name), &status) == 0 else { return nil }
    return Self.look(status)
  }

  private static func look(_ status: stat) -> Look {
    let kind: Look.Kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFLNK: .link
      default: .other
      }
    return Look(
      kind: kind, size: Int(status.st_size),
      modified: Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec))
  }

  /// The whole content of a regular file, if it does not change meanwhile.
  func read(_ name: String, atMost limit: Int) throws(ReadError) -> Data {
    // O_NONBLOCK: opening a pipe must not wait for its writer.
    let descriptor = open(path(name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      switch errno {
      case ENOENT: throw .absent
      case ELOOP: throw .notRegular
      default: throw .failed(String(cString: strerror(errno)))
      }
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw .notRegular }
    let before = Self.look(status)
    guard before.size <= limit else { throw .tooLarge }
    var data = Data(count: before.size)
    var filled = 0
    while filled < before.size {
      let count = data.withUnsafeMutableBytes { bytes in
        Glibc.read(descriptor, bytes.baseAddress?.advanced(by: filled), before.size - filled)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .failed(String(cString: strerror(errno))) }
      guard count > 0 else { throw .changing }
      filled += count
    }
    guard fstat(descriptor, &status) == 0, Self.look(status) == before else { throw .changing }
    return data
  }

  /// Moves files together, in their order, into a new folder `kind/title`.
  ///
  /// - Returns: the new folder.
  func put(_ names: [String], under kind: String, title: String, reason: String? = nil) throws -> URL {
    let manager = FileManager.default
    let parent = folder.appending(path: kind)
    try manager.createDirectory(at: parent, withIntermediateDirectories: true)
    var target = parent.appending(path: title)
    var number = 2
    while manager.fileExists(atPath: target.path) {
      target = parent.appending(path: "\(title)-\(number)")
      number += 1
    }
    try manager.createDirectory(at: target, withIntermediateDirectories: false)
    if let reason {
      try Data((reason + "\n").utf8).write(to: target.appending(path: QuarantinedScan.reasonFile), options: .atomic)
    }
    for name in names {
      // rename(2) moves a link itself, and never what it points to.
      guard rename(path(name), target.appending(path: name).path) == 0 || errno == ENOENT else {
        throw ReadError.failed(String(cString: strerror(errno)))
      }
    }
    return target
  }
}
