import Border

/// What has happened at the console since it started, for `/metrics`.
final class Counters: Sendable {
  enum Event {
    case signIn, signInFailed, confirmed, returned, notStored
  }

  private struct State {
    var events: [Event: Int] = [:]
    var streams = 0
  }

  private let state = Guarded(State())

  func add(_ event: Event) { state.withLock { $0.events[event, default: 0] += 1 } }
  func count(_ event: Event) -> Int { state.withLock { $0.events[event] ?? 0 } }
  var streams: Int { state.withLock { $0.streams } }

  /// False if there are `most` already.
  func openStream(most: Int) -> Bool {
    state.withLock { state in
      guard state.streams < most else { return false }
      state.streams += 1
      return true
    }
  }

  func closeStream() { state.withLock { $0.streams -= 1 } }
}
