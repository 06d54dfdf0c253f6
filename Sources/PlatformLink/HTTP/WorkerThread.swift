import Foundation

/// A thread that does one job after the other, for as long as someone holds this object.
///
/// A thread of its own, since a transfer blocks for as long as the other side likes, and the threads of queues and tasks
/// are few.
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

/// `@unchecked Sendable`: everything is touched between lock and unlock of the condition.
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
