import Border
import Foundation
import HTTPTypes
import Testing

@testable import GuardConsole

@Suite struct SecurityTests {
  @Test(arguments: ["/", "/app.js", "/health", "/api/passages", "/no-such-thing"])
  func everyAnswerTellsTheBrowserToTrustOnlyUs(path: String) async throws {
    try await RunningConsole.run { console in
      let headers = try await console.request(.get, path).headers
      let policy = try #require(headers[.contentSecurityPolicy])
      #expect(policy.hasPrefix("default-src 'none'; script-src 'self'; style-src 'self';"))
      #expect(!policy.contains("unsafe"))
      #expect(headers[.xContentTypeOptions] == "nosniff")
      #expect(headers[.cacheControl] == "no-store")
      #expect(headers[HTTPField.Name("X-Frame-Options")!] == "DENY")
      #expect(headers[HTTPField.Name("Referrer-Policy")!] == "no-referrer")
    }
  }

  @Test(arguments: ["evil.example", "evil.example:8080", "127.0.0.1.evil.example", "gate.example"])
  func aForeignHostNameGetsNothing(host: String) async throws {
    try await RunningConsole.run { console in
      let answer = try await console.request(.get, "/", host: host)
      #expect(answer.status == .misdirectedRequest)
      #expect(!answer.text.contains("<html"))
    }
  }

  @Test(arguments: ["localhost", "LOCALHOST:1", "127.0.0.1:8080", "[::1]:8080", "gate-1.example"])
  func ourOwnHostNamesAreAnswered(host: String) async throws {
    let configuration = GuardConsole.Configuration(port: 0, allowedHosts: ["Gate-1.example"])
    try await RunningConsole.run(configuration: configuration) { console in
      let answer = try await console.request(.get, "/", host: host)
      #expect(answer.status == .ok)
    }
  }

  @Test func listeningEverywhereIsNoNameOfOurs() async throws {
    try await RunningConsole.run(configuration: .init(host: "0.0.0.0", port: 0)) { console in
      let answer = try await console.request(.get, "/", host: "0.0.0.0")
      #expect(answer.status == .misdirectedRequest)
    }
  }

  @Test func aForeignPageCannotDecide() async throws {
    let view = Sample.passage(.pass)
    try await RunningConsole.run(passages: [view]) { console in
      let cookie = try await console.signIn().cookie
      func decide(_ headers: HTTPFields) async throws -> Int {
        try await console.request(
          .post, "/api/passages/\(view.id)/decision", cookie: cookie, json: #"{"kind":"confirm"}"#, headers: headers
        ).status.code
      }
      let site = HTTPField.Name("Sec-Fetch-Site")!
      #expect(try await decide([.origin: "http://evil.example"]) == 403)
      #expect(try await decide([.origin: "null"]) == 403)
      #expect(try await decide([.origin: "http://127.0.0.1:1"]) == 403)
      #expect(try await decide([site: "cross-site"]) == 403)
      #expect(try await decide([site: "same-site"]) == 403)
      #expect(try await decide([.contentType: "text/plain"]) == 415)
      #expect(try await decide([.contentType: "application/x-www-form-urlencoded"]) == 415)
      #expect(console.station.decision(on: view.id) == nil)
      let ours: HTTPFields = [
        .origin: "http://127.0.0.1:\(console.port)", site: "same-origin",
        .contentType: "application/json; charset=utf-8",
      ]
      #expect(try await decide(ours) == 200)
    }
  }

  @Test func aForeignPageCannotSignAnyoneOut() async throws {
    try await RunningConsole.run { console in
      let cookie = try await console.signIn().cookie
      let answer = try await console.request(
        .delete, "/api/session", cookie: cookie, headers: [.origin: "http://evil.example"])
      #expect(answer.status == .forbidden)
      #expect(try await console.request(.get, "/api/session", cookie: cookie).status == .ok)
    }
  }

  @Test func aBodyIsBounded() async throws {
    try await RunningConsole.run { console in
      let answer = try await console.request(
        .post, "/api/session", json: #"{"officer":"mai","pin":"\#(String(repeating: "1", count: 20_000))"}"#)
      #expect(answer.status == .contentTooLarge)
    }
  }

  @Test func whatDoesNotExistIsAProblemDocumentToo() async throws {
    try await RunningConsole.run { console in
      let answer = try await console.request(.get, "/api/nothing")
      #expect(answer.status == .notFound)
      #expect(answer.headers[.contentType] == "application/problem+json")
      #expect(try answer.json()["detail"]?.stringValue == "There is nothing at /api/nothing.")
    }
  }

  @Test(arguments: [("[::1]:80", "::1"), ("a.b:1", "a.b"), ("A", "a"), ("[", "["), ("", "")])
  func aNameIsFoundInAnAuthority(authority: String, name: String) {
    #expect(HostRule.name(in: authority) == name)
  }
}
