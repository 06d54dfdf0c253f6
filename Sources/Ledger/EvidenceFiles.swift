import Border
import Dispatch
import Foundation
import Glibc

/// Pictures as files by the hash of their content: `evidence/ab/cdef…`.
///
/// A file is there whole or not at all: it is written under another name, synced, renamed, and its directory synced.
/// A power cut in between leaves at most one stray file in `evidence/incoming`, which nothing refers to.
/// All work is done on one queue of its own, since a sync may take long.
struct EvidenceFiles: Sendable {
  let directory: String
  private let queue = DispatchQueue(label: "ledger.evidence")

  init(directory: String) throws {
    self.directory = directory
    try Self.makeDirectory(directory)
    try Self.makeDirectory(directory + "/incoming")
  }

  func path(of hash: EvidenceHash) -> String {
    "\(directory)/\(hash.rawValue.prefix(2))/\(hash.rawValue.dropFirst(2))"
  }

  /// Returns when the file and its name are on the disk. Does nothing if it is there already; a damaged one is replaced.
  func write(_ data: Data, as hash: EvidenceHash) async throws {
    try await onQueue {
      let path = path(of: hash)
      if access(path, F_OK) == 0, try Data(contentsOf: URL(fileURLWithPath: path)) == data { return }
      let folder = "\(directory)/\(hash.rawValue.prefix(2))"
      try Self.makeDirectory(folder)
      let incoming = "\(directory)/incoming/\(UUID().uuidString)"
      do {
        try Self.write(data, to: incoming)
        try Self.check(rename(incoming, path), path)
        try Self.sync(directory: folder)
      } catch {
        unlink(incoming)
        throw error
      }
    }
  }

  /// Nil if there is no such file.
  func read(_ hash: EvidenceHash) async throws -> Data? {
    try await onQueue {
      let path = path(of: hash)
      guard access(path, F_OK) == 0 else { return nil }
      do {
        return try Data(contentsOf: URL(fileURLWithPath: path))
      } catch {
        throw LedgerError(.evidenceDamaged(detail: "it cannot be read: \(error.localizedDescription)"), at: path)
      }
    }
  }

  private func onQueue<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      queue.async { continuation.resume(with: Result(catching: work)) }
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

  /// Makes a directory, if it is missing, and its name durable.
  private static func makeDirectory(_ path: String) throws {
    if mkdir(path, 0o700) == 0 {
      try sync(directory: URL(fileURLWithPath: path).deletingLastPathComponent().path)
    } else if errno != EEXIST {
      try check(-1, path)
    }
  }

  private static func sync(directory: String) throws {
    let folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    try check(folder, directory)
    defer { close(folder) }
    try check(fsync(folder), directory)
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
