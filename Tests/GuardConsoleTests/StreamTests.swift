import Border
import Foundation
import HTTPTypes
import Testing

@testable import GuardConsole

@Suite struct StreamTests {
  @Test func aStreamBeginsWithStatusAndPassagesAndGoesOn() async throws {
    let view = Sample.passage(.return, checks: Sample.checks(Check(.fee, .missing, reason: .feeUnpaid)))
    try await RunningConsole.run(passages: [view]) { console in
      let (connection, start) = try await console.stream(cookie: try await console.signIn().cookie)
      let head = start.lowercased()
      #expect(head.hasPrefix("http/1.1 200"))
      #expect(head.contains("content-type: text/event-stream"))
      #expect(start.contains("event: status\nid: 1\ndata: {"))
      let first = start.contains("event: passage") ? start : try await connection.read(until: "event: passage")
      #expect((start + first).contains(#""reasons":["fee-unpaid"]"#))
      let next = Sample.passage(.pass, tractor: Sample.plate("15C99999"))
      console.station.show(next)
      #expect(try await connection.read(until: "15C99999").contains("event: passage\nid: 3\n"))
      console.station.change { $0.cameras[0].isLive = false }
      #expect(try await connection.read(until: #""isLive":false"#).contains("event: status\nid: 4\n"))
    }
  }

  @Test func aSilentStreamBeats() async throws {
    try await RunningConsole.run { console in
      let (connection, _) = try await console.stream(cookie: try await console.signIn().cookie)
      try await console.clock.someoneSleeps()
      console.clock.advance(by: .seconds(5))
      #expect(try await connection.read(until: ": alive\n\n").contains(": alive\n\n"))
    }
  }

  @Test func aStreamNeedsASession() async throws {
    try await RunningConsole.run { console in
      let answer = try await console.request(.get, "/api/stream")
      #expect(answer.status == .unauthorized)
    }
  }

  @Test func aStreamEndsWithItsSession() async throws {
    try await RunningConsole.run { console in
      let cookie = try await console.signIn().cookie
      let (connection, _) = try await console.stream(cookie: cookie)
      #expect(try await console.request(.delete, "/api/session", cookie: cookie).status == .noContent)
      console.station.show(Sample.passage(.pass, tractor: Sample.plate("15C99999")))
      let rest = try await connection.readToEnd()
      #expect(rest.contains("event: session-ended"))
      #expect(!rest.contains("15C99999"), "nothing more is shown to a session that has ended")
    }
  }

  @Test func aClientThatGoesLeavesNothingBehind() async throws {
    try await RunningConsole.run { console in
      let (connection, _) = try await console.stream(cookie: try await console.signIn().cookie)
      #expect(console.station.listeners == 1)
      connection.close()
      while console.station.listeners > 0 { try await Task.sleep(for: .milliseconds(2)) }
      while true {
        let metrics = try await console.request(.get, "/metrics").text
        if metrics.contains("gate_page_streams 0\n") { break }
      }
    }
  }

  @Test func shuttingDownEndsOpenStreamsAtOnce() async throws {
    try await RunningConsole.run { console in
      let (connection, _) = try await console.stream(cookie: try await console.signIn().cookie)
      let before = ContinuousClock.now
      await console.shutDown()
      _ = try await connection.readToEnd()
      #expect(ContinuousClock.now - before < .seconds(5))
    }
  }

  @Test func aStationThatHangsUpEndsTheStream() async throws {
    try await RunningConsole.run { console in
      let (connection, _) = try await console.stream(cookie: try await console.signIn().cookie)
      console.station.hangUp()
      _ = try await connection.readToEnd()
    }
  }

  @Test func thereAreNotMoreStreamsThanScreens() async throws {
    try await RunningConsole.run { console in
      let cookie = try await console.signIn().cookie
      var open: [Connection] = []
      for _ in 0..<StreamRoute.most { open.append(try await console.stream(cookie: cookie).connection) }
      #expect(try await console.request(.get, "/api/stream", cookie: cookie).status == .serviceUnavailable)
      for connection in open { connection.close() }
    }
  }
}

@Suite struct MailboxTests {
  @Test func ofEachPassageOnlyTheLatestWaits() async {
    let mailbox = Mailbox()
    var view = Sample.passage(.pass)
    mailbox.put(.passage(view))
    mailbox.put(.passage(Sample.passage(.check)))
    view.verdict.advice = .return
    mailbox.put(.passage(view))
    mailbox.put(.status(Sample.status()))
    let batch = await mailbox.next()
    #expect(batch?.passages.map(\.verdict.advice) == [.check, .return])
    #expect(batch?.status != nil)
  }

  @Test func whoIsTooFarBehindIsCutOff() async {
    let mailbox = Mailbox()
    for _ in 0...Mailbox.capacity { mailbox.put(.passage(Sample.passage(.pass))) }
    #expect(await mailbox.next() == nil)
  }

  @Test func aClosedMailboxStaysClosed() async {
    let mailbox = Mailbox()
    mailbox.close()
    #expect(await mailbox.next() == nil)
    mailbox.put(.status(Sample.status()))
    #expect(await mailbox.next() == nil)
  }
}
