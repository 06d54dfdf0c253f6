import Border
import Foundation
import Glibc

/// How far the chain of events has come, in a small file beside the database: a second witness.
///
/// A database whose write-ahead log was lost looks whole, only older; so does one from a backup. Events that were confirmed,
/// and perhaps delivered, are missing then, and their numbers must not be given out again. Written after each commit and
/// not synced: it survives everything but a power cut, in which it may be older than the database, which says nothing.
///
/// Threads: only the ledger's writer, one transaction after the other.
final class ChainMark: Sendable {
  private let directory: String
  /// The number of the last event that the transaction in hand has written.
  private let pending = Guarded<Int64?>(nil)
  /// Opened by a note, and held until the ledger is closed: opening it each time took longer than writing it.
  private let file = Guarded<Int32>(-1)

  init(directory: String) { self.directory = directory }

  static func path(_ directory: String) -> String { directory + "/ledger.mark" }

  /// The number of the last event that was ever committed, as far as this file knows.
  static func read(in directory: String) -> Int64? {
    guard let data = FileManager.default.contents(atPath: path(directory)), data.count <= 32 else { return nil }
    let words = String(decoding: data, as: UTF8.self)
    guard words.hasSuffix("\n"), let number = Int64(words.dropLast()), number > 0 else { return nil }
    return number
  }

  /// A transaction begins. Whatever the one before has written and not confirmed was rolled back.
  func begin() { pending.withLock { $0 = nil } }

  func willCommit(_ sequence: Int64) { pending.withLock { $0 = sequence } }

  /// What the transaction in hand has written so far, to take a part of it back.
  var willBe: Int64? { pending.withLock { $0 } }
  func takeBack(to sequence: Int64?) { pending.withLock { $0 = sequence } }

  /// The transaction is on the disk.
  func confirm() {
    if let sequence = pending.withLock({ $0 }) { note(sequence) }
  }

  /// Takes a microsecond; where it fails there is one witness less, and nothing else happens. Of several processes that write at
  /// once an older number may stay: it then knows less.
  private func note(_ sequence: Int64) {
    let digits = String(sequence)
    let line = String(repeating: "0", count: max(0, 19 - digits.count)) + digits + "\n"
    let file = file.withLock { file in
      if file < 0 { file = open(Self.path(directory), O_WRONLY | O_CREAT | O_CLOEXEC, 0o600) }
      return file
    }
    guard file >= 0 else { return }
    _ = line.utf8.withContiguousStorageIfAvailable { pwrite(file, $0.baseAddress, $0.count, 0) }
  }

  /// Nothing of a closed ledger is held.
  func letGo() {
    file.withLock { file in
      if file >= 0 { close(file) }
      file = -1
    }
  }

  deinit { letGo() }
}
