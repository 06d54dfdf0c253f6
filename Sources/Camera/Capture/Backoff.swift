/// How long to wait before the next try: doubling from 0.2 s to 2 s, so that a replugged camera is back at once and an
/// absent one costs nothing. No jitter: each device is this machine's own.
struct Backoff: Sendable {
  static let first = Duration.milliseconds(200)
  static let longest = Duration.seconds(2)

  private var upcoming = Backoff.first

  mutating func next() -> Duration {
    defer { upcoming = min(upcoming * 2, Backoff.longest) }
    return upcoming
  }

  mutating func reset() { upcoming = Backoff.first }
}
