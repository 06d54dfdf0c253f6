import Border
import Foundation
import Synchronization

/// Hands updates to every open page. A slow reader gets the newest state of each thing, never a growing queue.
final class UpdateHub: Sendable {
  private let mailboxes = Mutex<[Int: Mailbox]>([:])
  private let nextNumber = Mutex(0)

  func publish(_ update: ConsoleUpdate) {
    for mailbox in mailboxes.withLock({ Array($0.values) }) { mailbox.put(update) }
  }

  func subscribe() -> AsyncStream<ConsoleUpdate> {
    let number = nextNumber.withLock { number in
      number += 1
      return number
    }
    let mailbox = Mailbox()
    mailboxes.withLock { $0[number] = mailbox }
    return AsyncStream {
      await mailbox.take()
    } onCancel: { [weak self] in
      mailbox.close()
      _ = self?.mailboxes.withLock { $0.removeValue(forKey: number) }
    }
  }

  /// Ends every stream.
  func close() {
    let all = mailboxes.withLock { mailboxes in
      defer { mailboxes = [:] }
      return Array(mailboxes.values)
    }
    for mailbox in all { mailbox.close() }
  }
}

/// What one reader has not taken yet: at most one update a passage and one status, in the order of their first news.
private final class Mailbox: Sendable {
  private struct State {
    var order: [String] = []
    var updates: [String: ConsoleUpdate] = [:]
    var reader: CheckedContinuation<ConsoleUpdate?, Never>?
    var isClosed = false

    mutating func next() -> ConsoleUpdate? {
      guard !order.isEmpty else { return nil }
      return updates.removeValue(forKey: order.removeFirst())
    }
  }

  private let state = Mutex(State())

  func put(_ update: ConsoleUpdate) {
    let key =
      switch update {
      case .passage(let view): view.id.uuidString
      case .status: "status"
      }
    let reader = state.withLock { state -> CheckedContinuation<ConsoleUpdate?, Never>? in
      if let reader = state.reader {
        state.reader = nil
        return reader
      }
      if state.updates.updateValue(update, forKey: key) == nil { state.order.append(key) }
      return nil
    }
    reader?.resume(returning: update)
  }

  func take() async -> ConsoleUpdate? {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let ready = state.withLock { state -> ConsoleUpdate?? in
          if let update = state.next() { return .some(update) }
          if state.isClosed || Task.isCancelled { return .some(nil) }
          state.reader = continuation
          return nil
        }
        if let ready { continuation.resume(returning: ready) }
      }
    } onCancel: {
      close()
    }
  }

  func close() {
    let reader = state.withLock { state in
      state.isClosed = true
      defer { state.reader = nil }
      return state.reader
    }
    reader?.resume(returning: nil)
  }
}
