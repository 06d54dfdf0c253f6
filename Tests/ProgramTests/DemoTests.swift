import Border
import Foundation
import Testing

/// The whole way, as `gate-agent demo --once --json` shows it. One after the other: each wants the machine's cores.
@Suite(.serialized) struct DemoTests {
  let agent = Program(name: "gate-agent")

  @Test func everyVehicleGetsTheVerdictItsDeclarationCallsFor() async throws {
    let began = ContinuousClock.now
    let ending = try await agent.run("demo", "--once", "--json")
    #expect(ContinuousClock.now - began < .seconds(120))
    #expect(ending.complaint == "")
    #expect(ending.status == 0, "\(ending.output)")
    let passages = ending.json.filter { $0["type"] == "passage" }
    #expect(passages.count >= 12)
    #expect(Set(passages.compactMap { $0["verdict"]?.stringValue }) == ["pass", "return", "check"])
    #expect(passages.allSatisfy { $0["verdict"] == $0["expected"] })
    #expect(passages.allSatisfy { ($0["latency_ms"]?.integerValue ?? .max) < 5000 })
    let summary = try #require(ending.json.last)
    #expect(summary["type"] == "summary")
    #expect(summary["passages"]?.integerValue == Int64(passages.count))
    #expect(summary["as_expected"] == summary["passages"])
    #expect(summary["events_sent"] == summary["events_acknowledged"])
    #expect((summary["events_sent"]?.integerValue ?? 0) >= Int64(passages.count) * 2)
  }

  @Test func withOtherDeclarationsTheVerdictsFollow() async throws {
    try await withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("declarations.json")
      let written = try await agent.run("demo", "--write-declarations", file.path)
      #expect(written.status == 0)
      let documents = try #require(try JSONValue(parsing: Data(contentsOf: file)).arrayValue)
      #expect(documents.count >= 12)
      // Nobody has paid: what passed is returned, and nothing passes.
      let unpaid = documents.map { document -> JSONValue in
        guard var fields = document.objectValue, var needs = fields["requirements"]?.objectValue else {
          return document
        }
        needs["fee"] = ["state": "missing"]
        fields["requirements"] = .object(needs)
        return .object(fields)
      }
      try JSONValue.array(unpaid).canonical().write(to: file)
      let ending = try await agent.run("demo", "--once", "--json", "--declarations", file.path)
      #expect(ending.status == 0, "\(ending.output)\(ending.complaint)")
      let passages = ending.json.filter { $0["type"] == "passage" }
      #expect(!passages.contains { $0["verdict"] == "pass" })
      #expect(
        passages.contains { $0["verdict"] == "return" && $0["reasons"]?.arrayValue?.contains("fee-unpaid") == true })
    }
  }

  @Test func aFileThatIsNoDeclarationsIsNamed() async throws {
    try await withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("x.json")
      try Data("{\"a\": 1".utf8).write(to: file)
      let ending = try await agent.run("demo", "--once", "--json", "--declarations", file.path)
      #expect(ending.status == 1)
      #expect(
        ending.complaint
          == "gate-agent: \(file.path): is no JSON array; `gate-agent demo --write-declarations FILE` writes one to start from\n"
      )
    }
  }
}
