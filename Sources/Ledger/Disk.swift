import Foundation
import Glibc

/// What the file system must be told so that it forgets nothing in a power cut. All calls block.
enum Disk {
  /// Makes a directory and its missing ancestors, for their owner only, and their names durable.
  static func makeDirectory(_ path: String) throws {
    if mkdir(path, 0o700) == 0 { return try sync(directory: parent(of: path)) }
    if errno == ENOENT, parent(of: path) != path {
      try makeDirectory(parent(of: path))
      return try makeDirectory(path)
    }
    var status = stat()
    guard errno == EEXIST, stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      let reason = errno == EEXIST ? ENOTDIR : errno
      throw LedgerError(.cannotOpen(detail: String(cString: strerror(reason))), at: path)
    }
  }

  /// Writes a file so that it is there whole or not at all: `path` gets its name only when its content is on the disk.
  ///
  /// - Parameter incoming: another name on the same file system, under which it is written.
  static func write(_ data: Data, to path: String, by incoming: String) throws {
    do {
      try write(data, to: incoming)
      try check(rename(incoming, path), path)
      try sync(directory: parent(of: path))
    } catch {
      unlink(incoming)
      throw error
    }
  }

  private static func write(_ data: Data, to path: String) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    try check(file, path)
    defer { close(file) }
    try data.withUnsafeBytes { bytes in
      var written = 0
      while written < bytes.count {
        let count = Glibc.write(file, bytes.baseAddress?.advanced(by: written), bytes.count - written)
        if count < 0, errno == EINTR { continue }
        try check(Int32(truncatingIfNeeded: count), path)
        written += count
      }
    }
    try check(fsync(file), path)
  }

  /// Keeps other processes out that do the same in this directory; waits for them. Where no lock can be had, as on a disk for
  /// reading only, nothing can be changed either.
  static func alone<Result>(in directory: String, _ work: () throws -> Result) rethrows -> Result {
    let file = open(directory + "/ledger.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    // Closing gives the lock back, and so does the end of the process.
    defer { if file >= 0 { close(file) } }
    if file >= 0 { while flock(file, LOCK_EX) != 0, errno == EINTR {} }
    return try work()
  }

  static func sync(directory: String) throws {
    let folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    try check(folder, directory)
    defer { close(folder) }
    try check(fsync(folder), directory)
  }

  private static func parent(of path: String) -> String {
    let parent = (path as NSString).deletingLastPathComponent
    return parent.isEmpty ? "." : parent
  }

  private static func check(_ result: Int32, _ path: String) throws {
    guard result < 0 else { return }
    switch errno {
    case ENOSPC, EDQUOT: throw LedgerError(.diskFull, at: path)
    case EROFS, EACCES, EPERM: throw LedgerError(.readOnly, at: path)
    default: throw LedgerError(.failed(detail: String(cString: strerror(errno))), at: path)
    }
  }
}
