import Border
import Foundation

/// Whether a lane reaches its targets, and where it does not.
public struct VerificationReport: Sendable, Hashable, Codable {
  public struct Target: Sendable, Hashable, Codable {
    public var name: String
    /// As measured; null if it could not be.
    public var value: Double?
    public var limit: Double
    /// Whether the value must stay below the limit, instead of above it.
    public var isUpperLimit: Bool
    public var unit: String
    public var isMet: Bool
    /// What to do if it is not.
    public var remedy: String
  }

  public struct Vehicle: Sendable, Hashable, Codable {
    public var plate: String
    public var isRead: Bool
    /// In how many frames its plate was seen, and in how many it was read as agreed in the end.
    public var frames, framesRead: Int
    /// Of its plate at its largest, pixels.
    public var width: Double
    /// On the plate, millimetres; null if it could not be told.
    public var blur: Double?
  }

  /// How often plates were read and missed, by fields of the picture, row by row.
  public struct HeatMap: Sendable, Hashable, Codable {
    public var columns, rows: Int
    public var read, missed: [Int]

    init(columns: Int, rows: Int) {
      (self.columns, self.rows) = (columns, rows)
      read = [Int](repeating: 0, count: columns * rows)
      missed = read
    }

    mutating func count(_ point: Point, width: Int, height: Int, isRead: Bool) {
      let column = min(columns - 1, max(0, Int(point.x * Double(columns) / Double(max(1, width)))))
      let row = min(rows - 1, max(0, Int(point.y * Double(rows) / Double(max(1, height)))))
      if isRead { read[row * columns + column] += 1 } else { missed[row * columns + column] += 1 }
    }
  }

  public var camera: String
  public var width, height: Int
  public var frames: Int
  /// Frames that could not be read.
  public var framesBroken: Int
  /// Plates outside the lane's outline, left out.
  public var platesOutside: Int
  public var vehicles: [Vehicle]
  public var targets: [Target]
  public var heat: HeatMap

  /// Whether the lane reaches every target.
  public var isGood: Bool { targets.allSatisfy(\.isMet) }

  private enum CodingKeys: String, CodingKey {
    case camera, width, height, frames, framesBroken, platesOutside, vehicles, targets, heat, isGood
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(camera, forKey: .camera)
    try container.encode(width, forKey: .width)
    try container.encode(height, forKey: .height)
    try container.encode(frames, forKey: .frames)
    try container.encode(framesBroken, forKey: .framesBroken)
    try container.encode(platesOutside, forKey: .platesOutside)
    try container.encode(vehicles, forKey: .vehicles)
    try container.encode(targets, forKey: .targets)
    try container.encode(heat, forKey: .heat)
    try container.encode(isGood, forKey: .isGood)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    camera = try container.decode(String.self, forKey: .camera)
    width = try container.decode(Int.self, forKey: .width)
    height = try container.decode(Int.self, forKey: .height)
    frames = try container.decode(Int.self, forKey: .frames)
    framesBroken = try container.decode(Int.self, forKey: .framesBroken)
    platesOutside = try container.decode(Int.self, forKey: .platesOutside)
    vehicles = try container.decode([Vehicle].self, forKey: .vehicles)
    targets = try container.decode([Target].self, forKey: .targets)
    heat = try container.decode(HeatMap.self, forKey: .heat)
  }

  init(
    camera: String, width: Int, height: Int, frames: Int, framesBroken: Int, platesOutside: Int, vehicles: [Vehicle],
    targets: [Target], heat: HeatMap
  ) {
    (self.camera, self.width, self.height) = (camera, width, height)
    (self.frames, self.framesBroken, self.platesOutside) = (frames, framesBroken, platesOutside)
    (self.vehicles, self.targets, self.heat) = (vehicles, targets, heat)
  }
}
