import Border
import Foundation
import HTTPTypes
import Testing

@testable import GuardConsole

@Suite struct DecisionTests {
  @Test func aConfirmationIsAnsweredWhenItIsStored() async throws {
    let view = Sample.passage(.pass)
    try await RunningConsole.run(passages: [view]) { console in
      let cookie = try await console.signIn().cookie
      let answer = try await console.decide(view, cookie: cookie, #"{"kind":"confirm"}"#)
      #expect(answer.status == .ok)
      #expect(try answer.json()["decision"]?["officer"]?.stringValue == "mai")
      #expect(console.station.decision(on: view.id)?.kind == .confirm)
    }
  }

  @Test func aReturnCarriesItsReasonsAndNote() async throws {
    let view = Sample.passage(.return)
    try await RunningConsole.run(passages: [view]) { console in
      let cookie = try await console.signIn().cookie
      let answer = try await console.decide(
        view, cookie: cookie, #"{"kind":"return","reasons":["fee-unpaid","customs-pending"],"note":" Thiếu phí "}"#)
      #expect(answer.status == .ok)
      let decision = try #require(console.station.decision(on: view.id))
      #expect(decision.reasons == [.feeUnpaid, .customsPending])
      #expect(decision.note == "Thiếu phí")
    }
  }

  @Test func withoutASessionNothingIsDecided() async throws {
    let view = Sample.passage(.pass)
    try await RunningConsole.run(passages: [view]) { console in
      for cookie in [nil, "gate_session=0000"] {
        let answer = try await console.decide(view, cookie: cookie, #"{"kind":"confirm"}"#)
        #expect(answer.status == .unauthorized)
        #expect(try answer.json()["type"]?.stringValue == "urn:gate-agent:problem:session-required")
      }
      #expect(console.station.decision(on: view.id) == nil)
    }
  }

  @Test func anOfficerWhoIsDisabledDuringHisShiftDecidesNothingMore() async throws {
    let view = Sample.passage(.pass)
    try await RunningConsole.run(passages: [view]) { console in
      let cookie = try await console.signIn().cookie
      console.station.disable("mai")
      #expect(try await console.decide(view, cookie: cookie, #"{"kind":"confirm"}"#).status == .unauthorized)
      #expect(try await console.request(.get, "/api/passages", cookie: cookie).status == .unauthorized)
      #expect(console.station.decision(on: view.id) == nil)
    }
  }

  @Test func refusalsSayWhatIsWrong() async throws {
    let view = Sample.passage(.return)
    try await RunningConsole.run(passages: [view]) { console in
      let cookie = try await console.signIn().cookie
      func refused(_ id: String, _ json: String) async throws -> String {
        let answer = try await console.request(.post, "/api/passages/\(id)/decision", cookie: cookie, json: json)
        #expect(answer.headers[.contentType] == "application/problem+json")
        return "\(answer.status.code) \(try answer.json()["detail"]?.stringValue ?? "")"
      }
      let id = view.id.uuidString
      let confirm = #"{"kind":"confirm"}"#
      let expected =
        #"The body is not what is expected here: {"kind":"confirm" or "return","#
        + #""reasons":[codes, such as "fee-unpaid"],"note":"…"}"#
      #expect(try await refused("not-an-id", confirm) == "404 There is no passage with this id.")
      #expect(try await refused(UUID().uuidString, confirm) == "404 There is no passage with this id.")
      #expect(
        try await refused(id, #"{"kind":"return"}"#)
          == "422 To return a vehicle, give at least one reason or a note.")
      #expect(
        try await refused(id, #"{"kind":"return","note":"   "}"#)
          == "422 To return a vehicle, give at least one reason or a note.")
      #expect(try await refused(id, #"{"kind":"open"}"#) == "422 \(expected)")
      #expect(try await refused(id, #"{"kind":"return","reasons":["no-such-reason"]}"#) == "422 \(expected)")
      let long = String(repeating: "x", count: 1001)
      #expect(
        try await refused(id, #"{"kind":"confirm","note":"\#(long)"}"#)
          == "422 The note is longer than 1000 characters.")
      #expect(console.station.decision(on: view.id) == nil)
      #expect(try await console.decide(view, cookie: cookie, confirm).status == .ok)
      #expect(
        try await refused(id, confirm)
          == "409 Already decided: confirm by mai at \(Timestamp.format(Sample.now)).")
    }
  }

  @Test func aDecisionThatCannotBeStoredIsNeverAnsweredWithOKAndCanBeRepeated() async throws {
    let view = Sample.passage(.pass)
    try await RunningConsole.run(passages: [view]) { console in
      let cookie = try await console.signIn().cookie
      console.station.failToStore(true)
      let failed = try await console.decide(view, cookie: cookie, #"{"kind":"confirm"}"#)
      #expect(failed.status == .serviceUnavailable)
      #expect(try failed.json()["type"]?.stringValue == "urn:gate-agent:problem:not-stored")
      console.station.failToStore(false)
      #expect(try await console.decide(view, cookie: cookie, #"{"kind":"confirm"}"#).status == .ok)
    }
  }

  @Test func passagesComeNewestFirstWithTheirReasons() async throws {
    let late = Sample.passage(
      .return, checks: Sample.checks(Check(.fee, .missing, reason: .feeUnpaid)), after: 60)
    try await RunningConsole.run(passages: [late, Sample.passage(.pass)]) { console in
      let cookie = try await console.signIn().cookie
      let all = try await console.request(.get, "/api/passages", cookie: cookie).json().arrayValue ?? []
      #expect(all.map { $0["verdict"]?["advice"]?.stringValue } == ["return", "pass"])
      #expect(all.first?["reasons"] == ["fee-unpaid"])
      #expect(try await console.request(.get, "/api/passages?limit=1", cookie: cookie).json().arrayValue?.count == 1)
      for limit in ["0", "201", "-1", "x", ""] {
        let answer = try await console.request(.get, "/api/passages?limit=\(limit)", cookie: cookie)
        #expect(answer.status == .unprocessableContent, "limit=\(limit)")
      }
    }
  }

  @Test func picturesAreServedByTheirHashOnly() async throws {
    try await RunningConsole.run { console in
      let cookie = try await console.signIn().cookie
      let hash = Sample.Picture.overview.hash
      let answer = try await console.request(.get, "/api/evidence/\(hash)", cookie: cookie)
      #expect(answer.status == .ok)
      #expect(answer.headers[.contentType] == "image/png")
      for other in [String(repeating: "0", count: 64), "..%2F..%2Fetc%2Fpasswd", "\(hash)".uppercased()] {
        #expect(try await console.request(.get, "/api/evidence/\(other)", cookie: cookie).status == .notFound)
      }
      #expect(try await console.request(.get, "/api/evidence/\(hash)").status == .unauthorized)
    }
  }
}
