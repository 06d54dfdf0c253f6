/// How many of some pixels have each grey level.
struct Histogram {
  private var counts = [Int](repeating: 0, count: 256)
  private var count = 0

  init(_ pixels: [UInt8]) {
    for pixel in pixels { counts[Int(pixel)] += 1 }
    count = pixels.count
  }

  /// The level of the pixel that has `rank` darker ones before it.
  func level(rank: Int) -> Int {
    var seen = 0
    for (level, count) in counts.enumerated() {
      seen += count
      if seen > rank { return level }
    }
    return 255
  }

  /// - Parameter share: 0…1; interpolated between the two nearest pixels.
  func percentile(_ share: Double) -> Double {
    let position = share * Double(count - 1)
    let below = Int(position)
    let (a, b) = (level(rank: below), level(rank: min(below + 1, count - 1)))
    return Double(a) + Double(b - a) * (position - Double(below))
  }
}
