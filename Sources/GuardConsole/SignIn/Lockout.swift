import Border

/// Slows down who tries PINs: after five failures an officer's sign-in rests for 30 s, then twice as long after each
/// further failure, at most 15 minutes.
///
/// An attempt counts as failed before it is looked at, so that many at once gain nothing. Names nobody has are counted
/// too: the answer must not tell which exist.
final class Lockout: Sendable {
  static let attempts = 5
  static let longest = Duration.seconds(15 * 60)
  /// Names kept; the table must not grow with what is typed.
  static let capacity = 1000

  private struct Failures {
    var count = 0
    var lockedUntil: Duration
  }

  private let time: ConsoleTime
  private let failures = Guarded<[String: Failures]>([:])

  init(time: ConsoleTime) { self.time = time }

  /// Nil if an attempt may be made; otherwise how long to wait.
  func begin(_ officer: String) -> Duration? {
    let now = time.uptime()
    return failures.withLock { table in
      var entry = table[officer] ?? Failures(lockedUntil: now)
      if entry.lockedUntil > now { return entry.lockedUntil - now }
      entry.count += 1
      entry.lockedUntil = now + Self.rest(after: entry.count)
      if table[officer] == nil, table.count >= Self.capacity { Self.makeRoom(in: &table) }
      table[officer] = entry
      return nil
    }
  }

  func succeeded(_ officer: String) {
    failures.withLock { $0[officer] = nil }
  }

  /// How many names are kept.
  var names: Int { failures.withLock { $0.count } }

  static func rest(after count: Int) -> Duration {
    guard count >= attempts else { return .zero }
    return min(.seconds(30) * (1 << min(count - attempts, 10)), longest)
  }

  private static func makeRoom(in table: inout [String: Failures]) {
    if let oldest = table.min(by: { $0.value.lockedUntil < $1.value.lockedUntil }) { table[oldest.key] = nil }
  }
}
