import Border
import Foundation

/// Whether this machine's clock can be trusted for the times in events. Times never order anything here: sequences do.
///
/// Unsure are: a time before this program was made (a dead clock battery starts in 1970); a clock that was set while
/// the program ran, or is behind the newest event in the ledger; and one that the platform finds wrong. Only the
/// platform's word makes it sure again.
final class ClockWatch: Sendable {
  /// What a clock may be off without anyone minding, in seconds.
  static let tolerance: TimeInterval = 60
  /// 1 January 2026.
  static let programMade = Date(timeIntervalSince1970: 1_767_225_600)

  private struct State {
    /// The wall clock where the steady clock stood at nought; moves when somebody sets the wall clock.
    var origin: Double?
    var isDoubtful = false
  }

  private let state = Guarded(State())
  private let steady: @Sendable () -> Double

  /// - Parameter steady: seconds of a clock that nobody sets.
  init(steady: @escaping @Sendable () -> Double = ClockWatch.uptime) { self.steady = steady }

  static func uptime() -> Double {
    var time = timespec()
    // Goes on through a suspend, as the wall clock does.
    clock_gettime(CLOCK_BOOTTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// The newest event that the ledger knew at its start.
  func begin(after newest: Date?, now: Date) {
    state.withLock { state in
      state.origin = now.timeIntervalSince1970 - steady()
      if let newest, now < newest - Self.tolerance { state.isDoubtful = true }
    }
  }

  func isUnsure(at time: Date) -> Bool {
    if time < Self.programMade { return true }
    let now = steady()
    return state.withLock { state in
      let origin = Date().timeIntervalSince1970 - now
      if let before = state.origin, abs(origin - before) > Self.tolerance { state.isDoubtful = true }
      state.origin = origin
      return state.isDoubtful
    }
  }

  /// The platform's word: how far this clock is off, in seconds.
  func heard(offset: Double) {
    let now = steady()
    state.withLock { state in
      state.isDoubtful = abs(offset) > Self.tolerance
      state.origin = Date().timeIntervalSince1970 - now
    }
  }
}
