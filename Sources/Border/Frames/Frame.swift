public import Foundation

/// When the kernel took a frame: the one time of everything that was seen in it.
public struct CaptureTime: Sendable, Hashable, Comparable {
  /// CLOCK_MONOTONIC, which no one sets: for ages, gaps and watchdogs.
  public var monotonic: Duration
  /// UTC by the system clock at that moment: for people and the platform.
  public var wall: Date

  public init(monotonic: Duration, wall: Date) {
    self.monotonic = monotonic
    self.wall = wall
  }

  /// A moment before this one, by both clocks.
  public func earlier(by duration: Duration) -> CaptureTime {
    let (seconds, attoseconds) = duration.components
    return CaptureTime(
      monotonic: monotonic - duration, wall: wall.addingTimeInterval(-Double(seconds) - Double(attoseconds) / 1e18))
  }

  public static func < (a: CaptureTime, b: CaptureTime) -> Bool { a.monotonic < b.monotonic }
}

/// How the bytes of a frame stand for its pixels.
public enum PixelFormat: String, Sendable, Codable, CaseIterable {
  /// One byte a pixel.
  case grey
  /// Three bytes a pixel: blue, green, red.
  case bgr
  /// Three bytes a pixel: red, green, blue.
  case rgb
  /// Two pixels in four bytes: Y U Y V.
  case yuyv
  /// Two pixels in four bytes: U Y V Y.
  case uyvy
  /// A plane of Y, then a plane of U V pairs at half the size.
  case nv12
  /// A JPEG, whole or broken.
  case mjpeg
}

/// One picture of a camera. Its bytes are never changed and never copied on the way to the reader.
public struct Frame: Sendable {
  /// The camera's id in the configuration.
  public var camera: String
  /// Counts up; a gap means that frames were lost or replaced by newer ones.
  public var sequence: UInt64
  public var capturedAt: CaptureTime
  public var width: Int
  public var height: Int
  /// From the start of one row to the start of the next; 0 for `mjpeg`.
  public var bytesPerRow: Int
  public var format: PixelFormat
  public var bytes: FrameBytes

  public init(
    camera: String, sequence: UInt64, capturedAt: CaptureTime, width: Int, height: Int, bytesPerRow: Int,
    format: PixelFormat, bytes: FrameBytes
  ) {
    self.camera = camera
    self.sequence = sequence
    self.capturedAt = capturedAt
    self.width = width
    self.height = height
    self.bytesPerRow = bytesPerRow
    self.format = format
    self.bytes = bytes
  }
}

/// Memory that holds a frame; given back to its owner, such as a V4L2 driver, when the last user lets go.
///
/// `@unchecked Sendable`: the memory is only ever read after `init`, and `release` runs once, in `deinit`.
public final class FrameBytes: @unchecked Sendable {
  private let memory: UnsafeRawBufferPointer
  private let release: @Sendable () -> Void

  /// - Parameter release: called once, on whichever thread lets go last; `memory` must be valid until then.
  public init(memory: UnsafeRawBufferPointer, release: @escaping @Sendable () -> Void) {
    self.memory = memory
    self.release = release
  }

  /// A copy of `bytes`.
  public convenience init(copying bytes: some Collection<UInt8>) {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 16)
    copy.copyBytes(from: bytes)
    // The pointer crosses into the closure as an address, since pointers are not Sendable.
    let address = UInt(bitPattern: copy.baseAddress)
    self.init(memory: UnsafeRawBufferPointer(copy)) { UnsafeMutableRawPointer(bitPattern: address)?.deallocate() }
  }

  deinit { release() }

  public var count: Int { memory.count }

  public func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(memory)
  }
}
