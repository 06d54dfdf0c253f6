internal import Border
import Foundation

/// Chooses, of the pictures of a board that somebody moves before a camera, those that are worth a view: the board holds still,
/// and is elsewhere, or seen from elsewhere, than in the view before.
public struct ViewChoice: Sendable {
  /// How far a still board's corners stray from one frame to the next at most, and how far a moved one's at least, in parts of
  /// the picture's width.
  static let still = 1.0 / 1000
  static let moved = 1.0 / 24

  private var before: BoardView?
  private var taken: BoardView?

  public init() {}

  /// - Parameter view: of the camera's next frame; without corners if the board is not there.
  /// - Returns: whether to keep it. The first frame of a place never is: nobody knows yet whether the board stays there.
  public mutating func takes(_ view: BoardView, pictureWidth: Int) -> Bool {
    defer { before = view }
    let width = Double(pictureWidth)
    guard let before, let stray = Self.distance(before, view), stray <= width * Self.still else { return false }
    if let taken, let way = Self.distance(taken, view), way < width * Self.moved { return false }
    taken = view
    return true
  }

  /// Mean distance of the corners that both views show, in pixels; nil if they have too few in common.
  private static func distance(_ one: BoardView, _ other: BoardView) -> Double? {
    let places = Dictionary(zip(one.plane, one.image), uniquingKeysWith: { first, _ in first })
    let ways = zip(other.plane, other.image).compactMap { corner, seen in
      places[corner].map { hypot($0.x - seen.x, $0.y - seen.y) }
    }
    return ways.count >= LensCalibration.fewestCorners ? ways.reduce(0, +) / Double(ways.count) : nil
  }
}
