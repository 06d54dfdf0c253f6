import Border

/// Hands updates to every open page.
///
/// Each listener gets all of them in order. Slow pages are the guard's page's own matter, which keeps of each passage
/// only the latest: a listener here takes updates as they come.
final class UpdateHub: Sendable {
  private struct State {
    var listeners: [Int: AsyncStream<ConsoleUpdate>.Continuation] = [:]
    var nextNumber = 0
    var isClosed = false
  }

  private let state = Guarded(State())

  func publish(_ update: ConsoleUpdate) {
    for listener in state.withLock({ Array($0.listeners.values) }) { listener.yield(update) }
  }

  func subscribe() -> AsyncStream<ConsoleUpdate> {
    let (stream, continuation) = AsyncStream.makeStream(of: ConsoleUpdate.self)
    let number = state.withLock { state -> Int? in
      guard !state.isClosed else { return nil }
      state.nextNumber += 1
      state.listeners[state.nextNumber] = continuation
      return state.nextNumber
    }
    guard let number else {
      continuation.finish()
      return stream
    }
    continuation.onTermination = { [weak self] _ in
      _ = self?.state.withLock { $0.listeners.removeValue(forKey: number) }
    }
    return stream
  }

  /// Ends every stream.
  func close() {
    let all = state.withLock { state in
      defer { state.listeners = [:] }
      state.isClosed = true
      return Array(state.listeners.values)
    }
    for listener in all { listener.finish() }
  }
}
