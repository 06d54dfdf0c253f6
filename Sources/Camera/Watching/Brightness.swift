import Border
import CVision
import Foundation

/// Brightness at places spread over a picture, without decoding all of it.
enum Brightness {
  static let columns = 64
  static let rows = 36

  /// Row by row; nil if the picture cannot be read. `PixelFormat.mjpeg` costs a decode at an eighth of the size.
  static func levels(
    _ bytes: UnsafeRawBufferPointer, format: PixelFormat, width: Int, height: Int, bytesPerRow: Int
  ) -> [UInt8]? {
    let (step, first): (Int, Int) =
      switch format {
      case .grey, .nv12: (1, 0)
      case .yuyv: (2, 0)
      case .uyvy: (2, 1)
      // Green stands for brightness.
      case .rgb, .bgr: (3, 1)
      case .mjpeg: (0, 0)
      }
    if format == .mjpeg {
      var levels = [UInt8](repeating: 0, count: columns * rows)
      let status = cvision_still_levels(
        bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count, Int32(columns), Int32(rows), &levels)
      return status == 0 ? levels : nil
    }
    guard width >= columns, height >= rows, bytes.count >= bytesPerRow * (height - 1) + width * step else { return nil }
    return [UInt8](unsafeUninitializedCapacity: columns * rows) { levels, count in
      for row in 0..<rows {
        let y = (2 * row + 1) * height / (2 * rows)
        let line = bytes[(y * bytesPerRow + first)...]
        for column in 0..<columns {
          levels[count] = line[line.startIndex + (2 * column + 1) * width / (2 * columns) * step]
          count += 1
        }
      }
    }
  }
}
