/// A picture that cannot be worked on.
public enum PictureError: Error, Sendable, Hashable, CustomStringConvertible {
  /// A JPEG that ends before its end marker; what a decoder makes of it is partly invented.
  case truncated
  /// No decoder understands it, or its numbers contradict one another.
  case unreadable(reason: String)
  /// A part outside the picture, or colours of a picture without any, were asked for.
  case impossibleCut(reason: String)

  public var description: String {
    switch self {
    case .truncated: "the JPEG is cut off before its end: copy or capture it again"
    case .unreadable(let reason): "not a readable picture (\(reason)): give a whole JPEG, PNG, BMP, TIFF or WebP"
    case .impossibleCut(let reason): "cannot cut that part out of the picture: \(reason)"
    }
  }
}
