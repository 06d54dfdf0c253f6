import Border
import Foundation
import Testing

@testable import PlatformLink
@testable import PlatformSimulator

@Suite(.timeLimit(.minutes(1)))
struct DeclarationPullerTests {
  private let now = Date(timeIntervalSince1970: 1_795_000_000)

  private func puller(_ url: String, _ cache: MemoryCache, limit: Int = 500) -> (DeclarationPuller, StatusBoard) {
    let board = StatusBoard()
    let api = PlatformAPI(client: HTTPClient(), url: url, limits: HTTPLimits(responseBytes: 1 << 20))
    let puller = DeclarationPuller(
      api: api, cache: cache, limit: limit, board: board, now: { [now] in now }, logger: Simulator.quiet)
    return (puller, board)
  }

  private func load(_ simulator: Simulator, _ text: String) async throws {
    _ = try await simulator.store.load(LoadFile.parse(Data(text.utf8), name: "test"))
  }

  @Test func `All changes come page by page, and only then the cache is fresh`() async throws {
    try await Simulator.run { simulator in
      let all = (1...25).map {
        #"{"id":"d\#($0)","gate":"CKHN","type":"import","vehicles":[{"plate":"12C-123.\#($0)"}]}"#
      }
      try await load(simulator, "[\(all.joined(separator: ","))]")
      let cache = MemoryCache()
      let (puller, board) = puller(simulator.url, cache, limit: 10)
      try await puller.pull()
      #expect(await cache.declarations.count == 25)
      #expect(await cache.pages == 3)
      #expect(await cache.freshAt == [now])
      #expect(board.status.isReachable)
    }
  }

  @Test func `What did not change is not sent again`() async throws {
    try await Simulator.run { simulator in
      try await load(simulator, #"[{"id":"a"}]"#)
      let cache = MemoryCache()
      let (puller, _) = puller(simulator.url, cache)
      // The first pull moves the cursor, the second learns the tag of the empty page there, the third is told 304.
      for _ in 0..<3 { try await puller.pull() }
      #expect(await cache.pages == 2)
      #expect(await cache.freshAt.count == 3)
      try await load(simulator, #"[{"id":"b"}]"#)
      try await puller.pull()
      #expect(await cache.declarations.keys.sorted() == ["a", "b"])
    }
  }

  @Test func `A newer version replaces, a tombstone removes`() async throws {
    try await Simulator.run { simulator in
      try await load(simulator, #"[{"id":"a","number":"1"},{"id":"b","number":"2"}]"#)
      let cache = MemoryCache()
      let (puller, _) = puller(simulator.url, cache)
      try await puller.pull()
      try await load(simulator, #"[{"id":"a","number":"3"},{"id":"b","deleted":true}]"#)
      try await puller.pull()
      let declarations = await cache.declarations
      #expect(declarations.keys.sorted() == ["a"])
      #expect(declarations["a"]?.number == "3")
      #expect(declarations["a"]?.version == 2)
    }
  }

  @Test func `A declaration that cannot be used is passed over, the others are taken`() async throws {
    let server = try RawServer(
      saying: answer(#"{"items":[{"id":"a"},{"number":"without id"},7,{"id":"b"}],"cursor":"c","hasMore":false}"#))
    let cache = MemoryCache()
    let (puller, board) = puller(server.url, cache)
    try await puller.pull()
    #expect(await cache.declarations.keys.sorted() == ["a", "b"])
    #expect(await cache.cursor() == "c")
    #expect(board.status.declarationsSkipped == 2)
  }

  @Test func `A cursor that the platform has forgotten begins anew`() async throws {
    try await Simulator.run { simulator in
      try await load(simulator, #"[{"id":"a"}]"#)
      let cache = MemoryCache(cursor: "0123456789abcdef-4711")
      let (puller, _) = puller(simulator.url, cache)
      try await puller.pull()
      #expect(await cache.declarations.keys.sorted() == ["a"])
      #expect(await cache.freshAt.count == 1)
    }
  }

  @Test func `Nonsense is a clear fault, and the cache is untouched`() async throws {
    let remedy = "Check platform.url and what stands between: this is no platform's answer. Nothing was changed."
    let contract = "Check platform.url: what answers there does not speak the contract (docs/platform-openapi.yaml)."
    let page = #"{"items":[{"id":"a"}],"cursor":"c1","hasMore":"#
    let cases: [(answer: String, text: String)] = [
      (
        answer("<html>Sign in</html>", type: "text/html"), "answered text/html instead of application/json. \(remedy)"
      ),
      (
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
        "answered no content type instead of application/json. \(remedy)"
      ),
      (answer("<html>Sign in</html>"), "answered JSON that is broken or cut off (20 bytes). \(remedy)"),
      (answer(page), "answered JSON that is broken or cut off (\(page.utf8.count) bytes). \(remedy)"),
      (answer("[]"), "answered JSON that is no object. \(remedy)"),
      (answer("{}"), "answered a page without the list \"items\". \(remedy)"),
      (
        answer(#"{"items":[],"cursor":3,"hasMore":false}"#),
        "answered a page without \"cursor\" (text) or \"hasMore\" (true or false). \(remedy)"
      ),
      (
        answer(#"{"items":[],"cursor":"before","hasMore":true}"#),
        "promises more after the cursor \"before\" but does not move on. \(remedy)"
      ),
      (
        answer(#"{"items":[],"tombstones":[{"id":"a"}],"cursor":"c","hasMore":false}"#),
        "answered tombstones[0] without \"id\" or \"version\". \(remedy)"
      ),
      (
        "HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n",
        "answered 302 with an empty body. Set platform.url to the platform's own address; redirects are not followed."
      ),
      (
        answer(#"{"title":"Unknown station"}"#, type: "application/problem+json", status: 401),
        "answered 401 Unknown station. The platform does not let this station in: enrol it (gate-agent enrol), or have it registered there."
      ),
      (answer("<html>", type: "text/html", status: 404), "answered 404 with text/html. \(contract)"),
      (
        answer("", status: 304),
        "answered 304 with an empty body. "
          + "Set platform.url to the platform's own address; redirects are not followed."
      ),
      (
        answer(#"{"title":"Down","detail":"for repair"}"#, type: "application/problem+json", status: 503),
        "answered 503 Down: for repair. The fault is the platform's; it is asked again later."
      ),
      (
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 3000000\r\n\r\n"
          + String(repeating: " ", count: 1_100_000),
        "the answer is too large (more than 1048576 bytes). "
          + "Check that the address is the right server's, not a sign-in page's or a proxy's."
      ),
      (
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n\(page)true}",
        "the connection broke before the answer was whole (transfer closed with 48 bytes remaining to read). "
          + "The request is tried again."
      ),
    ]
    for (bytes, text) in cases {
      let server = try RawServer(saying: bytes)
      let cache = MemoryCache(cursor: "before")
      let (puller, _) = puller(server.url, cache)
      let fault = await #expect(throws: LinkFault.self) { try await puller.pull() }
      #expect(fault?.description == "GET \(server.url)/v1/declarations: \(text)")
      #expect(await cache.pages == 0)
      #expect(await cache.freshAt.isEmpty)
    }
  }

  @Test func `Each round pulls, and a wish for one is heard`() async throws {
    try await Simulator.run { simulator in
      let (cache, clock) = (MemoryCache(), SkippingClock(skippingUpTo: .seconds(3600)))
      let link = try link(to: simulator.url, cache: cache, clock: clock)
      try await running(link) {
        _ = await link.status { $0.isReachable }
        try await load(simulator, #"[{"id":"a"}]"#)
        link.pullSoon()
        while await cache.declarations["a"] == nil { await Task.yield() }
        try await load(simulator, #"[{"id":"b"}]"#)
        while await cache.declarations["b"] == nil {
          clock.advance(by: .seconds(7200))
          await Task.yield()
        }
      }
    }
  }

  private func answer(_ body: String, type: String = "application/json", status: Int = 200) -> String {
    "HTTP/1.1 \(status) Status\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }
}
