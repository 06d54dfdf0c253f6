public import Border
internal import CVision
internal import FramePixels

/// A frame at a glance: 96 pixels across, grey. What the presence gate sees; far too small to read.
public struct Glance: Sendable, Hashable {
  /// Pixels across; a pixel is some 13 of a camera's.
  static let width = 96
  /// Cells of the change test are this many pixels wide and high.
  static let cell = 4

  public let patch: GreyPatch

  /// - Parameter patch: of any size, at least one cell.
  public init(_ patch: GreyPatch) { self.patch = patch }

  /// Takes it from a frame's own bytes, for a fraction of a millisecond; about two for a JPEG.
  ///
  /// - Throws: `PictureError` for a broken frame.
  public init(of frame: Frame) throws(PictureError) {
    let shape = Double(max(frame.height, 1)) / Double(max(frame.width, 1))
    let height = min(max(Int((Double(Self.width) * shape).rounded()), 2 * Self.cell), 2 * Self.width)
    var pixels = [UInt8](repeating: 0, count: Self.width * height)
    let format = frame.format.ofShim
    let bytesPerRow = format == nil ? 0 : max(1, frame.bytesPerRow)
    let status = frame.bytes.withUnsafeBytes { bytes in
      // What a decoder makes of half a JPEG is partly invented, and would look like something that came.
      if format == nil, JPEGStructure.isJPEG(bytes), !JPEGStructure.isWhole(bytes) { return Int32(-1) }
      return cvision_glance(
        bytes.baseAddress, bytes.count, Int32(clamping: frame.width), Int32(clamping: frame.height), bytesPerRow,
        format ?? CVISION_GREY, &pixels, Int32(Self.width), Int32(height))
    }
    guard status >= 0 else { throw .truncated }
    guard status == 0 else { throw .unreadable(reason: String(cString: cvision_message())) }
    self.init(GreyPatch(width: Self.width, height: height, pixels: pixels))
  }

  /// Sum of the 16 pixels of each whole cell, row after row: sixteenths of a grey value.
  func cells() -> [Int32] {
    let (columns, rows) = (patch.width / Self.cell, patch.height / Self.cell)
    var sums = [Int32](repeating: 0, count: columns * rows)
    patch.pixels.withUnsafeBufferPointer { pixels in
      for y in 0..<rows * Self.cell {
        let (row, line) = (y / Self.cell * columns, y * patch.width)
        for column in 0..<columns {
          var sum: Int32 = 0
          for x in column * Self.cell..<(column + 1) * Self.cell { sum += Int32(pixels[line + x]) }
          sums[row + column] += sum
        }
      }
    }
    return sums
  }
}
