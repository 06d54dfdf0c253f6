import Border
import Foundation
import HTTPTypes
import Testing

@testable import PlatformSimulator

@Suite(.timeLimit(.minutes(1)))
struct EventTests {
  private func outcomes(_ answer: TestPlatform.Answer) -> [String] {
    (answer.json["answers"]?.arrayValue ?? []).map { $0["outcome"]?.stringValue ?? "" }
  }

  @Test func `Every event is answered: accepted, then duplicate, and stored once`() async throws {
    try await TestPlatform.run { platform async throws in
      let events = Chain(5, vehicles: 2).events
      let first = try await platform.post(.array(events))
      #expect(first.status == 200)
      #expect(outcomes(first) == Array(repeating: "accepted", count: 5))
      #expect(first.json["answers"]?.arrayValue?.map { $0["id"] } == events.map { $0["id"] })
      #expect(outcomes(try await platform.post(.array(events))) == Array(repeating: "duplicate", count: 5))
      #expect(try await platform.store.report() == PlatformReport(received: 10, stored: 5))
    }
  }

  @Test func `The same event from many sides at once is stored once`() async throws {
    try await TestPlatform.run { platform async throws in
      let events = Chain(20).events
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<8 { group.addTask { _ = try await platform.post(.array(events)) } }
        try await group.waitForAll()
      }
      #expect(try await platform.store.report() == PlatformReport(received: 160, stored: 20))
    }
  }

  @Test func `A refused event keeps its place in the chain, its repeat is refused again`() async throws {
    try await TestPlatform.run { platform async throws in
      var chain = Chain(1)
      chain.add(["type": "gate.unknown"])
      chain.add()
      for _ in 1...2 {
        let answer = try await platform.post(.array(chain.events))
        #expect(outcomes(answer)[1] == "refused")
        #expect(answer.json["answers"]?.arrayValue?[1]["reason"]?.stringValue == "type: \"gate.unknown\" is not known")
      }
      #expect(try await platform.store.report() == PlatformReport(received: 6, stored: 2, refused: 1))
    }
  }

  @Test func `What is no event of the contract is refused with its reason`() async throws {
    let good = try #require(Chain(1).events.first?.objectValue)
    func with(_ change: [String: JSONValue]) -> JSONValue { .object(good.merging(change) { $1 }) }
    let cases: [(JSONValue, String)] = [
      (7, "not a JSON object"), ([:], "specversion: expected \"1.0\""),
      (with(["id": "7"]), "id: expected a UUID"), (with(["source": ""]), "source: missing"),
      (with(["type": 7]), "type: missing"), (with(["type": "x"]), "type: \"x\" is not known"),
      (with(["subject": ""]), "subject: missing"),
      (with(["time": "today"]), "time: expected RFC 3339, such as 2026-11-23T08:00:00Z"),
      (with(["sequence": 0]), "sequence: expected a whole number from 1"),
      (with(["sequence": "1"]), "sequence: expected a whole number from 1"),
      (with(["previoushash": "00"]), "previoushash: expected 64 lower-case hexadecimal digits"),
      (with(["datacontenttype": "text/xml"]), "datacontenttype: expected \"application/json\""),
      (with(["data": "text"]), "data: expected an object"),
    ]
    for (event, reason) in cases { #expect(ReceivedEvent(event).refusal == reason) }
    #expect(ReceivedEvent(.object(good)).refusal == nil)
  }

  @Test func `Another event under a known id is refused`() async throws {
    try await TestPlatform.run { platform async throws in
      let event = try #require(Chain(1).events.first)
      _ = try await platform.post([event])
      let other = JSONValue.object((event.objectValue ?? [:]).merging(["subject": "other"]) { $1 })
      let answer = try await platform.post([other])
      #expect(
        answer.json["answers"]?.arrayValue?.first?["reason"] == "id: another event with this id was received before")
    }
  }

  @Test func `The report finds each kind of damage`() async throws {
    func report(_ batches: [[JSONValue]]) async throws -> PlatformReport {
      let result = ReportBox()
      try await TestPlatform.run { platform async throws in
        for batch in batches { _ = try await platform.post(.array(batch)) }
        await result.set(try await platform.store.report())
      }
      return await result.report
    }
    let chain = Chain(6, vehicles: 2).events
    let missing = try await report([Array(chain[..<2]), Array(chain[4...])])
    #expect(missing == PlatformReport(received: 4, stored: 4, gaps: 2, isChainIntact: false))
    let swapped = try await report([[chain[0], chain[1], chain[4], chain[2], chain[3], chain[5]]])
    #expect(swapped == PlatformReport(received: 6, stored: 6, outOfOrderPerVehicle: 1))
    var changed = chain
    changed[2] = .object((chain[2].objectValue ?? [:]).merging(["data": ["tampered": true]]) { $1 })
    #expect(try await report([changed]) == PlatformReport(received: 6, stored: 6, isChainIntact: false))
    let again = JSONValue.object(
      (chain[5].objectValue ?? [:]).merging(["id": "01900000-0000-7000-8000-000000000000"]) { $1 })
    #expect(
      try await report([chain, [again]])
        == PlatformReport(received: 7, stored: 7, storedTwice: 1, isChainIntact: false))
    let beheaded = try await report([Array(chain[1...])])
    #expect(beheaded == PlatformReport(received: 5, stored: 5, gaps: 1, isChainIntact: false))
  }

  @Test func `Stations do not disturb each other's chains`() async throws {
    try await TestPlatform.run { platform async throws in
      let (a, b) = (Chain(3).events, Chain(3, source: "/gates/TT/stations/b").events)
      for (first, second) in zip(a, b) { _ = try await platform.post([first, second]) }
      #expect(try await platform.store.report() == PlatformReport(received: 6, stored: 6))
    }
  }

  @Test func `Stored events are told line by line in order of storing`() async throws {
    try await TestPlatform.run { platform async throws in
      var chain = Chain(2)
      chain.add(["type": "gate.unknown"])
      _ = try await platform.post(.array(chain.events))
      _ = try await platform.post(.array(chain.events))
      let (lines, continuation) = AsyncStream.makeStream(of: String.self)
      try await platform.store.forEachEvent { continuation.yield($0) }
      continuation.finish()
      var ids: [JSONValue?] = []
      for await line in lines { ids.append(try JSONValue(parsing: Data(line.utf8))["id"]) }
      #expect(ids == chain.events[..<2].map { $0["id"] })
    }
  }

  @Test func `A request that is no batch gets a problem with its status`() async throws {
    try await TestPlatform.run { platform async throws in
      let batch = "application/cloudevents-batch+json"
      let many = JSONValue.array(Array(repeating: 1, count: 101)).canonical()
      let large = Data(repeating: 0x20, count: EventRoutes.batchBytes + 1)
      let cases: [(String, Data, Int)] = [
        ("application/json", Data("[]".utf8), 415), (batch, Data("{".utf8), 400), (batch, Data("{}".utf8), 400),
        (batch, many, 413), (batch, large, 413),
      ]
      for (type, body, status) in cases {
        let answer = try await platform.ask(.post, "/v1/events", headers: [.contentType: type], body: body)
        #expect(answer.status == status)
        #expect(answer.headers[.contentType] == "application/problem+json")
        #expect(answer.json["status"]?.integerValue == Int64(status))
      }
      #expect(try await platform.store.report() == PlatformReport())
    }
  }

  @Test func `The report's JSON has the names of the contract`() {
    #expect(
      PlatformReport(received: 3, stored: 2, refused: 1).json
        == #"{"received":3,"stored":2,"stored_twice":0,"refused":1,"gaps":0,"out_of_order_per_vehicle":0,"#
        + #""chain_intact":true}"#)
  }
}

private actor ReportBox {
  private(set) var report = PlatformReport()
  func set(_ report: PlatformReport) { self.report = report }
}
