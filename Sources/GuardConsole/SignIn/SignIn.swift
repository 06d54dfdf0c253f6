import Border
import Dispatch
import Hummingbird
import Logging

/// Signing in and out, and who is signed in.
struct SignIn: Sendable {
  let backend: any ConsoleBackend
  let sessions: Sessions
  let time: ConsoleTime
  let counters: Counters
  let log: Logger
  private let lockout: Lockout
  private let verifier = PINVerifier()

  init(backend: any ConsoleBackend, sessions: Sessions, time: ConsoleTime, counters: Counters, log: Logger) {
    self.backend = backend
    self.sessions = sessions
    self.time = time
    self.counters = counters
    self.log = log
    lockout = Lockout(time: time)
  }

  private struct Credentials: Decodable {
    var officer: String
    var pin: String
  }

  private struct WhoAmI: Encodable {
    var officer: String
    var name: String
    var idleTimeoutSeconds: Int
  }

  @Sendable func signIn(_ request: Request, context: ConsoleContext) async throws -> Response {
    let credentials = try await request.json(
      Credentials.self, expected: #"{"officer":"…","pin":"…"}"#, limit: context.maxUploadSize)
    let officer = credentials.officer
    guard officer.count <= 64, credentials.pin.count <= 64 else { throw Self.failed }
    if let wait = lockout.begin(officer) {
      let seconds = Int(wait.components.seconds) + 1
      throw Problem(
        .tooManyRequests, .signInLocked, "Too many failed sign-ins. Try again in \(seconds) s.", retryAfter: seconds)
    }
    let account = try await backend.account(of: officer)
    // An unknown or disabled officer costs as much time as a wrong PIN, and gets the same answer.
    guard try await verifier.verify(credentials.pin, against: account?.pinHash), let account, !account.isDisabled else {
      counters.add(.signInFailed)
      log.notice("A sign-in failed.", metadata: ["officer": "\(officer)"])
      throw Self.failed
    }
    lockout.succeeded(officer)
    counters.add(.signIn)
    log.info("An officer signed in.", metadata: ["officer": "\(officer)"])
    let token = sessions.start(officer: officer, name: account.name)
    var response = try Response.json(
      WhoAmI(officer: officer, name: account.name, idleTimeoutSeconds: sessions.idleSeconds))
    response.setCookie(
      Cookie(name: SessionRule.cookie, value: token, path: "/", httpOnly: true, sameSite: .strict))
    return response
  }

  @Sendable func whoAmI(_ request: Request, context: ConsoleContext) async throws -> Response {
    let session = try context.signedIn()
    sessions.touch(session)
    return try Response.json(
      WhoAmI(officer: session.officer, name: session.name, idleTimeoutSeconds: sessions.idleSeconds))
  }

  @Sendable func signOut(_ request: Request, context: ConsoleContext) async throws -> Response {
    let session = try context.signedIn()
    sessions.end(session)
    log.info("An officer signed out.", metadata: ["officer": "\(session.officer)"])
    var response = Response(status: .noContent)
    response.setCookie(
      Cookie(name: SessionRule.cookie, value: "", maxAge: 0, path: "/", httpOnly: true, sameSite: .strict))
    return response
  }

  private static let failed = Problem(.unauthorized, .signInFailed, "The officer or the PIN is wrong.")
}

/// Checks PINs one after another on a queue of its own: each takes a core for a tenth of a second.
private final class PINVerifier: Sendable {
  static let longestQueue = 8

  private let queue = DispatchQueue(label: "guard-console.pin")
  private let waiting = Guarded(0)
  /// For officers that do not exist; no PIN opens it, since only hashes of PINs ever verify.
  private let decoy = "$scrypt$ln=15,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

  func verify(_ pin: String, against hash: String?) async throws -> Bool {
    let isFull = waiting.withLock { count in
      if count >= Self.longestQueue { return true }
      count += 1
      return false
    }
    guard !isFull else {
      throw Problem(.tooManyRequests, .busy, "Too many sign-ins at once. Try again in a moment.", retryAfter: 1)
    }
    defer { waiting.withLock { $0 -= 1 } }
    return try await withCheckedThrowingContinuation { continuation in
      queue.async { [decoy] in
        continuation.resume(with: Result { try PINHasher.verify(pin, against: hash ?? decoy) && hash != nil })
      }
    }
  }
}
