import Dispatch
import Foundation
import Glibc
import Synchronization

/// A server on 127.0.0.1 that says exactly the bytes a test wants, true HTTP or not.
///
/// Each connection has a thread of its own and ends when the other side closes, at the latest after 20 s.
final class RawServer: Sendable {
  let port: Int
  private let listener: Int32
  private let accepted = Mutex(0)
  private let closed: AsyncStream<Void>

  var url: String { "http://127.0.0.1:\(port)" }
  var connections: Int { accepted.withLock { $0 } }

  /// - Parameter talk: is given each whole request head; returns what to say, or nil to say nothing more.
  init(_ talk: @escaping @Sendable (Connection) -> Void) throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        bind(listener, generic, length) == 0 && listen(listener, 16) == 0
          && getsockname(listener, generic, &length) == 0
      }
    }
    guard listener >= 0, bound else { throw POSIXError(.EADDRINUSE) }
    self.listener = listener
    port = Int(UInt16(bigEndian: address.sin_port))
    let (closed, continuation) = AsyncStream.makeStream(of: Void.self)
    self.closed = closed
    Thread.detachNewThread { [weak self] in
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { return }
        self?.accepted.withLock { $0 += 1 }
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(
          connection, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        Thread.detachNewThread {
          talk(Connection(descriptor: connection))
          close(connection)
          continuation.yield()
        }
      }
    }
  }

  /// Says `bytes` to the first request of every connection, then closes.
  convenience init(saying bytes: String) throws {
    try self.init { connection in
      _ = connection.request()
      connection.say(bytes)
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  /// Waits until a connection has ended.
  func connectionClosed() async {
    var iterator = closed.makeAsyncIterator()
    await iterator.next()
  }

  struct Connection {
    let descriptor: Int32

    /// The next request with its body; nil once the other side has closed.
    func request() -> String? {
      var text = ""
      while true {
        if let end = text.range(of: "\r\n\r\n") {
          let head = text[..<end.lowerBound].lowercased()
          let length =
            head.range(of: "content-length: ").flatMap { Int(head[$0.upperBound...].prefix { $0.isNumber }) } ?? 0
          if text[end.upperBound...].utf8.count >= length { return text }
        }
        guard let more = read() else { return nil }
        text += more
      }
    }

    /// What comes next; nil once the other side has closed.
    func read() -> String? {
      var buffer = [UInt8](repeating: 0, count: 65536)
      let count = recv(descriptor, &buffer, buffer.count, 0)
      return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
    }

    func untilClosed() { while read() != nil {} }

    @discardableResult
    func say(_ text: String) -> Bool {
      let bytes = Array(text.utf8)
      return send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }
  }
}
