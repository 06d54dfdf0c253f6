import Border
import Foundation
import GRDB
import Logging
import Testing

@testable import Ledger

/// A damaged database is set aside, what can be saved is saved, and the station is up again.
///
/// `PROVE_DAMAGE` says how many damaged copies are tried; 1,000 at full size.
@Suite(.serialized) struct RecoveryTests {
  private let copies = Int(ProcessInfo.processInfo.environment["PROVE_DAMAGE"] ?? "") ?? 40

  private func recover(_ directory: String) throws -> Ledger {
    try Ledger(
      directory: directory, source: station, recovers: true,
      log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  /// A ledger as a kill leaves it: half of it folded into the file, the rest in the log beside it.
  private func make(_ directory: String, events: Int = 60) async throws {
    let building = directory + "-building"
    defer { try? FileManager.default.removeItem(atPath: building) }
    let ledger = try open(building)
    let hash = try await ledger.keepEvidence(Data("picture".utf8), kind: .passagePicture)
    for number in 1...events {
      try await ledger.record(
        passage(number, pictures: number == 1 ? [hash] : []), verdict: check, capturedAt: eight,
        event: draft(1000 + number))
      if number.isMultiple(of: 3) {
        try await ledger.decide(decision(number), event: draft(3000 + number, .decisionMade))
      }
      if number == events / 2 { try await ledger.pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) } }
    }
    try await ledger.saveOfficer(OfficerAccount(officer: "officer-1", name: "", pinHash: "h"))
    try await ledger.apply(page([item("d-1")]), receivedAt: eight)
    try FileManager.default.copyItem(atPath: building, toPath: directory)
    try ledger.close()
  }

  enum Kind: String, CaseIterable { case bits, truncation, zeroes, header, log, noLog, noDatabase }

  /// - Returns: whether anything was changed that a reader may rely on.
  private func damage(_ directory: String, _ kind: Kind, _ random: inout SplitMix) throws {
    let (database, log) = (directory + "/ledger.sqlite", directory + "/ledger.sqlite-wal")
    func change(_ path: String, _ body: (inout Data) -> Void) throws {
      var data = try Data(contentsOf: URL(fileURLWithPath: path))
      body(&data)
      try data.write(to: URL(fileURLWithPath: path))
    }
    switch kind {
    case .bits:
      try change(database) { data in
        for _ in 0..<Int.random(in: 1...20, using: &random) {
          data[Int.random(in: 0..<data.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        }
      }
    case .truncation: try change(database) { $0 = $0.prefix(Int.random(in: 0..<$0.count, using: &random)) }
    case .zeroes:
      try change(database) { data in
        for _ in 0..<Int.random(in: 1...4, using: &random) {
          let page = Int.random(in: 0..<data.count / 4096, using: &random)
          data.replaceSubrange(page * 4096..<(page + 1) * 4096, with: Data(count: 4096))
        }
      }
    case .header:
      try change(database) { data in
        for place in 16..<32 { data[place] = UInt8.random(in: 0...255, using: &random) }
      }
    case .log:
      try change(log) { data in
        let from = Int.random(in: 0..<data.count, using: &random)
        for place in from..<min(data.count, from + 5000) { data[place] = UInt8.random(in: 0...255, using: &random) }
      }
    case .noLog: try FileManager.default.removeItem(atPath: log)
    case .noDatabase: try FileManager.default.removeItem(atPath: database)
    }
  }

  /// Up means: it reads, takes, delivers what is whole.
  private func goOn(_ ledger: Ledger, _ name: String) async throws {
    _ = try await ledger.passageViews(limit: 1000)
    _ = try await ledger.unfinishedPassages()
    try await ledger.record(passage(500), verdict: check, capturedAt: eight, event: draft(5000))
    var delivered = Set<UUID>()
    while case let events = try await ledger.waiting(upTo: 50, bytes: 1 << 20), !events.isEmpty {
      for event in events {
        #expect(try JSONValue(parsing: event.body)["id"]?.stringValue == event.id.text)
        delivered.insert(event.id)
      }
      try await ledger.settle(events.map { EventAnswer(id: $0.id, outcome: .accepted) }, at: eight)
    }
    #expect(delivered.contains(id(5000)), "\(name)")
  }

  @Test func damagedCopiesComeUpAndGoOn() async throws {
    try await withDirectory { original async throws in
      try await make(original)
      defer { try? FileManager.default.removeItem(atPath: original) }
      var (recovered, metInUse, savedAll, slowest) = (0, 0, 0, Duration.zero)
      for seed in 0..<copies {
        var random = SplitMix(UInt64(seed))
        let kind = Kind.allCases[seed % Kind.allCases.count]
        try await withDirectory { directory async throws in
          try FileManager.default.copyItem(atPath: original, toPath: directory)
          try damage(directory, kind, &random)
          let before = try? Data(contentsOf: URL(fileURLWithPath: directory + "/ledger.sqlite"))
          let start = ContinuousClock.now
          var ledger = try recover(directory)
          defer { try? ledger.close() }
          slowest = max(slowest, .now - start)
          if let recovery = ledger.recovery {
            recovered += 1
            // As it was found, for whoever wants to look deeper.
            #expect(
              (try? Data(contentsOf: URL(fileURLWithPath: recovery.kept + "/ledger.sqlite"))) == before,
              "\(kind) \(seed)")
            if recovery.lostEvents.isEmpty, recovery.saved["event"] == 80 { savedAll += 1 }
            #expect(try await ledger.cursor() == nil, "declarations are pulled anew")
          } else {
            // What is lost is never lost in silence.
            #expect(try await ledger.eventCount() == 80, "\(kind) \(seed)")
          }
          do {
            try await goOn(ledger, "\(kind) \(seed)")
          } catch let error where (error as? LedgerError)?.isDamage != true {
            Issue.record(error, "\(kind) \(seed)")
          } catch {
            // As the station does: it ends, and is started again.
            metInUse += 1
            try ledger.close()
            ledger = try recover(directory)
            #expect(ledger.recovery != nil, "\(kind) \(seed)")
            try await goOn(ledger, "\(kind) \(seed)")
          }
          if ledger.recovery != nil { #expect(try await ledger.verifyChain() == nil, "\(kind) \(seed)") }
        }
      }
      print(
        "\(copies) damaged copies: \(recovered) recovered, \(savedAll) of them with every event, \(metInUse) after damage was met in "
          + "use; slowest \(slowest)")
      #expect(slowest < .seconds(30))
      #expect(recovered > copies / 3, "the damage must be found")
      #expect(savedAll > 0)
    }
  }

  @Test func whatAStatementNamesAndTheFileHasNotIsDamage() throws {
    let queue = try DatabaseQueue()
    for sql in ["SELECT numbep FROM sqlite_master", "SELECT 1 FROM evenu"] {
      let failure = #expect(throws: DatabaseError.self) { try queue.read { try Row.fetchOne($0, sql: sql) } }
      #expect((LedgerError.using(try #require(failure), at: "x") as? LedgerError)?.isDamage == true)
    }
  }

  /// A letter that turned over in the file's description of itself: no page is broken, and every statement may fail.
  @Test(arguments: [
    "replace(sql, 'number', 'numbep') WHERE name = 'chain'", "replace(sql, 'body', 'bodx') WHERE name = 'event'",
    "replace(sql, 'hash', 'hasi') WHERE name = 'evidence'",
    "replace(sql, 'passage TEXT', 'passagd TEXT') WHERE name = 'passage'",
    "replace(sql, 'state = 0', 'state = 4') WHERE name = 'event_waiting'",
    "replace(sql, 'cursor', 'curspr') WHERE name = 'declarationFeed'",
  ])
  func aDamagedDescriptionIsFoundAndItsRowsAreSaved(change: String) async throws {
    try await withDirectory { directory async throws in
      try await make(directory)
      let writer = try DatabaseQueue(path: directory + "/ledger.sqlite")
      try await writer.writeWithoutTransaction { db in
        _ = try db.checkpoint(.truncate)
        try db.execute(sql: "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = \(change)")
        #expect(db.changesCount == 1)
      }
      try writer.close()
      let ledger = try recover(directory)
      defer { try? ledger.close() }
      let recovery = try #require(ledger.recovery)
      #expect(recovery.damage.hasPrefix("the description of "), "\(recovery.damage)")
      #expect(recovery.saved["event"] == 80 && recovery.saved["passage"] == 60 && recovery.saved["decision"] == 20)
      #expect(recovery.lostEvents.isEmpty)
      try await goOn(ledger, change)
      #expect(try await ledger.verifyChain() == nil)
    }
  }

  /// Without its write-ahead log a database is whole, only older.
  @Test func aLostWriteAheadLogIsFoundAndNoNumberIsGivenOutTwice() async throws {
    try await withDirectory { directory async throws in
      try await make(directory)
      try FileManager.default.removeItem(atPath: directory + "/ledger.sqlite-wal")
      let ledger = try recover(directory)
      defer { try? ledger.close() }
      let recovery = try #require(ledger.recovery)
      #expect(recovery.damage.contains("events 41 to 80 are gone"), "\(recovery.damage)")
      #expect(recovery.lostEvents == [41...80])
      #expect(recovery.saved["event"] == 40)
      #expect(try await ledger.verifyChain() == nil)
      let events = try await ledger.waiting(upTo: 200, bytes: 1 << 22)
      #expect(events.last?.sequence == 81)
      let last = try #require(try events.last.map { try JSONValue(parsing: $0.body) })
      #expect(last["source"] == .string(station + "/chains/2"))
    }
  }

  /// A file of the chain's end that is older, empty or nonsense says nothing.
  @Test(arguments: ["0000000000000000007\n", "", "x", "-5\n", "99999999999999999999999\n", "0000000000000000123"])
  func aMarkThatSaysNothingIsNoDamage(content: String) async throws {
    try await withDirectory { directory async throws in
      try await make(directory)
      try Data(content.utf8).write(to: URL(fileURLWithPath: ChainMark.path(directory)))
      let ledger = try recover(directory)
      defer { try? ledger.close() }
      #expect(ledger.recovery == nil)
    }
  }

  @Test func anEventWhoseIDWasDamagedGetsItBack() async throws {
    try await withDirectory { directory async throws in
      try await make(directory)
      let ledger = try recover(directory)
      defer { try? ledger.close() }
      // Another id that reads well, and one that does not.
      try await ledger.pool.write {
        try $0.execute(sql: "UPDATE event SET id = '99999999-0506-7008-8000-0000000003fd' WHERE sequence = 5")
        try $0.execute(sql: "UPDATE event SET id = '0!020304' WHERE sequence = 6")
      }
      let events = try await ledger.waiting(upTo: 10, bytes: 1 << 20)
      #expect(events.map(\.sequence) == Array(1...10))
      for event in events { #expect(try JSONValue(parsing: event.body)["id"]?.stringValue == event.id.text) }
      try await ledger.settle(events.map { EventAnswer(id: $0.id, outcome: .accepted) }, at: eight)
      #expect(try await ledger.waiting(upTo: 1, bytes: 1 << 20).first?.sequence == 11)
    }
  }

  /// SQLite calls a page that the disk once refused to read malformed.
  @Test func aDiskThatOnceRefusedToReadIsNoDamage() async throws {
    try await withDirectory { directory async throws in
      try await make(directory)
      let words = try #require(DatabaseError(resultCode: .SQLITE_CORRUPT).message)
      try Data(words.utf8).write(to: URL(fileURLWithPath: Damage.marker(directory)))
      let ledger = try recover(directory)
      defer { try? ledger.close() }
      #expect(ledger.recovery == nil)
      #expect(try await ledger.eventCount() == 80)
      #expect(!FileManager.default.fileExists(atPath: Damage.marker(directory)))
    }
  }

  /// An index that has lost an entry: every page is sound, and only the whole check that the marker asks for sees it.
  @Test func aBrokenIndexThatWasMetInUseIsDamage() async throws {
    try await withDirectory { directory async throws in
      try await make(directory)
      let writer = try DatabaseQueue(path: directory + "/ledger.sqlite")
      try await writer.writeWithoutTransaction { db in
        let sql = try #require(
          try String.fetchOne(db, sql: "SELECT sql FROM sqlite_master WHERE name = 'event_waiting'"))
        try db.execute(sql: "DROP INDEX event_waiting; \(sql) AND sequence <> 7; PRAGMA writable_schema = ON")
        try db.execute(sql: "UPDATE sqlite_master SET sql = ? WHERE name = 'event_waiting'", arguments: [sql])
      }
      try writer.close()
      try Data("database disk image is malformed".utf8).write(to: URL(fileURLWithPath: Damage.marker(directory)))
      let ledger = try recover(directory)
      defer { try? ledger.close() }
      let recovery = try #require(ledger.recovery)
      #expect(recovery.damage.contains("event_waiting"), "\(recovery.damage)")
      #expect(recovery.saved["event"] == 80)
    }
  }

  @Test func whatIsMetInUseIsRecoveredByTheNextStart() async throws {
    try await withDirectory { directory async throws in
      try await make(directory)
      let ledger = try recover(directory)
      try await ledger.pool.write { try $0.execute(sql: "UPDATE declaration SET declaration = '{'") }
      await #expect(throws: LedgerError.self) { _ = try await ledger.declarations(numbered: "20261123-d-1") }
      #expect(ledger.isDamaged)
      try ledger.close()
      let next = try recover(directory)
      let recovery = try #require(next.recovery)
      #expect(recovery.damage.hasPrefix("met while it was in use"))
      #expect(recovery.saved["event"] == 80 && recovery.lostEvents.isEmpty)
      #expect(try await next.declarations(numbered: "20261123-d-1").isEmpty, "pulled anew")
      try next.close()
      let last = try recover(directory)
      #expect(last.recovery == nil, "once is enough")
      try last.close()
    }
  }

  @Test func aGapIsNotedAndTheNewChainBeginsWithTheReason() async throws {
    try await withDirectory { directory async throws in
      try await make(directory)
      let plain = try open(directory)
      // A page in the middle of the events' bodies is overwritten: a row that cannot be believed.
      try await plain.pool.write { try $0.execute(sql: "UPDATE event SET body = x'00' WHERE sequence = 7") }
      try await plain.pool.write { try $0.execute(sql: "UPDATE chain SET hash = 'x'") }
      try await plain.pool.write { try $0.execute(sql: "DELETE FROM event WHERE sequence = 80") }
      try plain.close()
      let ledger = try recover(directory)
      defer { try? ledger.close() }
      let recovery = try #require(ledger.recovery)
      #expect(recovery.damage == "the last event is not the end of the chain")
      #expect(recovery.lostEvents == [7...7, 80...80])
      #expect(try await ledger.verifyChain() == nil)
      let events = try await ledger.waiting(upTo: 200, bytes: 1 << 22)
      let first = try #require(try events.last.map { try JSONValue(parsing: $0.body) })
      #expect(first["type"] == "gate.ledger.recovered")
      #expect(first["source"] == .string(station + "/chains/2"))
      #expect(first["sequence"] == 1)
      #expect(first["previoushash"] == .string(Event.firstPreviousHash))
      #expect(first["data"]?["lostEvents"] == [["first": 7, "last": 7], ["first": 80, "last": 80]])
      // Whoever now takes an event away is found all the same.
      try await ledger.pool.write { try $0.execute(sql: "DELETE FROM event WHERE sequence = 20") }
      #expect(try await ledger.verifyChain() == ChainBreak(sequence: 20, reason: .removed))
    }
  }

  @Test func aPictureWhoseRowIsLostIsOfferedAgain() async throws {
    try await withDirectory { directory async throws in
      try await make(directory)
      let plain = try open(directory)
      try await plain.pool.write { try $0.execute(sql: "DELETE FROM evidence") }
      try await plain.pool.write { try $0.execute(sql: "DELETE FROM chain") }
      try plain.close()
      let ledger = try recover(directory)
      defer { try? ledger.close() }
      let events = try await ledger.waiting(upTo: 200, bytes: 1 << 22)
      try await ledger.settle(events.map { EventAnswer(id: $0.id, outcome: .accepted) }, at: eight)
      // The test's events name no pictures in their data: only its passages do.
      #expect(try await ledger.nextEvidence() == nil)
      #expect(ledger.recovery?.saved["passage"] == 60)
    }
  }

  @Test func damageThatIsMetInUseIsRecoveredAtTheNextStart() async throws {
    try await withDirectory { directory async throws in
      try await make(directory)
      let ledger = try open(directory)
      let corrupt = await #expect(throws: LedgerError.self) {
        try await ledger.read { _ in throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "planted") }
      }
      #expect(corrupt?.kind == .damaged(detail: "planted"))
      #expect(ledger.isDamaged)
      #expect(FileManager.default.fileExists(atPath: Damage.marker(directory)))
      try ledger.close()
    }
  }

  @Test func whatIsNoDamageIsNotRecovered() async throws {
    try await withDirectory { directory async throws in
      // Nothing there yet, then a sound ledger, then one of a newer program.
      try recover(directory).close()
      let sound = try recover(directory)
      #expect(sound.recovery == nil)
      try await sound.pool.write { db in
        try db.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('9 of the future')")
      }
      try sound.close()
      let error = #expect(throws: LedgerError.self) { try recover(directory) }
      #expect(error?.kind == .newerSchema(migration: "9 of the future"))
      #expect(!FileManager.default.fileExists(atPath: directory + "/damaged"))
    }
  }

  @Test func aCommandLineToolLeavesADamagedLedgerAlone() async throws {
    try await withDirectory { directory async throws in
      try await make(directory)
      let file = URL(fileURLWithPath: directory + "/ledger.sqlite")
      // With its log SQLite itself would mend the pages that stand there.
      try FileManager.default.removeItem(atPath: file.path + "-wal")
      try Data(repeating: 1, count: 8192).write(to: file)
      #expect(throws: LedgerError.self) { try open(directory) }
      #expect(try Data(contentsOf: file) == Data(repeating: 1, count: 8192))
    }
  }
}

/// The same numbers for the same seed.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}

extension LedgerError {
  fileprivate var isDamage: Bool { if case .damaged = kind { true } else { false } }
}
