import Border
import Foundation
import GRDB
import Glibc

/// Reads what can be read out of a damaged database, into a new one.
///
/// A table is read by ranges of its rows; a range that cannot be read is halved until the rows that are really gone are
/// alone. Values are believed only where they can be understood; events only where they are what was hashed.
struct Salvage {
  private let source: DatabaseQueue
  private let target: DatabaseQueue
  private let deadline: ContinuousClock.Instant
  private(set) var saved: [String: Int] = [:]
  private(set) var lost: [String: Int] = [:]
  /// Up to which number rows are looked for where even the last one cannot be read.
  private let mostRows: Int64
  /// A table whose root is gone fails for every row: after so many in a row the rest is not tried.
  private var failuresInARow = 0
  private static let mostFailures = 2000

  /// - Parameter bytes: the size of the damaged file, which bounds how many rows it can hold.
  init(
    from source: DatabaseQueue, of bytes: Int, into target: DatabaseQueue, until deadline: ContinuousClock.Instant
  ) {
    (self.source, self.target, self.deadline) = (source, target, deadline)
    mostRows = max(10_000, Int64(bytes / 40))
  }

  /// In an order in which what is referred to comes first. Declarations are not among them: they are pulled anew.
  private static let tables = [
    "chain", "chainStart", "chainLoss", "event", "evidence", "passage", "decision", "scan", "yardMovement",
    "vehicleInYard", "officer",
  ]
  /// Tables without row numbers: read from their beginning for as long as it goes.
  private static let links = ["evidenceUse", "scanKey"]
  /// Those of both that every file has: what came with a later step may be missing in an older one.
  private static let oldest = (tables + links).filter(Schema.tables.contains)

  mutating func run() {
    for table in Self.tables {
      guard let columns = columns(of: table) else { continue }
      let last = (try? source.read { try Int64.fetchOne($0, sql: "SELECT MAX(rowid) FROM \(table)") }) ?? nil
      failuresInARow = 0
      copy(table, columns, 0...max(0, last ?? mostRows))
    }
    for table in Self.links {
      guard let columns = columns(of: table) else { continue }
      let sql = "SELECT \(Self.list(columns)) FROM \(table)"
      insert((try? source.read { try Row.fetchAll($0, sql: sql) }) ?? [], table, columns)
    }
  }

  private mutating func copy(_ table: String, _ columns: [Column], _ range: ClosedRange<Int64>) {
    guard ContinuousClock.now < deadline, failuresInARow < Self.mostFailures else { return }
    let width = range.upperBound - range.lowerBound
    if width < 2000, let rows = try? read(table, columns, range) { return insert(rows, table, columns) }
    guard width > 0 else {
      lost[table, default: 0] += 1
      failuresInARow += 1
      return
    }
    if width >= 2000, (try? isEmpty(table, range)) == true { return }
    let middle = range.lowerBound + width / 2
    copy(table, columns, range.lowerBound...middle)
    copy(table, columns, middle + 1...range.upperBound)
  }

  private func isEmpty(_ table: String, _ range: ClosedRange<Int64>) throws -> Bool {
    try source.read { db in
      try Int.fetchOne(
        db, sql: "SELECT 1 FROM \(table) WHERE rowid BETWEEN ? AND ? LIMIT 1",
        arguments: [range.lowerBound, range.upperBound]) == nil
    }
  }

  private func read(_ table: String, _ columns: [Column], _ range: ClosedRange<Int64>) throws -> [Row] {
    try source.read { db in
      try Row.fetchAll(
        db, sql: "SELECT \(Self.list(columns)) FROM \(table) WHERE rowid BETWEEN ? AND ?",
        arguments: [range.lowerBound, range.upperBound])
    }
  }

  private mutating func insert(_ rows: [Row], _ table: String, _ columns: [Column]) {
    if !rows.isEmpty { failuresInARow = 0 }
    let good = rows.filter { Self.isCredible($0, table) }
    lost[table, default: 0] += rows.count - good.count
    let places = columns.map { _ in "?" }.joined(separator: ", ")
    let names = columns.map(\.name)
    let sql = "INSERT OR IGNORE INTO \(table) (\(names.joined(separator: ", "))) VALUES (\(places))"
    let count = try? target.write { db -> Int in
      var count = 0
      for row in good {
        // A row that refers to a lost one is lost with it.
        guard (try? db.run(sql, StatementArguments(Self.mended(row, table, names)))) != nil else { continue }
        count += db.changesCount
      }
      return count
    }
    saved[table, default: 0] += count ?? 0
    lost[table, default: 0] += good.count - (count ?? 0)
  }

  /// An event's columns as its body has them, which was held against its hash.
  private static func mended(_ row: Row, _ table: String, _ columns: [String]) -> [DatabaseValue] {
    var values = Array(row.databaseValues)
    guard table == "event", let body = value(Data.self, row, "body"), let event = try? JSONValue(parsing: body)
    else { return values }
    let time = event["time"]?.stringValue.flatMap(Timestamp.parse)?.milliseconds
    for (index, column) in columns.enumerated() {
      switch column {
      case "id", "type", "subject": event[column]?.stringValue.map { values[index] = $0.databaseValue }
      case "at": time.map { values[index] = $0.databaseValue }
      default: break
      }
    }
    return values
  }

  private static func isCredible(_ row: Row, _ table: String) -> Bool {
    switch table {
    case "event":
      guard let body = value(Data.self, row, "body"), let hash = value(String.self, row, "hash"),
        value(Int64.self, row, "sequence") != nil
      else { return false }
      return Stored.sha256(body) == hash
    case "passage": return holds(Passage.self, row, "passage") && holds(Verdict.self, row, "verdict")
    case "decision": return holds(Decision.self, row, "decision")
    case "scan": return holds(ScanResult.self, row, "scan")
    case "evidence": return value(String.self, row, "hash").flatMap(EvidenceHash.init(rawValue:)) != nil
    case "chain":
      return value(String.self, row, "hash").flatMap(EvidenceHash.init(rawValue:)) != nil
        && (value(Int64.self, row, "sequence") ?? -1) >= 0
    default: return true
    }
  }

  private static func value<Value: DatabaseValueConvertible>(_ type: Value.Type, _ row: Row, _ column: String) -> Value?
  {
    row.hasColumn(column) ? Value.fromDatabaseValue(row[column]) : nil
  }

  private static func holds<Value: Decodable>(_ type: Value.Type, _ row: Row, _ column: String) -> Bool {
    value(String.self, row, column).map { (try? Stored.value(type, from: $0)) != nil } ?? false
  }

  /// A column as the damaged file calls it, and as it is called.
  private struct Column {
    var found: String
    var name: String
  }

  private static func list(_ columns: [Column]) -> String {
    columns.map { "\($0.found.quotedDatabaseIdentifier) AS \($0.name)" }.joined(separator: ", ")
  }

  /// The columns that both have. Where there are as many as there should be, they go by their places: a name may be what was
  /// damaged. An older file has fewer.
  private func columns(of table: String) -> [Column]? {
    guard let new = try? target.read({ try $0.columns(in: table).map(\.name) }),
      let old = try? source.read({ try $0.columns(in: table).map(\.name) })
    else { return nil }
    if new.count == old.count { return zip(old, new).map { Column(found: $0, name: $1) } }
    return new.filter(old.contains).map { Column(found: $0, name: $0) }
  }
}

// MARK: Opening what is damaged

extension Salvage {
  private static func copy(in directory: String) -> String { directory + "/ledger.salvage" }

  static func removeWorkingCopy(in directory: String) {
    for ending in ["", "-wal", "-shm", "-journal"] { unlink(copy(in: directory) + ending) }
  }

  /// A copy of the damaged files that may be worked on; nil if it cannot be read at all.
  ///
  /// - Parameter fresh: a sound database of the same tables. Where the first page of the damaged one is gone, its own
  ///   first page takes the place: the tables lie where they were made, and they were made in one order.
  static func open(
    _ damaged: String, like fresh: DatabaseQueue, in directory: String, configuration: Configuration
  ) -> DatabaseQueue? {
    let attempts = [(mends: false, needsAll: true), (mends: true, needsAll: true), (mends: false, needsAll: false)]
    for (mends, needsAll) in attempts {
      removeWorkingCopy(in: directory)
      guard (try? FileManager.default.copyItem(atPath: damaged, toPath: copy(in: directory))) != nil else { return nil }
      try? FileManager.default.copyItem(atPath: damaged + "-wal", toPath: copy(in: directory) + "-wal")
      if mends, !mend(copy(in: directory), like: fresh, in: directory) { return nil }
      guard let queue = try? DatabaseQueue(path: copy(in: directory), configuration: configuration) else { continue }
      let isReadable = try? queue.read { db in
        _ = try Row.fetchOne(db, sql: "SELECT * FROM chain")
        return try (needsAll ? oldest : ["event"]).allSatisfy { try db.tableExists($0) }
      }
      if isReadable == true { return queue }
      try? queue.close()
    }
    return nil
  }

  /// Gives the file a first page, and a whole number of pages.
  private static func mend(_ path: String, like fresh: DatabaseQueue, in directory: String) -> Bool {
    let model = directory + "/ledger.recovering"
    guard (try? fresh.writeWithoutTransaction({ db in _ = try db.checkpoint(.truncate) })) != nil,
      let page = FileManager.default.contents(atPath: model)?.prefix(4096), page.count == 4096,
      let size = Damage.size(of: path), let file = FileHandle(forUpdatingAtPath: path)
    else { return false }
    defer { try? file.close() }
    let pages = max(1, (size + 4095) / 4096)
    do {
      try file.write(contentsOf: page)
      // The number of pages in the header, big-endian at 28, is believed where bytes 24 and 92 agree.
      try file.seek(toOffset: 28)
      try file.write(contentsOf: withUnsafeBytes(of: UInt32(pages).bigEndian) { Data($0) })
      try file.truncate(atOffset: UInt64(pages * 4096))
      return true
    } catch {
      return false
    }
  }
}
