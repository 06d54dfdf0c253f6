internal import CVision

/// A small grey picture of its own: a rectified plate, or one row of it.
public struct GreyPatch: Sendable, Hashable {
  public let width: Int
  public let height: Int
  /// Row after row without gaps, 0 black … 255 white.
  public var pixels: [UInt8]

  /// - Precondition: `pixels.count == width * height`, and neither is 0.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(width > 0 && height > 0 && pixels.count == width * height, "pixels do not fill the patch")
    (self.width, self.height, self.pixels) = (width, height, pixels)
  }

  /// The rows `range` of it.
  func rows(_ range: Range<Int>) -> GreyPatch {
    GreyPatch(
      width: width, height: range.count, pixels: Array(pixels[range.lowerBound * width..<range.upperBound * width]))
  }

  /// All rows of the columns `first ..< first + count`; columns beyond the edges repeat the outermost ones.
  func columns(from first: Int, count: Int) -> GreyPatch {
    var cut = [UInt8]()
    cut.reserveCapacity(count * height)
    for y in 0..<height {
      for x in first..<first + count { cut.append(pixels[y * width + min(max(x, 0), width - 1)]) }
    }
    return GreyPatch(width: count, height: height, pixels: cut)
  }

  func inverted() -> GreyPatch { GreyPatch(width: width, height: height, pixels: pixels.map { 255 - $0 }) }

  /// Scaled by area.
  func scaled(width newWidth: Int, height newHeight: Int) -> GreyPatch {
    var target = [UInt8](repeating: 0, count: newWidth * newHeight)
    // Sizes are positive by construction, so the only way to fail is to have no memory: then the patch stays black.
    _ = cvision_scale_grey(pixels, Int32(width), Int32(height), &target, Int32(newWidth), Int32(newHeight))
    return GreyPatch(width: newWidth, height: newHeight, pixels: target)
  }

  /// Of each pixel and its neighbours, as far as the patch reaches: the mean of a square with sides of twice `radius` and one.
  func means(radius: Int) -> [Int] {
    // Sums of all pixels above and left of a place: four of them make any rectangle's.
    let stride = width + 1
    var sums = [Int](repeating: 0, count: stride * (height + 1))
    for y in 0..<height {
      var row = 0
      for x in 0..<width {
        row += Int(pixels[y * width + x])
        sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1] + row
      }
    }
    var means = [Int](repeating: 0, count: width * height)
    for y in 0..<height {
      let (top, bottom) = (max(0, y - radius), min(height, y + radius + 1))
      for x in 0..<width {
        let (left, right) = (max(0, x - radius), min(width, x + radius + 1))
        let sum =
          sums[bottom * stride + right] - sums[top * stride + right] - sums[bottom * stride + left]
          + sums[top * stride + left]
        means[y * width + x] = sum / ((bottom - top) * (right - left))
      }
    }
    return means
  }

  /// The median of the outermost pixels: what to surround the patch with.
  var edgeMedian: UInt8 {
    var histogram = [Int](repeating: 0, count: 256)
    for x in 0..<width {
      histogram[Int(pixels[x])] += 1
      histogram[Int(pixels[(height - 1) * width + x])] += 1
    }
    for y in 0..<height {
      histogram[Int(pixels[y * width])] += 1
      histogram[Int(pixels[y * width + width - 1])] += 1
    }
    var left = width + height
    for (level, count) in histogram.enumerated() {
      left -= count
      if left <= 0 { return UInt8(level) }
    }
    return 255
  }

  /// With the 1st percentile at black and the 99th at white, so that contrast does not depend on the light.
  func stretched() -> GreyPatch {
    let histogram = Histogram(pixels)
    let low = histogram.percentile(0.01)
    // Below 8 levels there is only noise to stretch.
    let gain = 255 / max(histogram.percentile(0.99) - low, 8)
    let table = (0...255).map { UInt8(min(max((Double($0) - low) * gain, 0), 255)) }
    return GreyPatch(width: width, height: height, pixels: pixels.map { table[Int($0)] })
  }
}
