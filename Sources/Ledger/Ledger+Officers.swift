public import Border
import GRDB

extension Ledger {
  /// Keeps an officer's account, new or changed.
  public func saveOfficer(_ account: OfficerAccount) async throws {
    try await write { db in
      try db.run(
        """
        INSERT INTO officer (officer, name, pinHash, isDisabled) VALUES (?, ?, ?, ?)
        ON CONFLICT (officer) DO UPDATE SET
          name = excluded.name, pinHash = excluded.pinHash, isDisabled = excluded.isDisabled
        """, [account.officer, account.name, account.pinHash, account.isDisabled])
    }
  }

  public func officer(_ officer: String) async throws -> OfficerAccount? {
    try await read { db in
      try Row.fetchOne(
        db.cachedStatement(sql: "SELECT * FROM officer WHERE officer = ?"), arguments: [officer]
      ).map(Self.account)
    }
  }

  /// All accounts, disabled ones too, by sign-in.
  public func officers() async throws -> [OfficerAccount] {
    try await read { db in try Row.fetchAll(db, sql: "SELECT * FROM officer ORDER BY officer").map(Self.account) }
  }

  /// Bars an officer from signing in; what he decided stays.
  ///
  /// - Returns: false if there is no such account.
  @discardableResult
  public func disableOfficer(_ officer: String) async throws -> Bool {
    try await write { db in
      try db.run("UPDATE officer SET isDisabled = 1 WHERE officer = ?", [officer])
      return db.changesCount > 0
    }
  }

  private static func account(_ row: Row) -> OfficerAccount {
    OfficerAccount(
      officer: row["officer"], name: row["name"], pinHash: row["pinHash"], isDisabled: row["isDisabled"])
  }
}
