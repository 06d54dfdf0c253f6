import Border
import Foundation
import Testing

@testable import PlatformLink
@testable import PlatformSimulator

@Suite(.timeLimit(.minutes(1)))
struct EvidenceDeliveryTests {
  private func picture(_ count: Int) throws -> (hash: EvidenceHash, data: Data) {
    let data = Data((0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) })
    let hash = ReceivedEvent.hex(Array(PictureHash.of(data)))
    return (try #require(EvidenceHash(rawValue: hash)), data)
  }

  @Test func `Pictures arrive whole, in pieces`() async throws {
    let pictures = try [picture(0), picture(10), picture(1000), picture(25_000)]
    try await Simulator.run { simulator in
      let evidence = MemoryEvidence(pictures)
      let link = try link(to: simulator.url, evidence: evidence, pieceBytes: 1000)
      try await running(link) {
        await evidence.whenEmpty()
        _ = await link.status { $0.picturesDelivered == 4 }
      }
      for picture in pictures {
        #expect(await simulator.store.evidence.state(of: picture.hash) == .whole(picture.data.count))
      }
    }
  }

  @Test func `A transfer that broke goes on where it broke`() async throws {
    let picture = try picture(25_000)
    let lost = FaultRule(method: "PUT", path: nil, timing: .nth([3, 5]), action: .answerLostAfterCommit)
    let cut = FaultRule(method: "PUT", path: nil, timing: .nth([8]), action: .closeBeforeAnswer)
    try await Simulator.run(faults: [lost, cut]) { simulator in
      let evidence = MemoryEvidence([picture])
      let link = try link(to: simulator.url, evidence: evidence, pieceBytes: 1000)
      try await running(link) { await evidence.whenEmpty() }
      #expect(await simulator.store.evidence.state(of: picture.hash) == .whole(25_000))
    }
  }

  @Test func `A picture that does not match its hash is offered twice, set aside, and holds nothing up`() async throws {
    let (bad, good) = (try picture(10), try picture(20))
    let damaged = (hash: bad.hash, data: Data("damaged".utf8))
    try await Simulator.run { simulator in
      let evidence = MemoryEvidence([damaged, good])
      let link = try link(to: simulator.url, evidence: evidence)
      try await running(link) {
        await evidence.whenEmpty()
        _ = await link.status { $0.picturesDelivered == 1 && $0.picturesRefused == 1 }
      }
      #expect(
        await evidence.refused == [
          bad.hash: "the platform finds, twice, that the content does not match its hash"
        ])
      #expect(await simulator.store.evidence.state(of: bad.hash) == .absent)
      #expect(await simulator.store.evidence.state(of: good.hash) == .whole(20))
    }
  }

  @Test func `A picture that is too large for the platform is set aside with its words`() async throws {
    let (large, good) = (try picture(5000), try picture(20))
    let refusal = FaultRule(
      method: "PUT", path: "/v1/evidence/\(large.hash)", timing: .every(1), action: .status(413, retryAfter: nil))
    try await Simulator.run(faults: [refusal]) { simulator in
      let evidence = MemoryEvidence([large, good])
      let link = try link(to: simulator.url, evidence: evidence)
      try await running(link) { await evidence.whenEmpty() }
      #expect(await evidence.refused[large.hash]?.hasPrefix("413 Planned fault") == true)
      #expect(await simulator.store.evidence.state(of: good.hash) == .whole(20))
    }
  }

  @Test func `A picture at which the platform stumbles waits, and those behind it go on`() async throws {
    let (poison, good) = (try picture(30), try picture(20))
    let stumble = FaultRule(
      method: nil, path: "/v1/evidence/\(poison.hash)", timing: .nth([1, 2, 3]), action: .status(500, retryAfter: nil))
    try await Simulator.run(faults: [stumble]) { simulator in
      let evidence = MemoryEvidence([poison, good])
      let clock = SkippingClock(skippingUpTo: .seconds(3600))
      let link = try link(to: simulator.url, evidence: evidence, clock: clock)
      try await running(link) { await evidence.whenEmpty() }
      #expect(await evidence.settled == [good.hash, poison.hash])
      #expect(await evidence.refused.isEmpty)
    }
  }

  @Test func `A platform that goes in circles is left, not fed for ever`() async throws {
    let picture = try picture(3000)
    let server = try RawServer { connection in
      while connection.request() != nil {
        connection.say("HTTP/1.1 202 Accepted\r\nUpload-Offset: 0\r\nContent-Length: 0\r\n\r\n")
      }
    }
    let api = PlatformAPI(client: HTTPClient(), url: server.url, limits: HTTPLimits())
    var answer = EvidenceAnswer.partial(0)
    for _ in 0..<3 { answer = try await api.putEvidence(picture.hash, piece: picture.data, offset: 0, total: 3000) }
    #expect(answer == .partial(0))
    let evidence = MemoryEvidence([picture])
    let link = try link(to: server.url, evidence: evidence, pieceBytes: 1000)
    try await running(link) { _ = await link.status { $0.faults[.evidence] != nil } }
    #expect(await evidence.waiting.count == 1)
  }
}
