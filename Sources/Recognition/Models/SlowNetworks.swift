/// Networks that OpenCV computes, three times as slowly as the faster code: the processor lacks AVX2, or that code computed other numbers
/// on it when it was tried. What is read is the same.
public struct SlowNetworks: Sendable, Hashable, CustomStringConvertible {
  /// Their names in the models folder.
  public var files: [String]

  /// - Returns: nil where there are none.
  public init?(_ files: [String]) {
    guard !files.isEmpty else { return nil }
    self.files = files
  }

  public var description: String {
    """
    \(files.joined(separator: ", ")): computed by OpenCV, three times as slowly, since this processor has no AVX2 or the \
    faster code errs on it; plates are read alike. Where reading falls behind, lower the cameras' rate or use another processor
    """
  }
}
