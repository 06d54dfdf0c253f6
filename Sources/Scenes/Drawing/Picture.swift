public import Border
import CVision

/// A finished picture: contiguous BGR, 8 bits.
public struct Picture: Sendable, Hashable {
  public let width: Int
  public let height: Int
  /// Blue, green, red, row by row without gaps: `3 * width * height` bytes.
  public private(set) var bytes: [UInt8]

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    bytes = [UInt8](repeating: 0, count: 3 * width * height)
  }

  /// The picture as a camera would deliver it; copies the bytes.
  public func frame(camera: String, sequence: UInt64, capturedAt: CaptureTime) -> Frame {
    Frame(
      camera: camera, sequence: sequence, capturedAt: capturedAt, width: width, height: height,
      bytesPerRow: 3 * width, format: .bgr, bytes: FrameBytes(copying: bytes))
  }

  /// The picture as a JPEG file's bytes.
  /// - Parameter quality: 1…100.
  public func jpeg(quality: Int = 90) throws(SceneError) -> [UInt8] {
    var copy = self
    var result: [UInt8]?
    copy.edit { picture in
      var bytes: UnsafeMutablePointer<UInt8>?
      var count = 0
      if cv_scene_encode_jpeg(picture, Int32(clamping: quality), &bytes, &count) == 0, let bytes {
        result = [UInt8](UnsafeBufferPointer(start: bytes, count: count))
        cv_scene_free(bytes)
      }
    }
    guard let result else { throw .jpeg }
    return result
  }

  mutating func edit(_ body: (CVScenePicture) -> Void) {
    let (width, height) = (Int32(width), Int32(height))
    bytes.withUnsafeMutableBufferPointer { buffer in
      body(
        CVScenePicture(bgr: buffer.baseAddress, width: width, height: height, stride: 3 * width, channels: 3))
    }
  }
}
