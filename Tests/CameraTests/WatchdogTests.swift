import Border
import Foundation
import Testing

@testable import Camera

/// When the silence of a camera's thread is noticed. The watchdog's own thread is not needed for that: the tests tell the time.
@Suite(.timeLimit(.minutes(1))) struct WatchdogTests {
  private let watchdog = Watchdog(hasThread: false)

  private static func fault(_ camera: String) -> CameraFault {
    CameraFault(camera: camera, reason: .stalled, remedy: "x")
  }

  /// Watches a camera; what is told of it.
  private func watch(
    _ camera: String, limit: Duration, hears: @escaping @Sendable (CameraSignal) -> Void = { _ in }
  ) -> (outlet: SignalOutlet, told: Guarded<[String]>, end: @Sendable () -> Void) {
    let told = Guarded<[String]>([])
    let outlet = SignalOutlet(now: .zero) { signal in
      told.withLock { $0.append(signal.fault.map { "lost \($0.camera)" } ?? "frame") }
      hears(signal)
    }
    return (outlet, told, watchdog.watch(outlet, limit: limit) { Self.fault(camera) })
  }

  @Test func silenceIsNoticedWhenItIsDueAndNobodyIsWokenBefore() {
    let (outlet, told, _) = watch("front", limit: .seconds(2))
    _ = outlet.frame(SignalOutletTests.frame(), at: .milliseconds(700))
    #expect(watchdog.look(at: .seconds(2)) == .milliseconds(701))
    #expect(told.withLock { $0 } == ["frame"])
    #expect(watchdog.look(at: .milliseconds(2701)) == .seconds(2))
    #expect(told.withLock { $0 } == ["frame", "lost front"])
    // It may be back at once.
    _ = outlet.frame(SignalOutletTests.frame(), at: .seconds(4))
    #expect(watchdog.look(at: .milliseconds(4701)) == .milliseconds(1300))
    #expect(watchdog.look(at: .milliseconds(6001)) == .seconds(2))
    #expect(told.withLock { $0 } == ["frame", "lost front", "frame", "lost front"])
  }

  @Test func theFirstOfAllCamerasDecidesWhenToLook() {
    let (front, _, _) = watch("front", limit: .seconds(2))
    let (_, told, end) = watch("rear", limit: .seconds(5))
    #expect(watchdog.look(at: .seconds(1)) == .milliseconds(1001))
    _ = front.frame(SignalOutletTests.frame(), at: .seconds(5))
    #expect(watchdog.look(at: .milliseconds(5001)) == .seconds(2))
    #expect(told.withLock { $0 } == ["lost rear"])
    end()
    #expect(watchdog.look(at: .seconds(6)) == .milliseconds(1001))
  }

  @Test func whatIsNoLongerWatchedIsForgotten() {
    let (_, told, end) = watch("front", limit: .seconds(2))
    end()
    #expect(watchdog.look(at: .seconds(60)) == nil)
    #expect(told.withLock { $0.isEmpty })
  }

  @Test func aListenerMayEndItWhileItIsTold() {
    let end = Guarded<(@Sendable () -> Void)?>(nil)
    let (_, told, stop) = watch("front", limit: .seconds(2)) { _ in end.withLock { $0 }?() }
    end.withLock { $0 = stop }
    #expect(watchdog.look(at: .seconds(3)) == .seconds(2))
    #expect(watchdog.look(at: .seconds(60)) == nil)
    #expect(told.withLock { $0 } == ["lost front"])
  }

  @Test func aListenerThatIsBusyHoldsNoOtherCamerasWatchUp() async {
    let (busy, go) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    let (front, _, _) = watch("front", limit: .seconds(2)) { _ in
      busy.signal()
      go.wait()
    }
    let (_, told, _) = watch("rear", limit: .seconds(2))
    Thread { _ = front.frame(SignalOutletTests.frame(), at: .zero) }.start()
    await Task.detached { busy.wait() }.value
    // What is being told may be the last of that camera: it is looked at again soon.
    #expect(watchdog.look(at: .seconds(3)) == .milliseconds(50))
    go.signal()
    #expect(told.withLock { $0 } == ["lost rear"])
  }

  @Test func itsThreadNoticesByItself() async {
    let (lost, losing) = AsyncStream.makeStream(of: CameraSignal.self)
    let watchdog = Watchdog()
    // The second one wakes it, or it would sleep for an hour.
    let ends = ["front", "rear"].map { camera in
      watchdog.watch(
        SignalOutlet { losing.yield($0) }, limit: camera == "front" ? .seconds(3600) : .milliseconds(10)
      ) { Self.fault(camera) }
    }
    for await signal in lost {
      #expect(signal.fault?.camera == "rear")
      break
    }
    for end in ends { end() }
  }
}
