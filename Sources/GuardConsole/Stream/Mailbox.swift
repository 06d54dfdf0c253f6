import Border
import Foundation

/// What one stream has still to send: of each passage and of the status only the latest.
///
/// So a client that reads slowly costs as much memory as there are passages, and always gets the last word on each.
final class Mailbox: Sendable {
  struct Batch {
    var passages: [PassageView] = []
    var status: StationStatus?
    var heartbeat = false
    var isClosed = false
  }

  /// A client further behind than this is better served by connecting again.
  static let capacity = 500

  private let batch = Guarded(Batch())
  private let (signals, signal) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))

  func put(_ update: ConsoleUpdate) {
    change { batch in
      switch update {
      case .status(let status): batch.status = status
      case .passage(let view):
        batch.passages.removeAll { $0.id == view.id }
        batch.passages.append(view)
        if batch.passages.count > Self.capacity { batch.isClosed = true }
      }
    }
  }

  func beat() { change { $0.heartbeat = true } }
  func close() { change { $0.isClosed = true } }

  /// Waits until there is something, and takes it; nil once the mailbox is closed or the task cancelled.
  func next() async -> Batch? {
    for await _ in signals {
      let taken = batch.withLock { batch in
        defer { batch = Batch(isClosed: batch.isClosed) }
        return batch
      }
      return taken.isClosed ? nil : taken
    }
    return nil
  }

  private func change(_ body: (inout Batch) -> Void) {
    batch.withLock { body(&$0) }
    signal.yield()
  }
}
