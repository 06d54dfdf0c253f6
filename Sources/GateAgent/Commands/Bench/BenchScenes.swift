import Border
import Foundation
import Scenes

/// The drawn frames that are read over and over. The same every time, so that figures can be held against others.
struct BenchScenes {
  private let painter: PlatePainter

  init() throws { painter = PlatePainter(fonts: try FontBook.load()) }

  /// A lorry that stands at the barrier, its plate well to be read.
  func lorry(width: Int = 1280, height: Int = 720) throws -> DrawnFrame {
    try DriveThrough(painter: painter, tractor: DrawnPlate("12C12345", format: .vietnamShort))
      .frame(at: 6, width: width, height: height)
  }

  /// The lane without any vehicle; from picture to picture only the noise differs.
  func emptyLane(at moment: Int, width: Int = 1280, height: Int = 720) throws -> DrawnFrame {
    try DriveThrough(painter: painter, tractor: nil).frame(at: -1 - Double(moment), width: width, height: height)
  }

  /// The empty lane with `plates` copies of a plate and what is around it, side by side.
  func plates(_ plates: Int) throws -> Frame {
    let (lorry, lane) = (try lorry(), try emptyLane(at: 0))
    guard let truth = lorry.truth.first else { throw DemoFailure("the drawn lorry shows no plate") }
    let bounds = truth.quad.bounds
    let (left, top) = (Int(bounds.minX) - 12, Int(bounds.minY) - 12)
    let (width, height) = (Int(bounds.maxX) + 12 - left, Int(bounds.maxY) + 12 - top)
    let columns = max(1, lane.width / (width + 20))
    var pixels = lane.picture.bytes
    for plate in 0..<plates {
      let (x, y) = (10 + plate % columns * (width + 20), 20 + plate / columns * (height + 30))
      for row in 0..<height where y + row < lane.height {
        let from = 3 * ((top + row) * lorry.width + left)
        let to = 3 * ((y + row) * lane.width + x)
        pixels.replaceSubrange(to..<to + 3 * width, with: lorry.picture.bytes[from..<from + 3 * width])
      }
    }
    return Self.frame(pixels, width: lane.width, height: lane.height)
  }

  static func frame(_ drawn: DrawnFrame) -> Frame {
    frame(drawn.picture.bytes, width: drawn.width, height: drawn.height)
  }

  /// As a camera that compresses would deliver it.
  static func compressed(_ drawn: DrawnFrame) throws -> Frame {
    var frame = frame([], width: drawn.width, height: drawn.height)
    (frame.format, frame.bytesPerRow) = (.mjpeg, 0)
    frame.bytes = FrameBytes(copying: try drawn.picture.jpeg(quality: 90))
    return frame
  }

  private static func frame(_ pixels: [UInt8], width: Int, height: Int) -> Frame {
    Frame(
      camera: "bench", sequence: 1, capturedAt: CaptureTime(monotonic: .zero, wall: Date(timeIntervalSince1970: 0)),
      width: width, height: height, bytesPerRow: 3 * width, format: .bgr, bytes: FrameBytes(copying: pixels))
  }
}
