package import Border
package import CVision

/// How the picture shim takes a frame: what every module that hands frames to it says alike.
///
/// Is: beside the shims, below the modules, which are siblings and do not import each other. Is not: public; `package` is as far as a
/// C type goes above the shims.
extension PixelFormat {
  /// The shim's word for it; nil for a JPEG, which has no pixels before it is decoded.
  package var ofShim: cvision_format? {
    switch self {
    case .grey: CVISION_GREY
    case .bgr: CVISION_BGR
    case .rgb: CVISION_RGB
    case .yuyv: CVISION_YUYV
    case .uyvy: CVISION_UYVY
    case .nv12: CVISION_NV12
    case .mjpeg: nil
    }
  }
}

extension Frame {
  /// Lets `picture` look at the pixels where they are. Sizes that no pixels can have are the shim's to refuse: a frame may come from a
  /// driver or a file.
  ///
  /// - Parameter pixels: of `bytes`; valid until the picture forgets them.
  /// - Returns: the shim's status; nil for a JPEG, which is not looked at.
  package func show(_ pixels: UnsafeRawBufferPointer, to picture: OpaquePointer) -> Int32? {
    format.ofShim.map { format in
      cvision_picture_view(
        picture, pixels.baseAddress, pixels.count, Int32(clamping: width), Int32(clamping: height), max(0, bytesPerRow),
        format)
    }
  }
}
