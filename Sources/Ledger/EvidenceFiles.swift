import Border
import Dispatch
import Foundation
import Glibc

/// Pictures as files by the hash of their content: `evidence/ab/cdef…`.
///
/// A file is there whole or not at all. A power cut leaves at most one stray file in `evidence/incoming`, which nothing
/// refers to. All work is done on one queue of its own, since a sync may take long.
struct EvidenceFiles: Sendable {
  let directory: String
  private let queue = DispatchQueue(label: "ledger.evidence")

  init(directory: String) throws {
    self.directory = directory
    try Disk.makeDirectory(directory + "/incoming")
  }

  func path(of hash: EvidenceHash) -> String {
    "\(directory)/\(hash.rawValue.prefix(2))/\(hash.rawValue.dropFirst(2))"
  }

  /// Returns when the file and its name are on the disk. Does nothing if it is there already; a damaged one is replaced.
  func write(_ data: Data, as hash: EvidenceHash) async throws {
    try await onQueue {
      let path = path(of: hash)
      if (try? Data(contentsOf: URL(fileURLWithPath: path))) == data { return }
      try Disk.makeDirectory("\(directory)/\(hash.rawValue.prefix(2))")
      try Disk.write(data, to: path, by: "\(directory)/incoming/\(UUID().uuidString)")
    }
  }

  /// Lets a file go; one that is not there is gone already.
  func remove(_ hash: EvidenceHash) async throws {
    try await onQueue {
      let path = path(of: hash)
      guard unlink(path) < 0, errno != ENOENT else { return }
      throw LedgerError(.failed(detail: String(cString: strerror(errno))), at: path)
    }
  }

  /// Nil if there is no such file.
  func read(_ hash: EvidenceHash) async throws -> Data? {
    try await onQueue {
      let path = path(of: hash)
      guard FileManager.default.fileExists(atPath: path) else { return nil }
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
}
