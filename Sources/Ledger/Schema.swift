import GRDB

/// The tables, as named steps. A step that has shipped is never changed; what is new becomes a new step.
///
/// Times are milliseconds since 1970. What is looked for stands in columns, the whole value beside it as JSON.
/// `ValueObservation` sees no change in a table `WITHOUT ROWID`: nothing here is observed that way.
enum Schema {
  /// Those that every ledger has had from its first step on.
  static let tables = [
    "chain", "event", "evidence", "evidenceUse", "passage", "decision", "declaration", "declarationKey", "tombstone",
    "declarationFeed", "scan", "scanKey", "yardMovement", "vehicleInYard", "officer",
  ]

  static let first = "1 facts and their events"

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration(first) { db in
      try db.execute(sql: events + evidence + passages + declarations + scans + yard + officers)
    }
    migrator.registerMigration("2 chains, losses and room") { db in
      try db.execute(sql: chains + room)
    }
    return migrator
  }

  /// A step in the file that this program does not have.
  static func unknownMigration(_ db: Database) throws -> String? {
    let known = Set(migrator.migrations)
    return try migrator.appliedIdentifiers(db).subtracting(known).sorted().first
  }

  /// A table or index that the file describes otherwise than these steps made it. No check of pages finds that: a letter that
  /// turned over in a column's name leaves a sound file, which fails at the first statement with that column.
  static func changedObject(_ db: Database, after applied: Set<String>) throws -> String? {
    guard let last = migrator.migrations.last(where: applied.contains) else { return nil }
    let model = try DatabaseQueue()
    try migrator.migrate(model, upTo: last)
    let made = try model.read(descriptions)
    let found = try descriptions(db)
    return made.filter { found[$0.key] != $0.value }.keys.sorted().first
  }

  /// SQL by name, without what SQLite and GRDB make for themselves.
  private static func descriptions(_ db: Database) throws -> [String: String] {
    let rows = try Row.fetchAll(
      db, sql: "SELECT name, tbl_name || ': ' || sql FROM sqlite_master WHERE sql IS NOT NULL")
    let own = rows.map { ($0[0] as String, $0[1] as String) }.filter {
      !$0.0.hasPrefix("sqlite_") && !$0.0.hasPrefix("grdb_")
    }
    return Dictionary(own) { first, _ in first }
  }

  /// `chain` is the end of the chain, so that removing the last events shows.
  /// `state`: 0 waiting, 1 accepted, 2 refused.
  private static let events = """
    CREATE TABLE chain (
      one INTEGER PRIMARY KEY CHECK (one = 1),
      source TEXT NOT NULL,
      sequence INTEGER NOT NULL,
      hash TEXT NOT NULL
    );
    CREATE TABLE event (
      sequence INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      type TEXT NOT NULL,
      subject TEXT NOT NULL,
      at INTEGER NOT NULL,
      passage TEXT,
      body BLOB NOT NULL,
      hash TEXT NOT NULL,
      state INTEGER NOT NULL DEFAULT 0,
      settledAt INTEGER,
      refusal TEXT
    );
    CREATE INDEX event_waiting ON event (sequence) WHERE state = 0;
    CREATE INDEX event_refused ON event (sequence) WHERE state = 2;
    CREATE INDEX event_accepted ON event (settledAt) WHERE state = 1;
    CREATE INDEX event_passage ON event (passage) WHERE passage IS NOT NULL;

    """

  /// `state`: 0 kept, 1 an event refers to it and the platform wants it, 2 the platform has it, 3 damaged.
  private static let evidence = """
    CREATE TABLE evidence (
      number INTEGER PRIMARY KEY,
      hash TEXT NOT NULL UNIQUE,
      kind TEXT NOT NULL,
      bytes INTEGER NOT NULL,
      state INTEGER NOT NULL DEFAULT 0,
      settledAt INTEGER
    );
    CREATE INDEX evidence_wanted ON evidence (number) WHERE state = 1;
    CREATE TABLE evidenceUse (
      evidence INTEGER NOT NULL REFERENCES evidence (number) ON DELETE CASCADE,
      event INTEGER NOT NULL REFERENCES event (sequence) ON DELETE CASCADE,
      PRIMARY KEY (evidence, event)
    ) WITHOUT ROWID;
    CREATE INDEX evidenceUse_event ON evidenceUse (event);

    """

  /// `declarations` and `scans`: what the verdict rested on; null where nobody said.
  private static let passages = """
    CREATE TABLE passage (
      id TEXT NOT NULL PRIMARY KEY,
      startedAt INTEGER NOT NULL,
      endedAt INTEGER,
      tractorKey TEXT,
      trailerKey TEXT,
      passage TEXT NOT NULL,
      verdict TEXT NOT NULL,
      capturedAt INTEGER NOT NULL,
      declarations TEXT,
      scans TEXT
    );
    CREATE INDEX passage_startedAt ON passage (startedAt, id);
    CREATE INDEX passage_tractorKey ON passage (tractorKey, startedAt) WHERE tractorKey IS NOT NULL;
    CREATE INDEX passage_trailerKey ON passage (trailerKey, startedAt) WHERE trailerKey IS NOT NULL;
    CREATE TABLE decision (
      passage TEXT NOT NULL PRIMARY KEY REFERENCES passage (id),
      kind TEXT NOT NULL,
      officer TEXT NOT NULL,
      decidedAt INTEGER NOT NULL,
      decision TEXT NOT NULL
    );

    """

  /// `declarationKey.kind`: 0 a plate's key, 1 a container number.
  private static let declarations = """
    CREATE TABLE declaration (
      row INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      version INTEGER NOT NULL,
      number TEXT NOT NULL,
      declaration TEXT NOT NULL,
      document BLOB NOT NULL,
      receivedAt INTEGER NOT NULL
    );
    CREATE INDEX declaration_number ON declaration (number);
    CREATE TABLE declarationKey (
      kind INTEGER NOT NULL,
      key TEXT NOT NULL,
      declaration INTEGER NOT NULL REFERENCES declaration (row) ON DELETE CASCADE,
      PRIMARY KEY (kind, key, declaration)
    ) WITHOUT ROWID;
    CREATE INDEX declarationKey_declaration ON declarationKey (declaration);
    CREATE TABLE tombstone (
      id TEXT NOT NULL PRIMARY KEY,
      version INTEGER NOT NULL
    );
    CREATE TABLE declarationFeed (
      one INTEGER PRIMARY KEY CHECK (one = 1),
      cursor TEXT,
      asOf INTEGER
    );
    INSERT INTO declarationFeed (one) VALUES (1);

    """

  /// `isLatest` is 0 where the scanner has sent a correction. `scanKey.kind`: 0 plate, 1 container, 2 declaration.
  private static let scans = """
    CREATE TABLE scan (
      row INTEGER PRIMARY KEY,
      contentHash TEXT NOT NULL UNIQUE,
      device TEXT NOT NULL,
      id TEXT NOT NULL,
      isLatest INTEGER NOT NULL DEFAULT 1,
      receivedAt INTEGER NOT NULL,
      scan TEXT NOT NULL
    );
    CREATE INDEX scan_id ON scan (device, id);
    CREATE TABLE scanKey (
      kind INTEGER NOT NULL,
      key TEXT NOT NULL,
      scan INTEGER NOT NULL REFERENCES scan (row) ON DELETE CASCADE,
      PRIMARY KEY (kind, key, scan)
    ) WITHOUT ROWID;

    """

  /// `vehicleInYard.key` is null for a vehicle whose plate could not be read.
  private static let yard = """
    CREATE TABLE yardMovement (
      row INTEGER PRIMARY KEY,
      event TEXT NOT NULL UNIQUE,
      way TEXT NOT NULL,
      plate TEXT,
      passage TEXT,
      at INTEGER NOT NULL,
      anomaly TEXT
    );
    CREATE TABLE vehicleInYard (
      row INTEGER PRIMARY KEY,
      key TEXT UNIQUE,
      since INTEGER NOT NULL
    );

    """

  /// `chain.offset`: the sequence is a row's number less this; `number` counts the station's chains from 1.
  /// `baseSequence`, `baseHash`: the last event that was let go after its time, where verifying begins.
  /// `chainStart`: after a recovery a new chain begins behind row `after`. `chainLoss`: rows that damage took.
  private static let chains = """
    ALTER TABLE chain ADD COLUMN number INTEGER NOT NULL DEFAULT 1;
    ALTER TABLE chain ADD COLUMN offset INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE chain ADD COLUMN baseSequence INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE chain ADD COLUMN baseHash TEXT NOT NULL
      DEFAULT '0000000000000000000000000000000000000000000000000000000000000000';
    CREATE TABLE chainStart (
      number INTEGER PRIMARY KEY,
      after INTEGER NOT NULL,
      at INTEGER NOT NULL
    );
    CREATE TABLE chainLoss (
      first INTEGER PRIMARY KEY,
      last INTEGER NOT NULL
    );

    """

  /// `evidence.state` besides: 4 let go for lack of room or after its time, 5 refused by the platform.
  private static let room = """
    ALTER TABLE evidence ADD COLUMN refusal TEXT;
    CREATE INDEX evidence_delivered ON evidence (settledAt) WHERE state = 2;
    CREATE INDEX evidence_unused ON evidence (number) WHERE state = 0;

    """

  private static let officers = """
    CREATE TABLE officer (
      officer TEXT NOT NULL PRIMARY KEY,
      name TEXT NOT NULL,
      pinHash TEXT NOT NULL,
      isDisabled INTEGER NOT NULL DEFAULT 0
    );
    """
}
