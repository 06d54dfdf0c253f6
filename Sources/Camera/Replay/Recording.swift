import Border
import CVision
import Foundation

/// Pixels of a recorded picture, before they get a time and a number.
struct RecordedPicture: Sendable {
  var width: Int
  var height: Int
  var format: PixelFormat
  var bytes: FrameBytes
}

/// What can be played: picture after picture, once through. Used by one task at a time.
protocol Recording: Sendable {
  /// Nil at the end; `.failure` says which picture could not be read, and why; the next call goes on after it.
  mutating func next() -> Result<RecordedPicture, BrokenPicture>?
  /// Back to the first picture.
  mutating func rewind()
}

/// A picture of a recording that cannot be read.
struct BrokenPicture: Error, CustomStringConvertible {
  var file: String
  var cause: String
  var description: String { "\(file): \(cause); it is left out" }
}

/// The pictures of a folder by the order of their names, byte by byte.
struct PictureFolder: Recording {
  static let extensions: Set<String> = ["jpg", "jpeg", "png", "bmp", "tif", "tiff", "webp"]
  /// No camera's picture is larger; an endless or wrong file must not fill the memory.
  static let largestFile = 64 << 20

  let files: [URL]
  private var position = 0

  init(_ folder: URL) throws {
    files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { Self.extensions.contains($0.pathExtension.lowercased()) }
      .sorted { $0.lastPathComponent.utf8.lexicographicallyPrecedes($1.lastPathComponent.utf8) }
  }

  mutating func rewind() { position = 0 }

  mutating func next() -> Result<RecordedPicture, BrokenPicture>? {
    guard position < files.count else { return nil }
    defer { position += 1 }
    return Self.read(files[position])
  }

  private static func read(_ file: URL) -> Result<RecordedPicture, BrokenPicture> {
    func broken(_ cause: String) -> Result<RecordedPicture, BrokenPicture> {
      .failure(BrokenPicture(file: file.path, cause: cause))
    }
    let data: Data
    do {
      let size = try file.resourceValues(forKeys: [.fileSizeKey, .isRegularFileKey])
      guard size.isRegularFile == true else { return broken("is no regular file") }
      guard (size.fileSize ?? 0) <= largestFile else { return broken("is larger than 64 MB") }
      data = try Data(contentsOf: file)
    } catch {
      return broken("cannot be read (\(error.localizedDescription))")
    }
    guard !data.isEmpty else { return broken("is empty") }
    if data.starts(with: [0xFF, 0xD8]) {
      guard let size = data.withUnsafeBytes(JPEGHeader.size(of:)) else { return broken("is a JPEG without its end") }
      // As it is: decoding is the reader's business.
      return .success(
        RecordedPicture(width: size.width, height: size.height, format: .mjpeg, bytes: FrameBytes(copying: data)))
    }
    var pixels = cvision_pixels()
    let status = data.withUnsafeBytes { bytes in
      cvision_still_decode(bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count, &pixels)
    }
    guard status == 0, let picture = RecordedPicture(taking: pixels) else { return broken("is no picture, or damaged") }
    return .success(picture)
  }
}

/// The frames of a video file, decoded by OpenCV's FFmpeg backend.
struct VideoFile: Recording {
  let path: String
  private let video: VideoHandle
  private var position = 0

  /// Nil if it cannot be opened as a video.
  init?(_ path: String) {
    guard let handle = VideoHandle(path) else { return nil }
    self.path = path
    video = handle
  }

  /// Frames per second as the file says; nil if it does not.
  var framesPerSecond: Double? { video.rate }

  mutating func rewind() {
    video.reopen()
    position = 0
  }

  mutating func next() -> Result<RecordedPicture, BrokenPicture>? {
    position += 1
    var pixels = cvision_pixels()
    switch video.read(&pixels) {
    case CVISION_VIDEO_FRAME:
      guard let picture = RecordedPicture(taking: pixels) else { return nil }
      return .success(picture)
    case CVISION_VIDEO_ERROR: return .failure(BrokenPicture(file: path, cause: "frame \(position) is damaged"))
    default: return nil
    }
  }
}

/// Owns the C handle.
///
/// `@unchecked Sendable`: only the `VideoFile` that made it calls it, and that is used by one task at a time.
private final class VideoHandle: @unchecked Sendable {
  private let path: String
  private var handle: OpaquePointer?

  init?(_ path: String) {
    self.path = path
    handle = cvision_video_open(path)
    if handle == nil { return nil }
  }

  deinit { close() }

  var rate: Double? {
    guard let handle, case let rate = cvision_video_rate(handle), rate.isFinite, rate > 0, rate <= 240 else {
      return nil
    }
    return rate
  }

  func read(_ pixels: inout cvision_pixels) -> cvision_video_result {
    guard let handle else { return CVISION_VIDEO_END }
    return cvision_video_read(handle, &pixels)
  }

  func reopen() {
    close()
    handle = cvision_video_open(path)
  }

  private func close() {
    if let handle { cvision_video_close(handle) }
    handle = nil
  }
}

extension RecordedPicture {
  /// Takes over the shim's memory.
  init?(taking pixels: cvision_pixels) {
    guard let start = pixels.bytes else { return nil }
    let address = UInt(bitPattern: start)
    self.init(
      width: Int(pixels.width), height: Int(pixels.height), format: .bgr,
      bytes: FrameBytes(
        memory: UnsafeRawBufferPointer(start: start, count: Int(pixels.width) * Int(pixels.height) * 3)
      ) { cvision_pixels_free(UnsafeMutablePointer(bitPattern: address)) })
  }
}
