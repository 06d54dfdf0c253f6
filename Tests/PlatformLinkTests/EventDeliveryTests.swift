import Border
import Foundation
import Testing

@testable import PlatformLink
@testable import PlatformSimulator

@Suite(.timeLimit(.minutes(1)))
struct EventDeliveryTests {
  private static let events = "/v1/events"

  private func rule(_ action: FaultRule.Action, _ timing: FaultRule.Timing, path: String = events) -> FaultRule {
    FaultRule(method: nil, path: path, timing: timing, action: action)
  }

  /// Delivers `count` events under faults; gives the simulator's report and the waits.
  private func deliver(
    _ count: Int, batch: Int = 10, faults: [FaultRule] = []
  ) async throws -> (report: PlatformReport, waits: [Duration]) {
    try await Simulator.run(faults: faults) { simulator in
      let (outbox, clock) = (MemoryOutbox(), SkippingClock(skippingUpTo: .seconds(3600)))
      for number in 0..<count { await outbox.add(subject: "lorry \(number % 3)") }
      try await running(try link(to: simulator.url, outbox: outbox, clock: clock, batch: .init(count: batch))) {
        await outbox.whenEmpty()
      }
      #expect(await outbox.refused.isEmpty)
      #expect(await outbox.acknowledged.count == count)
      return (try await simulator.store.report(), clock.skipped)
    }
  }

  private func intact(_ count: Int, received: Int) -> PlatformReport {
    PlatformReport(received: received, stored: count)
  }

  @Test func `Events arrive once, in order, with their chain whole`() async throws {
    let (report, waits) = try await deliver(250, batch: 100)
    #expect(report == intact(250, received: 250))
    #expect(waits.isEmpty)
  }

  @Test func `An answer lost after the commit is asked for again, and nothing is stored twice`() async throws {
    let (report, waits) = try await deliver(30, faults: [rule(.answerLostAfterCommit, .nth([1, 2, 4]))])
    #expect(report == intact(30, received: 60))
    // Fewer waits than faults: libcurl itself asks again where a kept connection was gone.
    #expect((1...3).contains(waits.count))
  }

  @Test(arguments: [
    FaultRule.Action.status(500, retryAfter: nil), .status(503, retryAfter: nil), .status(404, retryAfter: nil),
    .status(401, retryAfter: nil), .status(302, retryAfter: nil), .closeBeforeAnswer,
  ])
  func `A platform that fails is asked again until it works, and events wait unharmed`(action: FaultRule.Action)
    async throws
  {
    let (report, waits) = try await deliver(20, faults: [rule(action, .nth([1, 2, 3]))])
    #expect(report == intact(20, received: 20))
    let expected = [1, 2, 4].map { Duration.seconds($0) }
    // libcurl itself asks again, once, where a kept connection was gone.
    #expect(waits == (action == .closeBeforeAnswer ? Array(expected.prefix(waits.count)) : expected))
  }

  @Test(arguments: [FaultRule.Action.garbageBody, .wrongContentType])
  func `Nonsense acknowledges nothing`(action: FaultRule.Action) async throws {
    let (report, _) = try await deliver(10, faults: [rule(action, .nth([1]))])
    #expect(report == intact(10, received: 20))
  }

  @Test func `Faults by chance, the same for the same seed, lose and double nothing`() async throws {
    let faults: [FaultRule] = [
      rule(.answerLostAfterCommit, .probability(0.3, seed: 1)), rule(.closeBeforeAnswer, .probability(0.3, seed: 2)),
      rule(.status(503, retryAfter: nil), .probability(0.3, seed: 3)),
    ]
    let (report, waits) = try await deliver(200, faults: faults)
    #expect(report == intact(200, received: report.received))
    #expect(report.received > 200)
    #expect(waits.count > 5)
  }

  @Test func `The platform's Retry-After is kept, with jitter on top`() async throws {
    let (_, waits) = try await deliver(1, faults: [rule(.status(429, retryAfter: 7), .nth([1]))])
    #expect(waits == [.seconds(8)])
  }

  @Test func `A batch that is too large is halved until it fits`() async throws {
    let (report, waits) = try await deliver(
      100, batch: 100, faults: [rule(.status(413, retryAfter: nil), .nth([1, 2, 3]))])
    #expect(report == intact(100, received: 100))
    #expect(waits.isEmpty)
  }

  @Test func `An event that is too large alone is set aside with the reason, and the rest goes on`() async throws {
    try await Simulator.run { simulator in
      let outbox = MemoryOutbox()
      await outbox.add()
      let large = await outbox.add(padding: EventRoutes.batchBytes)
      await outbox.add()
      try await running(try link(to: simulator.url, outbox: outbox)) { await outbox.whenEmpty() }
      #expect(await outbox.refused.keys.sorted { $0.uuidString < $1.uuidString } == [large])
      let reason = await outbox.refused[large]
      #expect(reason == "the platform does not take it: Content Too Large: POST /v1/events")
      #expect(await outbox.acknowledged.count == 2)
    }
  }

  @Test func `An event that is called too large once is sent again, not set aside`() async throws {
    let (report, waits) = try await deliver(1, faults: [rule(.status(413, retryAfter: nil), .nth([1, 2]))])
    #expect(report == intact(1, received: 1))
    #expect(waits.count == 2)
  }

  @Test func `A refused event is set aside, the others go on, and the chain has no hole`() async throws {
    try await Simulator.run { simulator in
      let outbox = MemoryOutbox()
      await outbox.add()
      let bad = await outbox.add { event in event.merging(["type": "gate.unknown"]) { $1 } }
      await outbox.add()
      let link = try link(to: simulator.url, outbox: outbox)
      try await running(link) {
        await outbox.whenEmpty()
        _ = await link.status { $0.eventsRefused == 1 && $0.eventsAcknowledged == 2 }
      }
      #expect(await outbox.refused == [bad: "type: \"gate.unknown\" is not known"])
      #expect(try await simulator.store.report() == PlatformReport(received: 3, stored: 2, refused: 1))
    }
  }

  @Test func `A batch that the platform does not understand is narrowed down to the event it is about`() async throws {
    let poison = "poison"
    let server = try RawServer { connection in
      while let request = connection.request() {
        if !request.hasPrefix("POST /v1/events") {
          connection.say("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
          continue
        }
        let body = request[(request.range(of: "\r\n\r\n")?.upperBound ?? request.endIndex)...]
        let events = (try? JSONValue(parsing: Data(body.utf8)))?.arrayValue ?? []
        if body.contains(poison) {
          let problem = "{\"title\":\"Bad batch\",\"detail\":\"an event cannot be parsed\"}"
          connection.say(
            "HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json\r\n"
              + "Content-Length: \(problem.utf8.count)\r\n\r\n\(problem)")
        } else {
          let answers: JSONValue = [
            "answers": .array(events.map { ["id": $0["id"] ?? .null, "outcome": "accepted"] })
          ]
          let text = String(decoding: answers.canonical(), as: UTF8.self)
          connection.say(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)")
        }
      }
    }
    let outbox = MemoryOutbox()
    for _ in 0..<20 { await outbox.add() }
    let bad = await outbox.add(subject: poison)
    for _ in 0..<20 { await outbox.add() }
    try await running(try link(to: server.url, outbox: outbox)) { await outbox.whenEmpty() }
    #expect(
      await outbox.refused == [bad: "the platform does not take it: Bad batch: an event cannot be parsed"])
    #expect(await outbox.acknowledged.count == 40)
  }

  @Test func `A proxy's 400 condemns no event`() async throws {
    let server = try RawServer { connection in
      while connection.request() != nil {
        connection.say("HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\noops")
      }
    }
    let outbox = MemoryOutbox()
    await outbox.add()
    let link = try link(to: server.url, outbox: outbox)
    try await running(link) {
      let status = await link.status { $0.faults[.events] != nil }
      #expect(!status.isReachable)
      #expect(
        status.faults[.events]?.description == "POST \(server.url)/v1/events: answered 400 with text/html. "
          + "The platform does not understand this agent: compare their versions of the contract.")
    }
    #expect(await outbox.waitingEvents.count == 1)
    #expect(await outbox.refused.isEmpty)
  }

  @Test func `An event without an answer stays and is sent again`() async throws {
    let server = try RawServer { connection in
      while let request = connection.request() {
        let body = request[(request.range(of: "\r\n\r\n")?.upperBound ?? request.endIndex)...]
        let first = (try? JSONValue(parsing: Data(body.utf8)))?.arrayValue?.first?["id"] ?? .null
        let answers: JSONValue = [
          "answers": [
            ["id": "00000000-0000-7000-8000-000000000000", "outcome": "accepted"], ["id": first, "outcome": "perhaps"],
            ["id": first, "outcome": "accepted"],
          ]
        ]
        let text = String(decoding: answers.canonical(), as: UTF8.self)
        connection.say(
          "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)")
      }
    }
    let outbox = MemoryOutbox()
    var sent: [UUID] = []
    for _ in 0..<5 { sent.append(await outbox.add()) }
    try await running(try link(to: server.url, outbox: outbox)) { await outbox.whenEmpty() }
    #expect(await outbox.acknowledged == sent)
  }

  @Test func `A platform that is away is survived, and told of`() async throws {
    // A port that nobody has, below those that the system hands out: no other test gets it meanwhile.
    let port = Int.random(in: 20_000..<30_000)
    let (outbox, clock) = (MemoryOutbox(), SkippingClock(skippingUpTo: .zero))
    for _ in 0..<5 { await outbox.add() }
    let link = try link(to: "http://127.0.0.1:\(port)", outbox: outbox, clock: clock)
    try await running(link) {
      let away = await link.status { $0.faults[.events] != nil }
      #expect(
        away.faults[.events]?.description.hasPrefix(
          "POST http://127.0.0.1:\(port)/v1/events: no connection (Failed to connect to 127.0.0.1 port \(port)") == true
      )
      #expect(away.lastHeard == nil && !away.isReachable)
      try await Simulator.run(port: port) { simulator in
        while await !outbox.waitingEvents.isEmpty {
          clock.advance(by: .seconds(60))
          await Task.yield()
        }
        let back = await link.status { $0.faults[.events] == nil && $0.eventsAcknowledged == 5 }
        #expect(back.lastHeard != nil)
        // It works on: what comes later goes at once.
        await outbox.add()
        await outbox.whenEmpty()
        let report = try await simulator.store.report()
        #expect(report == PlatformReport(received: 6, stored: 6))
      }
    }
  }

  @Test func `An outbox that fails is a fault that says so`() async throws {
    struct FullDisk: Error, CustomStringConvertible { let description = "disk full" }
    let fault = await #expect(throws: LinkFault.self) {
      try await store("reading the outbox") { throw FullDisk() }
    }
    #expect(fault?.description == "reading the outbox: disk full. Check the disk and the ledger: gate-agent doctor.")
  }

  @Test func `Waits grow to their cap with full jitter, and begin anew after a success`() {
    var backoff = Backoff(.init(base: .seconds(1), cap: .seconds(10)), generator: LongestWait())
    #expect((0..<6).map { _ in backoff.next() } == [1, 2, 4, 8, 10, 10].map { .seconds($0) })
    backoff.reset()
    #expect(backoff.next(atLeast: .seconds(5)) == .seconds(6))
    var random = Backoff(.init(base: .seconds(8), cap: .seconds(8)), generator: SplitMix64(seed: 7))
    let waits = (0..<200).map { _ in random.next() }
    #expect(waits.allSatisfy { $0 >= .zero && $0 <= .seconds(8) })
    #expect(waits.contains { $0 < .seconds(1) } && waits.contains { $0 > .seconds(7) })
  }
}
