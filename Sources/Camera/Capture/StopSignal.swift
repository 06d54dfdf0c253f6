import Border
import CV4L2
import Foundation
import Synchronization

/// Wakes a thread that waits in `poll`, by an eventfd. Once raised it stays raised until it is lowered.
///
/// Open until the last holder lets go, so that raising it can never hit a descriptor that was closed and reused.
final class StopSignal: Sendable {
  let descriptor: Int32
  private let raised = Atomic(false)

  var isRaised: Bool { raised.load(ordering: .relaxed) }

  init() { descriptor = cv4l2_event_create() }

  deinit { close(descriptor) }

  func raise() {
    raised.store(true, ordering: .relaxed)
    var one: UInt64 = 1
    _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
  }

  /// By the one thread that waits for it.
  func lower() {
    raised.store(false, ordering: .relaxed)
    var count: UInt64 = 0
    _ = read(descriptor, &count, MemoryLayout<UInt64>.size)
  }

  /// - Returns: true as soon as it is raised, false after `time`.
  func wait(for time: Duration) -> Bool {
    let deadline = CaptureTime.now().monotonic + time
    while true {
      var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let result = poll(&watched, 1, milliseconds(until: deadline))
      if result > 0 { return true }
      if result == 0, CaptureTime.now().monotonic >= deadline { return false }
    }
  }
}

/// For `poll`: rounded up, so that a wait never turns into spinning through the last millisecond.
func milliseconds(until deadline: Duration, from now: Duration = CaptureTime.now().monotonic) -> Int32 {
  let left = deadline - now
  guard left > .zero else { return 0 }
  return Int32(
    clamping: left.components.seconds * 1000 + (left.components.attoseconds + 999_999_999_999_999)
      / 1_000_000_000_000_000)
}
