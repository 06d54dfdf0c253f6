import Dispatch

/// A thread that may block: a network share that hangs must not take with it one of the few threads that all tasks share.
final class FileQueue: SerialExecutor {
  private let queue = DispatchQueue(label: "scanner-inbox")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }
}
