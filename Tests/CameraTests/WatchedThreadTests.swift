import Border
import Foundation
import Testing

@testable import Camera

/// A camera that is heard where its signals arise.
@Suite(.timeLimit(.minutes(1))) struct WatchedThreadTests {
  private static let fault = CameraFault(camera: "front", reason: .absent, remedy: "plug it in")

  private func thread(_ body: @escaping @Sendable (StopSignal, SignalOutlet) -> Void) -> WatchedThread {
    WatchedThread(
      camera: "front", turn: NSLock(), counter: CaptureCounter(),
      // The frames here are of a time long ago: nobody is to look whether they are.
      watchdog: Watchdog(hasThread: false), limit: .seconds(60), silence: { Self.fault }, body: body)
  }

  @Test func signalsAreDeliveredOnTheCamerasOwnThread() async {
    let camera = Guarded<pthread_t?>(nil)
    let heard = Guarded<[pthread_t]>([])
    await thread { stop, outlet in
      camera.withLock { $0 = pthread_self() }
      for _ in 0..<3 {
        _ = outlet.lost(Self.fault)
        _ = outlet.frame(SignalOutletTests.frame(), at: .zero)
      }
    }.deliver { _ in
      heard.withLock { $0.append(pthread_self()) }
      return true
    }
    let own = camera.withLock { $0 }
    #expect(heard.withLock { $0.count } == 6)
    #expect(heard.withLock { $0.allSatisfy { $0 == own } })
  }

  @Test func deliveryEndsWhenTheListenerHasHeardEnough() async {
    let heard = Guarded(0)
    let ended = Guarded(false)
    await thread { stop, outlet in
      while !stop.wait(for: .zero) { _ = outlet.frame(SignalOutletTests.frame(), at: .zero) }
      _ = outlet.frame(SignalOutletTests.frame(), at: .zero)
      ended.withLock { $0 = true }
    }.deliver { _ in
      heard.withLock { count in
        count += 1
        return count < 5
      }
    }
    while !ended.withLock({ $0 }) { await Task.yield() }
    // What the thread still had to say when it was stopped is not heard.
    #expect(heard.withLock { $0 } == 5)
  }

  @Test func aListenerThatIsCancelledDoesNotWaitForACameraThatHangs() async {
    let hang = DispatchSemaphore(value: 0)
    defer { hang.signal() }
    let (begun, beginning) = AsyncStream.makeStream(of: Void.self)
    let late = Guarded(false)
    let listening = Task {
      await thread { stop, outlet in
        beginning.finish()
        hang.wait()
        _ = outlet.frame(SignalOutletTests.frame(), at: .zero)
      }.deliver { _ in
        late.withLock { $0 = true }
        return true
      }
    }
    for await _ in begun {}
    listening.cancel()
    await listening.value
    #expect(!late.withLock { $0 })
  }
}
