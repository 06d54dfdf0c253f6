import Border
import Foundation

/// Where a source's thread hands on what it has, and where it is noticed when that thread itself is stuck: some drivers
/// keep a call waiting for as long as their camera hangs.
///
/// On any thread; told one after the other, so that what was told last is what is known. Faults are told once, not at every try to
/// get the camera back.
final class SignalOutlet: Sendable {
  private struct State {
    var known: CameraFault?
    /// When a frame or a fault was told last, monotonic.
    var toldAt: Duration
  }

  private let state: Guarded<State>
  private let yield: @Sendable (CameraSignal) -> Void

  init(now: Duration = CaptureTime.now().monotonic, yield: @escaping @Sendable (CameraSignal) -> Void) {
    state = Guarded(State(toldAt: now))
    self.yield = yield
  }

  var isLost: Bool { state.withLock { $0.known != nil } }

  /// - Returns: whether the camera was lost before.
  func frame(_ frame: Frame, at time: Duration) -> Bool {
    state.withLock { state in
      let wasLost = state.known != nil
      (state.known, state.toldAt) = (nil, time)
      yield(.frame(frame))
      return wasLost
    }
  }

  /// - Returns: whether the camera was live before; another fault of a lost camera is told too, but is no other loss.
  func lost(_ fault: CameraFault, at time: Duration = CaptureTime.now().monotonic) -> Bool {
    state.withLock { tell(fault, at: time, &$0) }
  }

  /// Tells that nothing at all was heard for `limit`, unless the camera is known to be lost, or something is being told just now.
  ///
  /// Waits for nobody but whom it tells.
  ///
  /// - Returns: how long that cannot happen: never longer than `limit`, since what was told may be of a time to come, or of a camera
  ///   that will be back at once. Next to nothing where something is being told: it may be the last for long.
  func check(at time: Duration, limit: Duration, fault: () -> CameraFault) -> Duration {
    let left = state.withLockIfAvailable { state in
      if state.known == nil, time - state.toldAt > limit { _ = tell(fault(), at: time, &state) }
      return state.known == nil ? min(state.toldAt + limit - time + .milliseconds(1), limit) : limit
    }
    return left ?? min(.milliseconds(50), limit)
  }

  private func tell(_ fault: CameraFault, at time: Duration, _ state: inout State) -> Bool {
    let (isNews, wasLive) = (state.known != fault, state.known == nil)
    (state.known, state.toldAt) = (fault, time)
    if isNews { yield(.lost(fault)) }
    return wasLive
  }
}
