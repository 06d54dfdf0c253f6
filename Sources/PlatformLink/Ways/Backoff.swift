/// How long to wait after the n-th failure in a row: exponential with full jitter, so that a hundred stations do not
/// come back in the same second (Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015).
struct Backoff {
  private let limits: PlatformLink.BackoffLimits
  private var failures = 0
  private var generator: any RandomNumberGenerator & Sendable

  init(_ limits: PlatformLink.BackoffLimits, generator: any RandomNumberGenerator & Sendable) {
    self.limits = limits
    self.generator = generator
  }

  /// Never less than the platform asked for.
  mutating func next(atLeast least: Duration? = nil) -> Duration {
    let ceiling = min(limits.cap, limits.base * (1 << min(failures, 20)))
    failures += 1
    let share = Double.random(in: 0...1, using: &generator)
    return (least ?? .zero) + ceiling * share
  }

  mutating func reset() { failures = 0 }
}
