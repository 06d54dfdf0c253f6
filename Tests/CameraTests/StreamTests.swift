import Border
import Foundation
import Testing

@testable import Camera

/// Against a real RTSP server on loopback.
@Suite(.serialized, .timeLimit(.minutes(3))) struct StreamTests {
  /// The server as a process; gone when its user is.
  final class NetworkCamera {
    let process = Process()
    let port: Int
    var address: String { "rtsp://127.0.0.1:\(port)/camera" }

    init(port: Int? = nil, _ pattern: String) async throws {
      self.port = try port ?? Self.freePort()
      let script = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../Kernel/rtsp-camera.py").standardizedFileURL.path
      let output = Pipe()
      // Debian's own interpreter, whose packages bring GStreamer's bindings.
      process.executableURL = URL(filePath: "/usr/bin/python3")
      process.arguments = [script, "\(self.port)", pattern]
      process.standardOutput = output
      try process.run()
      // It says "ready" as soon as it listens.
      let handle = output.fileHandleForReading
      let said = await withCheckedContinuation { continuation in
        Thread.detachNewThread { continuation.resume(returning: handle.availableData) }
      }
      try #require(String(decoding: said, as: UTF8.self).hasPrefix("ready"), "the RTSP server did not start")
    }

    func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    deinit {
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }

    static func freePort() throws -> Int {
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      defer { close(descriptor) }
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_addr.s_addr = inet_addr("127.0.0.1")
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      let result = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
          bind(descriptor, address, length) == 0 && getsockname(descriptor, address, &length) == 0
        }
      }
      try #require(result)
      return Int(UInt16(bigEndian: address.sin_port))
    }
  }

  @Test func aStreamDeliversIsLostWithItsServerAndComesBack() async throws {
    var server: NetworkCamera? = try await NetworkCamera("ball")
    let port = try #require(server?.port)
    let source = StreamSource(camera: "front", address: "rtsp://127.0.0.1:\(port)/camera", logger: silent)
    var signals = source.signals().makeAsyncIterator()
    let frames = try await Guest.take(5, &signals)
    #expect(frames.allSatisfy { $0.width == 640 && $0.height == 360 && $0.format == .bgr && $0.bytesPerRow == 1920 })
    #expect(zip(frames, frames.dropFirst()).allSatisfy { $0.sequence < $1.sequence && $0.capturedAt < $1.capturedAt })

    // It hangs: no error at all.
    server?.signal(SIGSTOP)
    var last = CaptureTime.now().monotonic
    var fault = try await Guest.loss(&signals) { last = $0.capturedAt.monotonic }
    #expect(CaptureTime.now().monotonic - last < .seconds(3))
    #expect(fault.reason == .stalled)
    server?.signal(SIGCONT)
    var back = CaptureTime.now().monotonic
    _ = try await Guest.take(3, &signals)
    #expect(CaptureTime.now().monotonic - back < .seconds(15))

    // It is gone, and comes back.
    server = nil
    last = CaptureTime.now().monotonic
    fault = try await Guest.loss(&signals) { last = $0.capturedAt.monotonic }
    #expect(CaptureTime.now().monotonic - last < .seconds(3))
    server = try await NetworkCamera(port: port, "ball")
    back = CaptureTime.now().monotonic
    _ = try await Guest.take(3, &signals)
    #expect(CaptureTime.now().monotonic - back < .seconds(15))
    #expect(source.counts.losses >= 2)
    withExtendedLifetime(server) {}
  }

  @Test(arguments: [("checkers-8", CameraFault.Reason.frozen), ("black", .blind)])
  func aStreamThatShowsNothingNewIsLost(_ pattern: String, _ reason: CameraFault.Reason) async throws {
    let server = try await NetworkCamera(pattern)
    let source = StreamSource(camera: "front", address: server.address, logger: silent)
    var signals = source.signals().makeAsyncIterator()
    _ = try await Guest.take(1, &signals)
    var last = CaptureTime.now().monotonic
    let fault = try await Guest.loss(&signals) { last = $0.capturedAt.monotonic }
    #expect(fault.reason == reason)
    #expect(CaptureTime.now().monotonic - last < .seconds(3))
  }

  @Test func anAddressWithNobodyBehindItSaysWhatToDoAndHidesThePassword() async throws {
    let port = try NetworkCamera.freePort()
    let source = StreamSource(camera: "front", address: "rtsp://admin:secret@127.0.0.1:\(port)/a", logger: silent)
    var signals = source.signals().makeAsyncIterator()
    let fault = try await Guest.loss(&signals)
    #expect(fault.reason == .absent)
    #expect(
      fault.remedy.hasPrefix("rtsp://…@127.0.0.1:\(port)/a cannot be opened: check the camera's power and network"))
    #expect(!fault.description.contains("secret"))
  }

  @Test(arguments: [
    ("rtsp://admin:p@ss@cam/1", "rtsp://…@cam/1"), ("rtsp://cam/1", "rtsp://cam/1"), ("/a/b.mp4", "/a/b.mp4"),
    ("rtsp://u:p@h", "rtsp://…@h"),
  ])
  func passwordsAreNotShown(_ address: String, _ shown: String) { #expect(StreamAddress.shown(address) == shown) }

  @Test(arguments: [
    ("/dev/video0", CameraAddress.device("/dev/video0")), ("rtsp://h/1", .stream("rtsp://h/1")),
    ("pictures", .recording("pictures")), ("a.mp4", .recording("a.mp4")),
  ])
  func addressesAreToldApart(_ text: String, _ address: CameraAddress) { #expect(CameraAddress(text) == address) }
}
