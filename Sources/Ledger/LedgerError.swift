import GRDB

/// What can go wrong with a ledger: what, where, and what to do.
public struct LedgerError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Kind: Sendable, Hashable {
    case cannotOpen(detail: String)
    /// A later version of this program has changed the file.
    case newerSchema(migration: String)
    /// The ledger of another station, such as on a copied disk.
    case otherStation(owner: String, source: String)
    case diskFull
    case readOnly
    case damaged(detail: String)
    case locked
    /// A picture's file is gone or is not what was kept.
    case evidenceDamaged(detail: String)
    case failed(detail: String)
  }

  public let kind: Kind
  /// The file or folder.
  public let path: String

  public init(_ kind: Kind, at path: String) {
    self.kind = kind
    self.path = path
  }

  public var description: String { "\(path): \(what); \(remedy)" }

  public var what: String {
    switch kind {
    case .cannotOpen(let detail): "cannot be opened (\(detail))"
    case .newerSchema(let migration):
      "was changed by a newer version of this program (step \"\(migration)\" is not known here)"
    case .otherStation(let owner, let source): "belongs to the station \(owner), and this one is \(source)"
    case .diskFull: "the disk is full, so nothing of this change was kept"
    case .readOnly: "cannot be written to, so nothing of this change was kept"
    case .damaged(let detail): "is damaged (\(detail))"
    case .locked: "another program has kept it locked for 10 seconds, so nothing of this change was kept"
    case .evidenceDamaged(let detail): "this picture is damaged (\(detail))"
    case .failed(let detail): "failed (\(detail)), so nothing of this change was kept"
    }
  }

  public var remedy: String {
    switch kind {
    case .cannotOpen: "let storage.path name a directory that the agent's user may write to"
    case .newerSchema: "install that version again, or restore a backup from before it"
    case .otherStation: "correct station.id and station.gate, or let storage.path name another directory"
    case .diskFull: "free some space on it; the agent goes on by itself"
    case .readOnly: "check who owns the files and whether the disk has become read-only (dmesg)"
    case .damaged: "stop the agent, keep a copy of the whole directory, and restore the last backup"
    case .locked: "close the program that has it open"
    case .evidenceDamaged: "take it from a backup, and check the disk (dmesg)"
    case .failed: "see the log, and check the disk (dmesg)"
    }
  }
}

extension LedgerError {
  static func opening(_ error: any Error, at path: String) -> any Error {
    guard let failure = error as? DatabaseError, failure.resultCode == .SQLITE_CANTOPEN else {
      return using(error, at: path)
    }
    return LedgerError(.cannotOpen(detail: failure.message ?? "unknown reason"), at: path)
  }

  /// Errors of the database in the ledger's words; all others as they are.
  static func using(_ error: any Error, at path: String) -> any Error {
    if error is DecodingError { return LedgerError(.damaged(detail: "\(error)"), at: path) }
    guard let failure = error as? DatabaseError else { return error }
    let detail = failure.message ?? "SQLite result \(failure.extendedResultCode.rawValue)"
    let kind: Kind =
      switch failure.resultCode {
      case .SQLITE_FULL: .diskFull
      case .SQLITE_READONLY, .SQLITE_PERM: .readOnly
      case .SQLITE_CORRUPT, .SQLITE_NOTADB: .damaged(detail: detail)
      // The program's statements are its own: what they name is there, or the file's description of itself is not what was written.
      case .SQLITE_ERROR where detail.hasPrefix("no such "): .damaged(detail: detail)
      case .SQLITE_BUSY, .SQLITE_LOCKED: .locked
      default: .failed(detail: detail)
      }
    return LedgerError(kind, at: path)
  }
}
