import Foundation

/// A thread that does one job after the other, for as long as someone holds this object.
///
/// A thread of its own and no dispatch queue: on Linux the queues share their workers with Swift's concurrency, and
/// transfers that block there would starve every task of the process.
final class WorkerThread: Sendable {
  private let mailbox = Mailbox()

  init() {
    Thread.detachNewThread { [mailbox] in
      while let job = mailbox.next() { job() }
    }
  }

  deinit { mailbox.close() }

  func run(_ job: @escaping @Sendable () -> Void) { mailbox.put(job) }
}

// Unchecked: everything is touched between lock and unlock of the condition.
private final class Mailbox: @unchecked Sendable {
  private let condition = NSCondition()
  private var jobs: [@Sendable () -> Void] = []
  private var isClosed = false

  func put(_ job: @escaping @Sendable () -> Void) {
    condition.withLock {
      jobs.append(job)
      condition.signal()
    }
  }

  func close() {
    condition.withLock {
      isClosed = true
      condition.signal()
    }
  }

  /// Blocks until there is a job; nil once closed and empty.
  func next() -> (@Sendable () -> Void)? {
    condition.withLock {
      while jobs.isEmpty, !isClosed { condition.wait() }
      return jobs.isEmpty ? nil : jobs.removeFirst()
    }
  }
}
