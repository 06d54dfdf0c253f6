import Border
import Foundation
import HTTPTypes
import Testing

@testable import PlatformSimulator

@Suite(.timeLimit(.minutes(1)))
struct FaultTests {
  @Test func `A script is read into its rules`() throws {
    let script = try FaultScript(
      Data(
        #"""
        [{"match":{"method":"post","path":"/v1/events"},"nth":[1,3],"action":{"status":503,"retryAfter":2}},
         {"every":5,"action":{"answerLostAfterCommit":true}},
         {"probability":0.25,"seed":7,"action":{"delayMs":10}},
         {"action":{"closeBeforeAnswer":true}}]
        """#.utf8), name: "f")
    #expect(
      script.rules == [
        FaultRule(method: "POST", path: "/v1/events", timing: .nth([1, 3]), action: .status(503, retryAfter: 2)),
        FaultRule(timing: .every(5), action: .answerLostAfterCommit),
        FaultRule(timing: .probability(0.25, seed: 7), action: .delay(milliseconds: 10)),
        FaultRule(timing: .every(1), action: .closeBeforeAnswer),
      ])
  }

  @Test func `A mistake in a script is told with its place`() {
    let kinds =
      "status, delayMs, trickle, clockOff, answerLostAfterCommit, closeBeforeAnswer, endlessBody, garbageBody, "
      + "halfAnswer, resetMidBody, twice, wrongContentType"
    let bounds =
      "expected a status from 300 to 599, a delayMs up to 60000, a trickle of 1 to 1000000 bytes a second, a clockOff "
      + "in seconds, or true for the others"
    let cases = [
      ("{}", "f: expected a JSON array of fault rules"), ("[7]", "f: [0]: expected an object"),
      (#"[{"whenever":1}]"#, "f: [0].whenever: not known; expected match, nth, every, probability, seed, action"),
      (#"[{"match":{"host":"a"}}]"#, "f: [0].match.host: not known; expected method, path"),
      (#"[{"nth":1}]"#, "f: [0].action: expected an object"),
      (#"[{"nth":1,"action":{}}]"#, "f: [0].action: expected one of \(kinds)"),
      (#"[{"nth":1,"action":{"status":200}}]"#, "f: [0].action.status: \(bounds)"),
      (#"[{"nth":1,"action":{"delayMs":60001}}]"#, "f: [0].action.delayMs: \(bounds)"),
      (#"[{"nth":[0],"action":{"delayMs":1}}]"#, "f: [0].nth: expected a number from 1, or an array of such"),
      (#"[{"every":0,"action":{"delayMs":1}}]"#, "f: [0].every: expected a number from 1"),
      (
        #"[{"probability":2,"action":{"delayMs":1}}]"#,
        "f: [0]: \"probability\" from 0 to 1 needs a whole number \"seed\" beside it"
      ),
      (
        #"[{"nth":1,"every":1,"action":{"delayMs":1}}]"#,
        "f: [0]: only one of \"nth\", \"every\" and \"probability\" makes sense"
      ),
    ]
    for (content, text) in cases {
      let failure = #expect(throws: CommandFailure.self) { try FaultScript(Data(content.utf8), name: "f") }
      #expect(failure?.description == text)
    }
  }

  @Test func `Rules strike by count, by turn and by chance, and only what they match`() {
    let plan = FaultPlan([
      FaultRule(method: "GET", timing: .nth([2]), action: .garbageBody),
      FaultRule(path: "/v1/e", timing: .every(3), action: .closeBeforeAnswer),
    ])
    #expect((1...3).map { _ in plan.action(method: "GET", path: "/v1/d") } == [nil, .garbageBody, nil])
    #expect(
      (1...6).map { _ in plan.action(method: "PUT", path: "/v1/e/1") }
        == [nil, nil, .closeBeforeAnswer, nil, nil, .closeBeforeAnswer])
    func chance() -> [Bool] {
      let plan = FaultPlan([FaultRule(timing: .probability(0.5, seed: 3), action: .garbageBody)])
      return (0..<100).map { _ in plan.action(method: "GET", path: "/") != nil }
    }
    #expect(chance() == chance())
    #expect((25...75).contains(chance().count { $0 }))
  }

  @Test func `A status on order is a problem with its Retry-After`() async throws {
    let rule = FaultRule(timing: .nth([1]), action: .status(429, retryAfter: 3))
    try await TestPlatform.run(faults: [rule]) { platform async throws in
      let answer = try await platform.ask(.get, "/v1/declarations")
      #expect(answer.status == 429 && answer.headers[.retryAfter] == "3")
      #expect(try await platform.ask(.get, "/v1/declarations").status == 200)
    }
  }

  @Test func `Plain HTTP is served to this machine only`() {
    #expect(throws: Never.self) { try Serve.port(of: "127.0.0.1:0") }
    for listen in ["0.0.0.0:80", "127.0.0.1", "127.0.0.1:99999", "gate.example:80", ""] {
      #expect(throws: (any Error).self) { try Serve.port(of: listen) }
    }
  }
}
