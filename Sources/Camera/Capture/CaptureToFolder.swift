public import Border
import CVision
public import Foundation
import FramePixels

/// What `capture` has written.
public struct CapturedPicture: Sendable, Hashable {
  public var file: URL
  public var sequence: UInt64
  public var capturedAt: CaptureTime
}

/// Writes `count` frames of `source` into `folder`, which is made if it is not there: JPEG as it comes, everything else
/// as PNG, which loses nothing of it.
///
/// Names rise with the order of capture, so that the folder can be replayed; an earlier capture is never overwritten.
/// - Throws: the `CameraFault` if the camera is lost or a recording ends early; a file error if the disk refuses.
public func capture(
  from source: some FrameSource, count: Int, into folder: URL,
  written: @Sendable (CapturedPicture) -> Void = { _ in }
) async throws -> [CapturedPicture] {
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  var pictures: [CapturedPicture] = []
  guard count > 0 else { return pictures }
  for await signal in source.signals() {
    switch signal {
    case .lost(let fault): throw fault
    case .frame(let frame):
      let data = try encoded(frame)
      let milliseconds = Int64((frame.capturedAt.wall.timeIntervalSince1970 * 1000).rounded())
      let name = "\(frame.camera)-\(milliseconds)-\(frame.sequence).\(frame.format == .mjpeg ? "jpg" : "png")"
      let picture = CapturedPicture(
        file: folder.appending(path: name), sequence: frame.sequence, capturedAt: frame.capturedAt)
      try data.write(to: picture.file, options: .withoutOverwriting)
      pictures.append(picture)
      written(picture)
      if pictures.count == count { return pictures }
    }
  }
  try Task.checkCancellation()
  throw CameraFault(
    camera: source.camera, reason: .failed,
    remedy: "the recording ended after \(pictures.count) of \(count) pictures: ask for fewer, or let it loop")
}

private func encoded(_ frame: Frame) throws(CameraFault) -> Data {
  guard let format = frame.format.ofShim else { return frame.bytes.withUnsafeBytes { Data($0) } }
  var bytes: UnsafeMutablePointer<UInt8>?
  var count = 0
  let status = frame.bytes.withUnsafeBytes { pixels in
    cvision_still_encode_png(
      pixels.bindMemory(to: UInt8.self).baseAddress, Int32(frame.width), Int32(frame.height), frame.bytesPerRow, format,
      &bytes, &count)
  }
  guard status == 0, let bytes else {
    throw CameraFault(
      camera: frame.camera, reason: .failed,
      remedy: "a frame could not be written as PNG: use MJPG, or a smaller picture")
  }
  defer { cvision_pixels_free(bytes) }
  return Data(bytes: bytes, count: count)
}
