public import Border
import Foundation

/// Where the lane lies in the picture.
public struct LaneShape: Sendable, Hashable, Codable {
  /// Plates outside it are of other lanes; empty takes the whole picture.
  public var outline: [Point]
  /// Which way vehicles drive: from, to. Empty if not given.
  public var direction: [Point]
  /// The stop line: its two ends. Empty if not given.
  public var trigger: [Point]
  /// What must not be kept in pictures, such as a house's windows.
  public var masks: [[Point]]

  public init(outline: [Point] = [], direction: [Point] = [], trigger: [Point] = [], masks: [[Point]] = []) {
    (self.outline, self.direction, self.trigger, self.masks) = (outline, direction, trigger, masks)
  }

  /// Whether a plate is of this lane: its middle lies in the outline, and in no mask.
  public func contains(_ quad: Quad) -> Bool {
    let corners = quad.corners
    let middle = Point(x: corners.map(\.x).reduce(0, +) / 4, y: corners.map(\.y).reduce(0, +) / 4)
    return (outline.isEmpty || Self.polygon(outline, contains: middle))
      && !masks.contains { Self.polygon($0, contains: middle) }
  }

  /// The middle of the stop line; without one the end of the direction; else nil.
  public var stop: Point? {
    if trigger.count == 2 {
      return Point(x: (trigger[0].x + trigger[1].x) / 2, y: (trigger[0].y + trigger[1].y) / 2)
    }
    return direction.last
  }

  /// By the number of edges to the right of the point.
  static func polygon(_ corners: [Point], contains p: Point) -> Bool {
    var isInside = false
    var previous = corners.last ?? p
    for corner in corners {
      if (corner.y > p.y) != (previous.y > p.y),
        p.x < (previous.x - corner.x) * (p.y - corner.y) / (previous.y - corner.y) + corner.x
      {
        isInside.toggle()
      }
      previous = corner
    }
    return isInside
  }

  /// Twice the area of a polygon is at least this for it to be one.
  static func area(_ corners: [Point]) -> Double {
    var sum = 0.0
    for (index, corner) in corners.enumerated() {
      let next = corners[(index + 1) % corners.count]
      sum += corner.x * next.y - next.x * corner.y
    }
    return abs(sum) / 2
  }
}

extension Point: Codable {
  public init(from decoder: any Decoder) throws {
    let numbers = try decoder.singleValueContainer().decode([Double].self)
    guard numbers.count == 2, numbers.allSatisfy(\.isFinite) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "a point is two numbers"))
    }
    self.init(x: numbers[0], y: numbers[1])
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode([(x * 10).rounded() / 10, (y * 10).rounded() / 10])
  }
}
