import Foundation
import Glibc

/// beanstalkd with its log synced at every job (`-f 0`), as a peer to measure against.
///
/// Protocol: https://github.com/beanstalkd/beanstalkd/blob/master/doc/protocol.txt
final class Beanstalk {
  private let process = Process()
  private let socket: Int32

  /// Nil where it is not installed or does not start.
  init?(folder: String) {
    let program = ["/usr/bin/beanstalkd", "/usr/local/bin/beanstalkd"].first(
      where: FileManager.default.isExecutableFile)
    guard let program,
      (try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)) != nil
    else { return nil }
    // Below the ports that the system hands out.
    let port = UInt16.random(in: 20_000..<30_000)
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = ["-l", "127.0.0.1", "-p", "\(port)", "-b", folder, "-f", "0"]
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    guard let connected = Self.connect(port) else {
      kill(process.processIdentifier, SIGKILL)
      return nil
    }
    socket = connected
  }

  /// Puts so many jobs in one go; returns when all are on the disk.
  func put(_ body: Data, times: Int = 1) throws {
    var message = Data()
    for _ in 0..<times {
      message.append(Data("put 0 0 60 \(body.count)\r\n".utf8))
      message.append(body)
      message.append(Data("\r\n".utf8))
    }
    var isWhole =
      message.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) } == message.count
    var answers = Data()
    var buffer = [UInt8](repeating: 0, count: 1024)
    while isWhole, answers.count(where: { $0 == UInt8(ascii: "\n") }) < times {
      let count = recv(socket, &buffer, buffer.count, 0)
      isWhole = count > 0
      answers.append(contentsOf: buffer.prefix(max(0, count)))
    }
    let lines = answers.split(separator: UInt8(ascii: "\n"))
    guard isWhole, lines.allSatisfy({ $0.starts(with: Array("INSERTED".utf8)) }) else {
      throw LinkBenchmarkFault("beanstalkd does not take a job")
    }
  }

  func stop() {
    close(socket)
    // A child of one of dispatch's threads inherits their blocked signals: SIGTERM would never reach it.
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  private static func connect(_ port: UInt16) -> Int32? {
    for _ in 0..<200 {
      let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = port.bigEndian
      address.sin_addr.s_addr = inet_addr("127.0.0.1")
      let result = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
      if result == 0 {
        var one: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        return socket
      }
      close(socket)
      usleep(20_000)
    }
    return nil
  }
}
