/// Rung from anywhere, waited for by one task; rings while nobody waits are remembered as one.
struct Doorbell: Sendable {
  private let rings: AsyncStream<Void>
  private let continuation: AsyncStream<Void>.Continuation

  init() { (rings, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

  func ring() { continuation.yield() }

  /// Every ring, one after the other, and besides one whenever the clock has gone on for `interval()` since the last.
  ///
  /// One loop owns the stream for its whole life, because cancelling a wait on a stream would end the stream: the timer
  /// rings the bell instead.
  func visits(
    atLeastEvery interval: @escaping @Sendable () -> Duration, _ clock: any Clock<Duration>,
    _ body: @Sendable () async -> Void
  ) async {
    var iterator = rings.makeAsyncIterator()
    while !Task.isCancelled {
      await body()
      await withTaskGroup(of: Void.self) { group in
        group.addTask {
          guard (try? await clock.sleep(for: interval())) != nil else { return }
          ring()
        }
        _ = await iterator.next()
        group.cancelAll()
      }
    }
  }
}
