import Border
import Foundation

/// Keeps what is left of the disk for events: a picture is taken only while there is room to spare.
///
/// It is asked on any thread; asking the file system costs microseconds.
final class DiskRoom: Sendable {
  private let directory: String
  private let limits: Guarded<RetentionPolicy>
  private let state = Guarded(false)

  init(directory: String, policy: RetentionPolicy = RetentionPolicy()) {
    self.directory = directory
    limits = Guarded(policy)
  }

  var policy: RetentionPolicy {
    get { limits.withLock { $0 } }
    set { limits.withLock { $0 = newValue } }
  }

  /// Whether pictures were turned away when last one came.
  var isShort: Bool { state.withLock { $0 } }

  /// - Throws: `LedgerError` of kind `diskFull`.
  func admit(_ bytes: Int) throws {
    let isShort = free.map { $0.free - Int64(bytes) < reserve($0.total) } ?? false
    state.withLock { $0 = isShort }
    if isShort { throw LedgerError(.diskFull, at: directory + "/evidence") }
  }

  /// How many bytes must go for the reserve to be whole again.
  var missing: Int64 { free.map { max(0, reserve($0.total) - $0.free) } ?? 0 }

  /// Never more than a tenth of the disk, so that a small one holds pictures too.
  private func reserve(_ total: Int64) -> Int64 { min(policy.reserveBytes, total / 10) }

  private var free: (free: Int64, total: Int64)? {
    var status = statvfs()
    // A file system without blocks, such as /proc, says nothing of room.
    guard statvfs(directory, &status) == 0, status.f_blocks > 0 else { return nil }
    let block = Int64(status.f_frsize)
    return (Int64(status.f_bavail) * block, Int64(status.f_blocks) * block)
  }
}
