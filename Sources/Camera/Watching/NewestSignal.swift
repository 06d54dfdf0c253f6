import Border

extension AsyncStream<CameraSignal>.Continuation {
  /// Hands on a signal in a stream that keeps only the newest, for a listener that may be busy for longer than a frame lasts.
  ///
  /// A loss that was not heard yet is not replaced by the frame that ends it, or a short one would never be told to anyone: that
  /// frame goes, and a later one says that the camera is back.
  func tell(_ signal: CameraSignal) {
    guard case .dropped(.lost(let fault)) = yield(signal), case .frame = signal else { return }
    yield(.lost(fault))
  }
}
