import Dispatch
import Foundation
import Glibc

/// One TCP connection to the console, byte for byte: for what an HTTP library would hide.
///
/// Blocking calls run on a queue of their own, not on the pool that serves the other side.
final class Connection: Sendable {
  struct Failed: Error, CustomStringConvertible {
    let description: String
  }

  private let descriptor: Int32
  private let queue = DispatchQueue(label: "connection")

  /// - Parameter timeout: seconds without a byte after which reading fails.
  init(port: Int, timeout: Int = 15) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw Failed(description: "connect: \(String(cString: strerror(errno)))") }
    var timeout = timeval(tv_sec: timeout, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { Glibc.close(descriptor) }

  func send(_ text: String) {
    _ = text.withCString { Glibc.send(descriptor, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
  }

  func close() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  /// What came until `text` was in it.
  func read(until text: String) async throws -> String {
    try await read { $0.contains(text) }
  }

  /// What came until the other side closed.
  func readToEnd() async throws -> String {
    try await read { _ in false }
  }

  func read(_ isEnough: @escaping @Sendable (String) -> Bool) async throws -> String {
    try await withCheckedThrowingContinuation { continuation in
      queue.async { [descriptor] in
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65536)
        while true {
          let count = recv(descriptor, &part, part.count, 0)
          if count == 0 { return continuation.resume(returning: String(decoding: bytes, as: UTF8.self)) }
          if count < 0 {
            let text = String(decoding: bytes, as: UTF8.self)
            return continuation.resume(throwing: Failed(description: "nothing more came after: \(text)"))
          }
          bytes += part[0..<count]
          let text = String(decoding: bytes, as: UTF8.self)
          if isEnough(text) { return continuation.resume(returning: text) }
        }
      }
    }
  }
}
