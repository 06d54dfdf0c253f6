/// A glance in blocks of 6 x 6 pixels, made to be held against another of the same place: by what is to be seen in each
/// block, not by how bright it is.
///
/// Two blocks differ if their structure does (normalised cross-correlation, which no change of light alters), or, where
/// neither has any, if one became darker or lighter against the rest of the picture.
struct BlockPicture: Sendable, Hashable {
  static let block = 6
  /// Blocks with less than this deviation are plain: road, sky, night. In grey values.
  private static let plain: Float = 4
  /// Below this correlation two blocks show different things.
  private static let alike: Float = 0.6
  /// Plain blocks differ from this on, in grey values.
  private static let levels: Float = 10

  let columns: Int
  let rows: Int
  /// Pixels less their block's mean, block after block.
  private var detail: [Float]
  private var means: [Float]
  private var deviations: [Float]

  init(_ glance: Glance) {
    let (patch, side) = (glance.patch, Self.block)
    (columns, rows) = (patch.width / side, patch.height / side)
    let area = side * side
    detail = []
    detail.reserveCapacity(columns * rows * area)
    means = []
    deviations = []
    for row in 0..<rows {
      for column in 0..<columns {
        let start = detail.count
        var sum: Float = 0
        for y in row * side..<(row + 1) * side {
          for x in column * side..<(column + 1) * side {
            let pixel = Float(patch.pixels[y * patch.width + x])
            detail.append(pixel)
            sum += pixel
          }
        }
        let mean = sum / Float(area)
        for index in start..<start + area { detail[index] -= mean }
        means.append(mean)
        deviations.append(Self.deviation(detail[start..<start + area]))
      }
    }
  }

  /// The share of blocks that show something else, 0…1; 1 for pictures of other sizes.
  func difference(from other: BlockPicture) -> Double {
    guard columns == other.columns, rows == other.rows, !means.isEmpty else { return 1 }
    let area = Self.block * Self.block
    let light = zip(means, other.means).map { $0 - $1 }.sorted()[means.count / 2]
    var changed = 0
    for index in means.indices {
      let (a, b) = (deviations[index], other.deviations[index])
      if max(a, b) < Self.plain {
        if abs(means[index] - other.means[index] - light) > Self.levels { changed += 1 }
        continue
      }
      var product: Float = 0
      for at in index * area..<(index + 1) * area { product += detail[at] * other.detail[at] }
      // A plain block against a full one has next to no correlation, whatever its noise looks like.
      if product / Float(area) < Self.alike * max(a, 1) * max(b, 1) { changed += 1 }
    }
    return Double(changed) / Double(means.count)
  }

  /// Becomes more like `other`, of the same size, by a share 0…1.
  mutating func approach(_ other: BlockPicture, by share: Float) {
    guard columns == other.columns, rows == other.rows else { return }
    for index in detail.indices { detail[index] += share * (other.detail[index] - detail[index]) }
    let area = Self.block * Self.block
    for index in means.indices {
      means[index] += share * (other.means[index] - means[index])
      deviations[index] = Self.deviation(detail[index * area..<(index + 1) * area])
    }
  }

  private static func deviation(_ detail: ArraySlice<Float>) -> Float {
    (detail.reduce(0) { $0 + $1 * $1 } / Float(detail.count)).squareRoot()
  }
}
