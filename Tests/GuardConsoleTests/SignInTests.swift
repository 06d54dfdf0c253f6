import Border
import Foundation
import HTTPTypes
import Testing

@testable import GuardConsole

@Suite struct SignInTests {
  @Test func anOfficerSignsInAndIsKnown() async throws {
    try await RunningConsole.run { console in
      let answer = try await console.signIn()
      #expect(answer.status == .ok)
      let cookie = try #require(answer.headers[.setCookie])
      for part in ["HttpOnly", "SameSite=Strict", "Path=/"] { #expect(cookie.contains(part)) }
      #expect(answer.cookie.wholeMatch(of: /gate_session=[0-9a-f]{64}/) != nil)
      let who = try await console.request(.get, "/api/session", cookie: answer.cookie)
      #expect(try who.json()["officer"]?.stringValue == "mai")
      #expect(try who.json()["name"]?.stringValue == "Đ/c Mai")
      #expect(try who.json()["idleTimeoutSeconds"]?.integerValue == 900)
    }
  }

  @Test func aWrongPINAnUnknownAndADisabledOfficerGetTheSameAnswer() async throws {
    try await RunningConsole.run { console in
      let wrong = try await console.signIn(pin: "135791")
      let unknown = try await console.signIn("nobody")
      console.station.disable("mai")
      let disabled = try await console.signIn()
      for answer in [wrong, unknown, disabled] {
        #expect(answer.status == .unauthorized)
        #expect(answer.text == wrong.text)
        #expect(answer.cookie.isEmpty)
      }
      #expect(try wrong.json()["type"]?.stringValue == "urn:gate-agent:problem:sign-in-failed")
    }
  }

  @Test func fiveFailuresLockAnOfficerForAGrowingTime() async throws {
    try await RunningConsole.run { console in
      for _ in 0..<5 { #expect(try await console.signIn(pin: "135791").status == .unauthorized) }
      let locked = try await console.signIn()
      #expect(locked.status == .tooManyRequests)
      #expect(locked.headers[.retryAfter] == "31")
      console.clock.advance(by: .seconds(30))
      #expect(try await console.signIn(pin: "135791").status == .unauthorized)
      console.clock.advance(by: .seconds(59))
      #expect(try await console.signIn().status == .tooManyRequests)
      console.clock.advance(by: .seconds(1))
      #expect(try await console.signIn().status == .ok)
      // A success forgets the failures.
      #expect(try await console.signIn(pin: "135791").status == .unauthorized)
      #expect(try await console.signIn().status == .ok)
    }
  }

  @Test func aLockOnOneOfficerDoesNotHinderAnother() {
    let lockout = Lockout(time: ConsoleTime(ManualClock()))
    for _ in 0..<5 { #expect(lockout.begin("mai") == nil) }
    #expect(lockout.begin("mai") == .seconds(30))
    #expect(lockout.begin("lan") == nil)
  }

  @Test(arguments: [(4, 0), (5, 30), (6, 60), (7, 120), (9, 480), (10, 900), (1000, 900)])
  func theLockGrowsToAQuarterOfAnHour(failures: Int, seconds: Int) {
    #expect(Lockout.rest(after: failures) == .seconds(seconds))
  }

  @Test func theTableOfNamesStaysBounded() {
    let lockout = Lockout(time: ConsoleTime(ManualClock()))
    for _ in 0..<5 { _ = lockout.begin("mai") }
    for number in 0..<(2 * Lockout.capacity) { _ = lockout.begin("guess-\(number)") }
    #expect(lockout.begin("mai") == .seconds(30), "the one that is locked is not the one that is forgotten")
    #expect(lockout.names <= Lockout.capacity)
  }

  @Test(arguments: ["", "{}", #"{"officer":"mai"}"#, #"{"officer":1,"pin":2}"#, "[1", #"{"officer":null,"pin":""}"#])
  func whatIsNoSignInIsRefusedWithWhatWasExpected(body: String) async throws {
    try await RunningConsole.run { console in
      let answer = try await console.request(.post, "/api/session", json: body)
      #expect(answer.status == .unprocessableContent)
      #expect(answer.headers[.contentType] == "application/problem+json")
      #expect(try answer.json()["detail"]?.stringValue?.contains(#"{"officer":"…","pin":"…"}"#) == true)
    }
  }

  @Test func aSessionEndsWhenItsOfficerIsIdle() async throws {
    try await RunningConsole.run { console in
      let cookie = try await console.signIn().cookie
      console.clock.advance(by: .seconds(899))
      #expect(try await console.request(.get, "/api/session", cookie: cookie).status == .ok)
      console.clock.advance(by: .seconds(899))
      // Looking is not doing: it does not prolong the session.
      #expect(try await console.request(.get, "/api/passages", cookie: cookie).status == .ok)
      console.clock.advance(by: .seconds(1))
      #expect(try await console.request(.get, "/api/session", cookie: cookie).status == .unauthorized)
    }
  }

  @Test func aSessionEndsWithTheShiftHoweverBusy() {
    let clock = ManualClock()
    let sessions = Sessions(idle: .seconds(60), longest: .seconds(150), time: ConsoleTime(clock))
    let token = sessions.start(officer: "mai", name: "")
    for second in stride(from: 50, through: 200, by: 50) {
      clock.advance(by: .seconds(50))
      let session = sessions.session(for: token)
      #expect((session != nil) == (second < 150))
      if let session { sessions.touch(session) }
    }
  }

  @Test func signingOutEndsTheSessionForGood() async throws {
    try await RunningConsole.run { console in
      let cookie = try await console.signIn().cookie
      #expect(try await console.request(.delete, "/api/session", cookie: cookie).status == .noContent)
      #expect(try await console.request(.get, "/api/session", cookie: cookie).status == .unauthorized)
    }
  }
}

@Suite struct PINHasherTests {
  @Test func aPINIsKnownAgainAndAnotherIsNot() throws {
    let hash = try PINHasher.hash("246810")
    #expect(hash.hasPrefix("$scrypt$ln=15,r=8,p=1$"))
    #expect(try PINHasher.verify("246810", against: hash))
    #expect(try !PINHasher.verify("246811", against: hash))
    #expect(try PINHasher.hash("246810") != hash, "each hash has a salt of its own")
  }

  @Test func hashesWithOlderParametersStayValid() throws {
    let hash = try PINHasher.hash("2468", logRounds: 10)
    #expect(hash.hasPrefix("$scrypt$ln=10,"))
    #expect(try PINHasher.verify("2468", against: hash))
  }

  @Test(arguments: [
    ("123", PINHasher.Refusal.length), ("", .length), (String(repeating: "12", count: 33), .length),
    ("0000", .oneCharacter),
  ])
  func aPINThatIsNoneIsRefused(pin: String, refusal: PINHasher.Refusal) {
    #expect(throws: refusal) { try PINHasher.hash(pin) }
  }

  @Test(arguments: [
    "", "246810", "$scrypt$ln=15,r=8,p=1$$",
    "$scrypt$ln=31,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$" + String(repeating: "A", count: 43),
    "$2b$12$abcdefghijklmnopqrstuv",
  ])
  func whatIsNoHashIsAnErrorAndNeverAMatch(hash: String) {
    #expect(throws: PINHasher.Unreadable.self) { try PINHasher.verify("246810", against: hash) }
  }

  @Test func errorsSayWhatToDo() {
    #expect("\(PINHasher.Refusal.length)" == "a PIN has 4 to 64 characters")
    #expect("\(PINHasher.Refusal.oneCharacter)" == "a PIN must not repeat one single character")
    #expect(
      "\(PINHasher.Unreadable())"
        == "the stored PIN hash cannot be read; set the officer's PIN anew with: gate-agent guard add")
  }
}
