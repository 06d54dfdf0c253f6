import Border
import Foundation

/// The newest picture and what is known of it: written by the one who looks, read by pages.
final class PreviewHub: Sendable {
  private struct State {
    var jpeg: Data?
    var preview = PreviewState()
    /// Monotonic, when the picture came.
    var at: Duration = .zero
  }

  private let state = Guarded(State())

  func show(_ preview: PreviewState, _ jpeg: Data?, at time: Duration) {
    state.withLock { ($0.preview, $0.jpeg, $0.at) = (preview, jpeg, time) }
  }

  /// The camera is lost: its last picture must not look live.
  func lose(_ fault: String) {
    state.withLock { state in
      state.jpeg = nil
      state.preview.fault = fault
      state.preview.plates = []
    }
  }

  func preview(at now: Duration) -> PreviewState {
    state.withLock { state in
      var preview = state.preview
      preview.age = ((now - state.at) / .milliseconds(1)).rounded()
      return preview
    }
  }

  var jpeg: Data? { state.withLock { $0.jpeg } }
}
