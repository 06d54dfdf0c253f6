internal import Border

/// Reads the detector's maps: one for the centres' probability, eight for the corners' offsets.
///
/// A plate is a local maximum of the first map; its corners are given from the centre of that cell in units of a cell.
enum PeakFinder {
  /// Pixels of the network's input in a cell of the maps.
  static let stride = 8.0

  /// Least probability of a centre.
  static let threshold = 0.35
  /// Of two detections that overlap more than this, the weaker goes. 0…1, intersection over union.
  static let mostOverlap = 0.3

  /// Centres below the threshold that may be plates when seen closer: the most probable first, at most `most`.
  ///
  /// - Parameter least: probability.
  /// - Returns: in pixels of the network's input.
  static func hints(
    maps: UnsafeBufferPointer<Float>, rows: Int, columns: Int, least: Double, most: Int
  ) -> [Point] {
    var found: [(point: Point, value: Float)] = []
    for row in 0..<rows {
      for column in 0..<columns {
        let value = maps[row * columns + column]
        guard Double(value) >= least, Double(value) < threshold, isPeak(maps, row, column, rows, columns) else {
          continue
        }
        let centre = Point(x: (Double(column) + 0.5) * stride, y: (Double(row) + 0.5) * stride)
        found.append((centre, value))
      }
    }
    return found.sorted { $0.value > $1.value }.prefix(most).map(\.point)
  }

  /// - Parameter maps: 9 maps of `rows * columns` values, one after the other.
  /// - Returns: best first, in pixels of the network's input.
  static func detections(maps: UnsafeBufferPointer<Float>, rows: Int, columns: Int) -> [Detection] {
    let area = rows * columns
    guard area > 0, maps.count >= 9 * area else { return [] }
    var found: [Detection] = []
    for row in 0..<rows {
      for column in 0..<columns {
        let cell = row * columns + column
        guard Double(maps[cell]) >= threshold, isPeak(maps, row, column, rows, columns) else { continue }
        func corner(_ index: Int) -> Point {
          Point(
            x: (Double(column) + 0.5 + Double(maps[(1 + 2 * index) * area + cell])) * stride,
            y: (Double(row) + 0.5 + Double(maps[(2 + 2 * index) * area + cell])) * stride)
        }
        let quad = Quad(topLeft: corner(0), topRight: corner(1), bottomRight: corner(2), bottomLeft: corner(3))
        found.append(Detection(quad: quad, score: Double(maps[cell])))
      }
    }
    return nonMaximaSuppressed(found)
  }

  /// Best first; whatever overlaps a better one too much is left out, and so are quads that enclose nothing.
  static func nonMaximaSuppressed(_ detections: [Detection]) -> [Detection] {
    var kept: [Detection] = []
    for candidate in detections.sorted(by: { $0.score > $1.score }) where ConvexQuad.area(candidate.quad.corners) > 0 {
      if kept.allSatisfy({ ConvexQuad.overlap($0.quad, candidate.quad) < mostOverlap }) { kept.append(candidate) }
    }
    return kept
  }

  private static func isPeak(
    _ maps: UnsafeBufferPointer<Float>, _ row: Int, _ column: Int, _ rows: Int, _ columns: Int
  ) -> Bool {
    let value = maps[row * columns + column]
    for y in max(0, row - 1)...min(rows - 1, row + 1) {
      for x in max(0, column - 1)...min(columns - 1, column + 1) where maps[y * columns + x] > value { return false }
    }
    return true
  }
}
