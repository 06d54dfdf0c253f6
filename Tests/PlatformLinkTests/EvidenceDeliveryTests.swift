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

  @Test func `A picture that does not match its hash stays, and the fault says why`() async throws {
    let picture = try picture(10)
    let damaged = (hash: picture.hash, data: Data("damaged".utf8))
    try await Simulator.run { simulator in
      let evidence = MemoryEvidence([damaged])
      let link = try link(to: simulator.url, evidence: evidence)
      try await running(link) {
        let status = await link.status { $0.faults[.evidence] != nil }
        #expect(
          status.fault == "PUT \(simulator.url)/v1/evidence/\(picture.hash): the platform says that the content does "
            + "not match its hash. It is sent again from the beginning; if this stays, the stored picture is damaged: "
            + "check the disk.")
      }
      #expect(await evidence.waiting.count == 1)
      #expect(await simulator.store.evidence.state(of: picture.hash) == .absent)
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
