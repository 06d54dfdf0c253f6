internal import Glibc

/// Wall and CPU time of this thread since it was made. Measures only: nothing is decided by it.
struct Stopwatch {
  private let startWall = Self.now(CLOCK_MONOTONIC)
  private let startCPU = Self.now(CLOCK_THREAD_CPUTIME_ID)

  var elapsed: Duration { Self.now(CLOCK_MONOTONIC) - startWall }
  var cpu: Duration { Self.now(CLOCK_THREAD_CPUTIME_ID) - startCPU }

  private static func now(_ clock: clockid_t) -> Duration {
    var time = timespec()
    clock_gettime(clock, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }
}

extension Duration {
  var milliseconds: Double { self / .milliseconds(1) }
}
