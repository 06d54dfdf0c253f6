import GRDB

/// What was received, as the tables have it.
struct PlatformReport: Equatable {
  /// Events, counting repeats, which are lawful.
  var received = 0
  /// Ids.
  var stored = 0
  /// Stored events that say again what another has said: the same id, or the same place of the same station.
  var storedTwice = 0
  /// Events that were refused, not counting repeats.
  var refused = 0
  /// Sequence numbers of a station that never came, from 1 to its newest.
  var gaps = 0
  /// Events stored after a later one of the same vehicle.
  var outOfOrderPerVehicle = 0
  /// Whether every event names the hash of the one before it, back to the first of its station.
  var isChainIntact = true

  var fields: [(name: String, value: String)] {
    [
      ("received", "\(received)"), ("stored", "\(stored)"), ("stored_twice", "\(storedTwice)"),
      ("refused", "\(refused)"), ("gaps", "\(gaps)"), ("out_of_order_per_vehicle", "\(outOfOrderPerVehicle)"),
      ("chain_intact", "\(isChainIntact)"),
    ]
  }

  var json: String { "{" + fields.map { "\"\($0.name)\":\($0.value)" }.joined(separator: ",") + "}" }
}

extension PlatformStore {
  func report() async throws -> PlatformReport {
    try await database.read { db in
      func count(_ sql: String) throws -> Int { try Int.fetchOne(db, sql: sql) ?? 0 }
      var report = PlatformReport()
      report.received = try count("SELECT count(*) FROM receipt")
      report.stored = try count("SELECT count(DISTINCT id) FROM event WHERE refusal IS NULL")
      report.storedTwice = try count(
        """
        SELECT (SELECT count(*) - count(DISTINCT id) FROM event WHERE refusal IS NULL)
          + (SELECT coalesce(sum(n - 1), 0) FROM
              (SELECT count(DISTINCT id) AS n FROM event WHERE refusal IS NULL GROUP BY source, sequence))
        """)
      report.refused = try count(
        """
        SELECT count(DISTINCT event) + count(*) FILTER (WHERE event IS NULL) FROM receipt WHERE outcome = 'refused'
        """)
      report.gaps = try count(
        """
        SELECT coalesce(sum(newest - present), 0) FROM
          (SELECT max(sequence) AS newest, count(DISTINCT sequence) AS present FROM event GROUP BY source)
        """)
      report.outOfOrderPerVehicle = try count(
        """
        SELECT count(*) FROM
          (SELECT sequence, max(sequence) OVER
             (PARTITION BY source, subject ORDER BY position ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
           FROM event WHERE refusal IS NULL)
        WHERE before > sequence
        """)
      let brokenLinks = try count(
        """
        SELECT count(*) FROM
          (SELECT sequence, previous_hash,
             lag(sequence) OVER chain AS before, lag(hash) OVER chain AS hash_before
           FROM event WINDOW chain AS (PARTITION BY source ORDER BY sequence, position))
        WHERE coalesce(before, 0) <> sequence - 1
          OR previous_hash <> coalesce(hash_before, printf('%.64d', 0))
        """)
      report.isChainIntact = brokenLinks == 0
      return report
    }
  }
}
