import Foundation
import Synchronization
import Testing

@testable import PlatformLink

@Suite(.timeLimit(.minutes(1)))
struct HTTPClientTests {
  private func failure(_ request: HTTPRequest, _ client: HTTPClient = HTTPClient()) async -> HTTPFailure? {
    do {
      _ = try await client.send(request)
      return nil
    } catch {
      return error
    }
  }

  @Test func `An address that may not be asked is refused with its reason`() async {
    let plain = "Correct the address; http is for this machine (127.0.0.1, ::1, localhost), https for all others."
    let cases = [
      (
        "file:///etc/passwd", "file:///etc/passwd: this address is not asked (file is neither https nor http). \(plain)"
      ),
      ("ftp://127.0.0.1/", "ftp://127.0.0.1/: this address is not asked (ftp is neither https nor http). \(plain)"),
      (
        "http://192.0.2.1/v1",
        "http://192.0.2.1/v1: this address is not asked (plain http to 192.0.2.1, which is not this machine). \(plain)"
      ),
      (
        "http://127.0.0.1.example.com/",
        "http://127.0.0.1.example.com/: this address is not asked "
          + "(plain http to 127.0.0.1.example.com, which is not this machine). \(plain)"
      ),
      ("http://127.0.0.1@192.0.2.1/", "…: this address is not asked (names a user or a password). \(plain)"),
      ("https://u:p@example.com/?q", "…: this address is not asked (names a user or a password). \(plain)"),
      ("", ": this address is not asked (Bad scheme). \(plain)"),
    ]
    for (address, text) in cases {
      let description = await failure(HTTPRequest(.get, address))?.description
      #expect(description == text)
    }
  }

  @Test(arguments: [
    "http://127.0.0.1/", "http://127.1/", "http://0x7f000001/", "http://localhost/x", "http://[::1]:8/",
  ])
  func `Every spelling of this machine may be asked in plain http`(address: String) throws {
    _ = try HTTPAddress(address, allowsPlainHTTP: false)
  }

  @Test func `Plain http to another machine is asked only where it is allowed`() throws {
    #expect(throws: HTTPFailure.self) { try HTTPAddress("http://192.0.2.1/", allowsPlainHTTP: false) }
    _ = try HTTPAddress("http://192.0.2.1/", allowsPlainHTTP: true)
  }

  @Test func `An answer comes with status, headers and body, and the connection is used again`() async throws {
    let server = try RawServer { connection in
      while let request = connection.request() {
        let line = String(request.prefix { !$0.isNewline })
        connection.say(
          "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\nX-Of: \(line)\r\nContent-Length: 2\r\n\r\nhi")
      }
    }
    let client = HTTPClient()
    for method in [HTTPRequest.Method.get, .put, .post] {
      let body = method == .get ? nil : Data("body".utf8)
      let response = try await client.send(HTTPRequest(method, "\(server.url)/a?b=c", body: body))
      #expect(response.status == 404)
      #expect(response.head["x-OF"] == "\(method.rawValue) /a?b=c HTTP/1.1")
      #expect(response.body == Data("hi".utf8))
    }
    #expect(server.connections == 1)
  }

  @Test func `A redirect is an answer, not a journey`() async throws {
    let server = try RawServer(
      saying: "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")
    let response = try await HTTPClient().send(HTTPRequest(.get, server.url))
    #expect(response.status == 302)
  }

  @Test func `A server that says nothing is given up after the total time`() async throws {
    let server = try RawServer { $0.untilClosed() }
    let limits = HTTPLimits(total: .milliseconds(100))
    #expect(await failure(HTTPRequest(.get, server.url, limits: limits))?.kind == .timeout)
  }

  @Test func `A server that stalls in the middle is given up`() async throws {
    let server = try RawServer { connection in
      _ = connection.request()
      connection.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
      connection.untilClosed()
    }
    let limits = HTTPLimits(total: .seconds(30), stalled: .seconds(1))
    #expect(await failure(HTTPRequest(.get, server.url, limits: limits))?.kind == .timeout)
  }

  @Test func `An endless body ends at the limit`() async throws {
    let server = try RawServer { connection in
      _ = connection.request()
      connection.say("HTTP/1.1 200 OK\r\n\r\n")
      let block = String(repeating: "x", count: 65536)
      while connection.say(block) {}
    }
    let found = await failure(HTTPRequest(.get, server.url, limits: HTTPLimits(responseBytes: 1000)))
    #expect(found?.kind == .tooLarge)
    #expect(found?.detail == "more than 1000 bytes")
  }

  @Test func `Endless headers end too`() async throws {
    let server = try RawServer { connection in
      _ = connection.request()
      connection.say("HTTP/1.1 200 OK\r\n")
      while connection.say("X-Header: \(String(repeating: "x", count: 1000))\r\n") {}
    }
    #expect(await failure(HTTPRequest(.get, server.url))?.kind == .tooLarge)
  }

  @Test func `What breaks is told apart`() async throws {
    let cut = try RawServer(saying: "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
    #expect(await failure(HTTPRequest(.get, cut.url))?.kind == .broken)
    let silent = try RawServer { _ = $0.request() }
    #expect(await failure(HTTPRequest(.get, silent.url))?.kind == .broken)
    let stranger = try RawServer(saying: "SSH-2.0-OpenSSH_9.2p1\r\n")
    #expect(await failure(HTTPRequest(.get, stranger.url))?.kind == .notHTTP)
    let port = try RawServer(saying: "").port
    // That server is gone, its port is closed.
    #expect(await failure(HTTPRequest(.get, "http://127.0.0.1:\(port)/"))?.kind == .connect)
    let plain = try RawServer { connection in
      _ = connection.read()
      connection.say("HTTP/1.1 400 Bad Request\r\n\r\n")
    }
    #expect(await failure(HTTPRequest(.get, "https://127.0.0.1:\(plain.port)/"))?.kind == .tls)
  }

  @Test func `A header with a line break is not sent`() async {
    let request = HTTPRequest(.get, "http://127.0.0.1:1/", headers: [("etag", "a\r\nx: y")])
    #expect(await failure(request)?.detail == "a header with a line break")
  }

  @Test func `Cancelling ends a transfer at once`() async throws {
    let (asked, continuation) = AsyncStream.makeStream(of: Void.self)
    let server = try RawServer { connection in
      _ = connection.request()
      continuation.yield()
      connection.untilClosed()
    }
    let url = server.url
    let task = Task { await failure(HTTPRequest(.get, url)) }
    for await _ in asked { break }
    task.cancel()
    #expect(await task.value?.kind == .cancelled)
    await server.connectionClosed()
  }

  @Test func `A stream's pieces come while it is open, and letting go closes the connection`() async throws {
    let server = try RawServer { connection in
      _ = connection.request()
      connection.say("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n\r\ndata: 1\n\n")
      connection.untilClosed()
    }
    let stream = try await HTTPClient().stream(HTTPRequest(.get, server.url))
    #expect(stream.head.mediaType == "text/event-stream")
    let reading = Task {
      for try await chunk in stream.chunks { return String(decoding: chunk, as: UTF8.self) }
      return ""
    }
    #expect(try await reading.value == "data: 1\n\n")
    let waiting = Task { for try await _ in stream.chunks {} }
    waiting.cancel()
    _ = try? await waiting.value
    await server.connectionClosed()
  }

  @Test func `A stream ends with its body and throws where it breaks`() async throws {
    let whole = try RawServer(saying: "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc")
    var body = Data()
    for try await chunk in try await HTTPClient().stream(HTTPRequest(.get, whole.url)).chunks { body += chunk }
    #expect(body == Data("abc".utf8))
    let cut = try RawServer(saying: "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")
    let stream = try await HTTPClient().stream(HTTPRequest(.get, cut.url))
    await #expect(throws: HTTPFailure.self) { for try await _ in stream.chunks {} }
    await #expect(throws: HTTPFailure.self) { try await HTTPClient().stream(HTTPRequest(.get, "http://127.0.0.1:1/")) }
  }

  @Test func `A stream that nobody reads is cut off, not piled up`() async throws {
    let server = try RawServer { connection in
      _ = connection.request()
      connection.say("HTTP/1.1 200 OK\r\n\r\n")
      let block = String(repeating: "x", count: 65536)
      while connection.say(block) {}
    }
    let request = HTTPRequest(.get, server.url, limits: HTTPLimits(responseBytes: 1 << 20))
    let stream = try await HTTPClient().stream(request)
    await server.connectionClosed()
    var count = 0
    do {
      for try await chunk in stream.chunks { count += chunk.count }
      Issue.record("it ended as if it were whole")
    } catch {
      #expect((error as? HTTPFailure)?.kind == .readerTooSlow)
    }
    #expect(count <= 1 << 20)
  }
}
