import Border
import Crypto
import Foundation

/// Who is signed in. In memory only: a restart signs everybody out.
///
/// Tokens are 256 random bits; only their hashes are kept, so that looking one up tells nothing by its duration.
final class Sessions: Sendable {
  struct Session: Sendable, Hashable {
    var officer: String
    var name: String
    fileprivate var key: SHA256Digest
    fileprivate var startedAt: Duration
    fileprivate var usedAt: Duration
  }

  static let capacity = 64

  private let idle: Duration
  private let longest: Duration
  private let time: ConsoleTime
  private let table = Guarded<[SHA256Digest: Session]>([:])

  init(idle: Duration, longest: Duration, time: ConsoleTime) {
    self.idle = idle
    self.longest = longest
    self.time = time
  }

  var idleSeconds: Int { Int(idle.components.seconds) }

  /// - Returns: the token for the cookie.
  func start(officer: String, name: String) -> String {
    let token = SymmetricKey(size: .bits256).withUnsafeBytes { bytes in
      bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
    let now = time.uptime()
    let session = Session(officer: officer, name: name, key: Self.key(token), startedAt: now, usedAt: now)
    table.withLock { table in
      table = table.filter { isAlive($0.value, at: now) }
      if table.count >= Self.capacity, let oldest = table.values.min(by: { $0.usedAt < $1.usedAt }) {
        table[oldest.key] = nil
      }
      table[session.key] = session
    }
    return token
  }

  /// The session behind a token, if it is alive. Does not prolong it: a page that merely listens is not an officer.
  func session(for token: String) -> Session? {
    let key = Self.key(token)
    return table.withLock { $0[key] }.flatMap { isAlive($0, at: time.uptime()) ? $0 : nil }
  }

  func isAlive(_ session: Session) -> Bool {
    table.withLock { $0[session.key] }.map { isAlive($0, at: time.uptime()) } ?? false
  }

  /// The officer has done something.
  func touch(_ session: Session) {
    let now = time.uptime()
    table.withLock { $0[session.key]?.usedAt = now }
  }

  func end(_ session: Session) {
    table.withLock { $0[session.key] = nil }
  }

  private func isAlive(_ session: Session, at now: Duration) -> Bool {
    now - session.usedAt < idle && now - session.startedAt < longest
  }

  private static func key(_ token: String) -> SHA256Digest { SHA256.hash(data: Data(token.utf8)) }
}
