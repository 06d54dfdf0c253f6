import Border
import Foundation
import HTTPTypes
import Testing

@testable import PlatformSimulator

@Suite(.timeLimit(.minutes(1)))
struct DeclarationTests {
  private func ids(_ answer: TestPlatform.Answer, _ list: String = "items") -> [String] {
    (answer.json[list]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue }
  }

  @Test func `Pages go along the changes, each declaration once, in its newest version`() async throws {
    try await TestPlatform.run { platform async throws in
      #expect(try await platform.load(#"[{"id":"a"},{"id":"b"},{"id":"c"}]"#) == .init(new: 3))
      #expect(try await platform.load(#"[{"id":"a","number":"2"},{"id":"b"}]"#) == .init(changed: 1, unchanged: 1))
      let first = try await platform.ask(.get, "/v1/declarations?limit=2")
      #expect(ids(first) == ["b", "c"])
      #expect(first.json["hasMore"] == true)
      let cursor = try #require(first.json["cursor"]?.stringValue)
      let second = try await platform.ask(.get, "/v1/declarations?limit=2&cursor=\(cursor)")
      #expect(ids(second) == ["a"])
      #expect(second.json["items"]?.arrayValue?.first?["version"] == 2)
      #expect(second.json["hasMore"] == false)
      #expect(try await platform.load(#"[{"id":"c","deleted":true}]"#) == .init(deleted: 1))
      let end = try #require(second.json["cursor"]?.stringValue)
      let third = try await platform.ask(.get, "/v1/declarations?cursor=\(end)")
      #expect(ids(third).isEmpty)
      #expect(third.json["tombstones"] == [["id": "c", "version": 2]])
    }
  }

  @Test func `The same page again is not modified, until something changes`() async throws {
    try await TestPlatform.run { platform async throws in
      _ = try await platform.load(#"[{"id":"a"}]"#)
      let path = "/v1/declarations?limit=1"
      let tag = try #require(try await platform.ask(.get, path).headers[.eTag])
      #expect(try await platform.ask(.get, path, headers: [.ifNoneMatch: tag]).status == 304)
      _ = try await platform.load(#"[{"id":"b"}]"#)
      #expect(try await platform.ask(.get, path, headers: [.ifNoneMatch: tag]).status == 200)
    }
  }

  @Test func `A version is never taken back`() async throws {
    try await TestPlatform.run { platform async throws in
      _ = try await platform.load(#"[{"id":"a","version":5}]"#)
      #expect(try await platform.load(#"[{"id":"a","version":5,"number":"x"}]"#) == .init(unchanged: 1))
      #expect(try await platform.load(#"[{"id":"a","version":4}]"#) == .init(unchanged: 1))
      #expect(try await platform.load(#"[{"id":"a","version":6}]"#) == .init(changed: 1))
    }
  }

  @Test func `What is loaded beside a running platform is there at once`() async throws {
    try await TestPlatform.run { platform async throws in
      _ = try await platform.ask(.get, "/v1/declarations")
      let beside = try PlatformStore(directory: platform.directory, mustExist: true)
      _ = try await beside.load(LoadFile.parse(Data(#"[{"id":"a"}]"#.utf8), name: "test"))
      #expect(ids(try await platform.ask(.get, "/v1/declarations")) == ["a"])
    }
  }

  @Test func `A cursor or limit that makes no sense is a problem`() async throws {
    try await TestPlatform.run { platform async throws in
      for (query, status) in [
        ("limit=0", 400), ("limit=x", 400), ("limit=1001", 400), ("cursor=x", 400), ("cursor=other-1", 410),
        ("cursor=other--1", 400),
      ] {
        #expect(try await platform.ask(.get, "/v1/declarations?\(query)").status == status)
      }
      #expect(try await platform.ask(.get, "/v1/nothing").headers[.contentType] == "application/problem+json")
    }
  }

  @Test func `A file that cannot be loaded is told of, with every place, and nothing is taken`() throws {
    let cases = [
      ("{", "f: is no JSON; expected an array of declarations"),
      ("{}", "f: is no JSON array; put the declarations between [ and ]"),
      (
        #"[7,{"id":"a"},{"number":"1"},{"id":"a"},{"id":"b","version":0}]"#,
        """
        f: [0]: a declaration must be a JSON object
        f: [2]: a declaration must have an "id"; this one has the fields "number"
        f: [3]: has the same id as [1], "a"; keep one of them
        f: [4].version: expected a whole number above 0, or none at all
        nothing was loaded
        """
      ),
    ]
    for (content, text) in cases {
      let failure = #expect(throws: CommandFailure.self) { try LoadFile.parse(Data(content.utf8), name: "f") }
      #expect(failure?.description == text)
    }
    let warnings = try LoadFile.parse(Data(#"[{"id":"a","type":"import","gate":"TT"}]"#.utf8), name: "f")[0].warnings
    #expect(warnings == ["f: [0].number: missing", "f: [0].vehicles: none"])
  }
}
