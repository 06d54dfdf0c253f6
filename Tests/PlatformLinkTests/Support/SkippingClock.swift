import Synchronization

/// A clock for tests: short sleeps (waits before another try) pass at once and are noted; long ones (rounds) last until
/// they are cancelled, or the test lets them pass.
final class SkippingClock: Clock, Sendable {
  struct Instant: InstantProtocol {
    var offset: Duration
    func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
    func duration(to other: Instant) -> Duration { other.offset - offset }
    static func < (a: Instant, b: Instant) -> Bool { a.offset < b.offset }
  }

  private struct State {
    var now = Instant(offset: .zero)
    var skipped: [Duration] = []
    var sleepers: [Int: (until: Instant, CheckedContinuation<Void, any Error>)] = [:]
    var nextID = 0
  }

  private let longest: Duration
  private let state = Mutex(State())

  init(skippingUpTo longest: Duration) { self.longest = longest }

  var now: Instant { state.withLock { $0.now } }
  var minimumResolution: Duration { .nanoseconds(1) }
  var skipped: [Duration] { state.withLock { $0.skipped } }

  func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    let isShort = state.withLock { state in
      let duration = state.now.duration(to: deadline)
      guard duration <= longest else { return false }
      state.skipped.append(duration)
      return true
    }
    if isShort {
      await Task.yield()
      try Task.checkCancellation()
      return
    }
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let isCancelled = state.withLock { state in
          if Task.isCancelled { return true }
          state.sleepers[id] = (deadline, continuation)
          return false
        }
        if isCancelled { continuation.resume(throwing: CancellationError()) }
      }
    } onCancel: {
      state.withLock { $0.sleepers.removeValue(forKey: id) }?.1.resume(throwing: CancellationError())
    }
  }

  /// Lets all sleepers wake that sleep no longer than `duration`.
  func advance(by duration: Duration) {
    let due = state.withLock { state in
      state.now = state.now.advanced(by: duration)
      let now = state.now
      let due = state.sleepers.filter { $0.value.until <= now }
      for id in due.keys { state.sleepers.removeValue(forKey: id) }
      return due.values.map(\.1)
    }
    for sleeper in due { sleeper.resume() }
  }
}

/// The largest number there is, always: full jitter at its fullest.
struct LongestWait: RandomNumberGenerator {
  func next() -> UInt64 { .max }
}
