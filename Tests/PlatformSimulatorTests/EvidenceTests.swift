import Border
import Crypto
import Foundation
import HTTPTypes
import Testing

@testable import PlatformSimulator

@Suite(.timeLimit(.minutes(1)))
struct EvidenceTests {
  private let data = Data("a picture".utf8)
  private var path: String { "/v1/evidence/\(ReceivedEvent.hex(SHA256.hash(data: data)))" }

  private func offset(_ answer: TestPlatform.Answer) -> String? {
    HTTPField.Name("Upload-Offset").flatMap { answer.headers[$0] }
  }

  @Test func `A picture goes in pieces, and the platform tells how much it has`() async throws {
    try await TestPlatform.run { platform async throws in
      #expect(try await platform.ask(.head, path).status == 404)
      let first = try await platform.ask(
        .put, path, headers: [.contentRange: "bytes 0-3/9"], body: data.prefix(4))
      #expect(first.status == 202 && offset(first) == "4")
      let state = try await platform.ask(.head, path)
      #expect(state.status == 200 && offset(state) == "4")
      let elsewhere = try await platform.ask(
        .put, path, headers: [.contentRange: "bytes 5-8/9"], body: data.suffix(4))
      #expect(elsewhere.status == 409 && offset(elsewhere) == "4")
      let last = try await platform.ask(
        .put, path, headers: [.contentRange: "bytes 4-8/9"], body: data.suffix(5))
      #expect(last.status == 201)
      #expect(try await platform.ask(.put, path, body: data).status == 200)
      #expect(offset(try await platform.ask(.head, path)) == "9")
    }
  }

  @Test func `Content that does not match its hash is thrown away`() async throws {
    try await TestPlatform.run { platform async throws in
      #expect(try await platform.ask(.put, path, body: Data("forged".utf8)).status == 422)
      #expect(try await platform.ask(.head, path).status == 404)
      #expect(try await platform.ask(.put, path, body: data).status == 201)
    }
  }

  @Test func `A hash, a range or a size that makes no sense is a problem`() async throws {
    try await TestPlatform.run { platform async throws in
      #expect(try await platform.ask(.put, "/v1/evidence/..%2Fplatform.sqlite", body: data).status == 400)
      for (range, status) in [
        ("bytes 0-8/5", 400), ("bytes 3-1/9", 400), ("bytes 0-3/9", 400), ("0-8/9", 400), ("bytes 0-8/99999999", 413),
      ] {
        #expect(try await platform.ask(.put, path, headers: [.contentRange: range], body: data).status == status)
      }
    }
  }
}
