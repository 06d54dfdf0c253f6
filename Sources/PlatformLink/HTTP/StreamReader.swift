import Border
import Foundation

/// Carries a stream's head and body from the transfer's thread to the task that reads them.
final class StreamReader: Sendable {
  private enum Head {
    case awaited(CheckedContinuation<Result<HTTPStream, HTTPFailure>, Never>?)
    case known(Result<HTTPStream, HTTPFailure>)
  }

  private let state = Guarded(Head.awaited(nil))
  private let chunks: AsyncThrowingStream<Data, any Error>
  private let continuation: AsyncThrowingStream<Data, any Error>.Continuation

  /// libcurl hands over at most 16 KiB at once.
  private static let chunkBytes = 16 << 10

  /// - Parameters:
  ///   - limit: how many bytes may wait for the reader, about.
  ///   - onAbandoned: called when the reader has let go.
  init(limit: Int, onAbandoned: @escaping @Sendable () -> Void) {
    (chunks, continuation) = AsyncThrowingStream.makeStream(
      of: Data.self, bufferingPolicy: .bufferingOldest(max(16, limit / Self.chunkBytes)))
    continuation.onTermination = { reason in
      if case .cancelled = reason { onAbandoned() }
    }
  }

  func begin(_ head: HTTPHead) { settle(.success(HTTPStream(head: head, chunks: chunks))) }

  func hand(_ chunk: Data) -> Bool {
    if case .dropped = continuation.yield(chunk) { false } else { true }
  }

  func end(_ failure: HTTPFailure?, address: String) {
    continuation.finish(throwing: failure)
    settle(.failure(failure ?? HTTPFailure(.broken, address: address, detail: "it ended before its head")))
  }

  /// Waits for the head; at most one caller.
  func head() async -> Result<HTTPStream, HTTPFailure> {
    await withCheckedContinuation { waiter in
      let known: Result<HTTPStream, HTTPFailure>? = state.withLock { head in
        switch head {
        case .known(let result): return result
        case .awaited:
          head = .awaited(waiter)
          return nil
        }
      }
      if let known { waiter.resume(returning: known) }
    }
  }

  /// The first word counts.
  private func settle(_ result: Result<HTTPStream, HTTPFailure>) {
    let waiter: CheckedContinuation<Result<HTTPStream, HTTPFailure>, Never>? = state.withLock { head in
      guard case .awaited(let waiter) = head else { return nil }
      head = .known(result)
      return waiter
    }
    waiter?.resume(returning: result)
  }
}
