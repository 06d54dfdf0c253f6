public import Border
public import Foundation
import GRDB

/// A vehicle that went into the yard or out of it.
public struct YardMovement: Sendable, Hashable {
  public enum Way: String, Sendable, Codable {
    case `in`, out
  }

  public var way: Way
  /// As read; nil where it could not be read, and the vehicle still counts.
  public var plate: String?
  public var passage: UUID?
  public var at: Date

  public init(way: Way, plate: String?, passage: UUID?, at: Date) {
    self.way = way
    self.plate = plate
    self.passage = passage
    self.at = at
  }
}

/// What does not fit together about a movement: somewhere a vehicle was missed or misread.
public enum YardAnomaly: String, Sendable, Codable {
  /// It went in and was inside already.
  case alreadyInside = "already-inside"
  /// It went out and had not come in.
  case notInside = "not-inside"
}

extension Ledger {
  /// Keeps a movement, and the event that tells of it. The same event again changes nothing.
  ///
  /// - Returns: what does not fit; the movement is kept all the same, and the count never goes below nought.
  @discardableResult
  public func record(_ movement: YardMovement, event: EventDraft) async throws -> YardAnomaly? {
    let key = movement.plate.map(PlateKey.init).flatMap { $0.isEmpty ? nil : $0.text }
    return try await writeWithEvents { [self] db in
      guard try append(event, passage: movement.passage, to: db) else {
        return try String.fetchOne(
          db, sql: "SELECT anomaly FROM yardMovement WHERE event = ?", arguments: [event.id.text]
        )
        .flatMap(YardAnomaly.init)
      }
      let anomaly = try Self.count(movement, key, db)
      try db.run(
        "INSERT INTO yardMovement (event, way, plate, passage, at, anomaly) VALUES (?, ?, ?, ?, ?, ?)",
        [
          event.id.text, movement.way.rawValue, movement.plate, movement.passage?.text, movement.at.milliseconds,
          anomaly?.rawValue,
        ])
      return anomaly
    }
  }

  /// How many vehicles are in the yard.
  public func yardOccupancy() async throws -> Int {
    try await read { db in try Int.fetchOne(db.cachedStatement(sql: "SELECT COUNT(*) FROM vehicleInYard")) ?? 0 }
  }

  /// One vehicle without a readable plate is as good as another: the oldest goes out first.
  private static func count(_ movement: YardMovement, _ key: String?, _ db: Database) throws -> YardAnomaly? {
    switch movement.way {
    case .in:
      try db.run(
        "INSERT INTO vehicleInYard (key, since) VALUES (?, ?) ON CONFLICT (key) DO NOTHING",
        [key, movement.at.milliseconds])
      return db.changesCount == 0 ? .alreadyInside : nil
    case .out:
      try db.run(
        "DELETE FROM vehicleInYard WHERE row = (SELECT row FROM vehicleInYard WHERE key IS ? ORDER BY since, row LIMIT 1)",
        [key])
      return db.changesCount == 0 ? .notInside : nil
    }
  }
}
