import Border
import Foundation
import Logging
import Testing

@testable import Camera

@Suite struct DeviceFaultTests {
  typealias Row = (code: Int32, step: DeviceFault.Step, reason: CameraFault.Reason, text: String)

  static let table: [Row] = [
    (
      ENOENT, .opening, .absent,
      "/dev/video0 is not there: check the camera's cable and power; `gate-agent camera list` shows what is there"
    ),
    (ENODEV, .streaming, .absent, "/dev/video0 is gone: check the camera's cable and power"),
    (EACCES, .opening, .forbidden, "/dev/video0 may not be opened: add the agent's user to the group `video`"),
    (
      EBUSY, .formatting, .busy,
      "/dev/video0 is used by another program: end that program (`fuser /dev/video0` names it)"
    ),
    (
      ENOSPC, .starting, .unsuitable,
      "/dev/video0 gets too little USB bandwidth: use MJPG, a smaller picture, or a USB port of its own"
    ),
    (
      ENOTTY, .describing, .unsuitable,
      "/dev/video0 is no camera: name a device that `gate-agent camera list` shows"
    ),
    (
      EMFILE, .opening, .failed,
      "/dev/video0 cannot be opened, too many files are open: restart the agent and report this"
    ),
    (
      ENOMEM, .buffering, .failed,
      "/dev/video0 gets no memory for its pictures: use a smaller picture, or free memory"
    ),
    (
      EIO, .streaming, .failed,
      "/dev/video0 failed while taking a frame (EIO): replug the camera if this does not pass"
    ),
    (
      EINVAL, .buffering, .failed,
      "/dev/video0 failed while asking for buffers (EINVAL): replug the camera if this does not pass"
    ),
    (
      71, .starting, .failed,
      "/dev/video0 failed while starting the stream (EPROTO): replug the camera if this does not pass"
    ),
    (
      105, .starting, .failed,
      "/dev/video0 failed while starting the stream (errno 105): replug the camera if this does not pass"
    ),
  ]

  @Test(arguments: table) func everyErrorOfTheKernelSaysWhatToDo(_ row: Row) {
    let fault = DeviceFault.fault(camera: "front", device: "/dev/video0", errno: row.code, while: row.step)
    #expect(fault == CameraFault(camera: "front", reason: row.reason, remedy: row.text))
  }

  @Test func aStallSaysForHowLong() {
    let fault = DeviceFault.stalled(camera: "front", device: "/dev/video0", after: .seconds(2))
    #expect(
      fault.description
        == "camera front: /dev/video0 has sent no frame for 2s: it is being reopened; replug the camera if this does not pass"
    )
    #expect(fault.reason == .stalled)
  }
}

/// What can be had without a camera: the real kernel's answers about devices that are none.
@Suite struct V4L2SourceTests {
  static func firstSignal(of device: String) async -> CameraSignal? {
    let source = V4L2Source(
      camera: "front", settings: DeviceSettings(device: device),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    for await signal in source.signals() { return signal }
    return nil
  }

  @Test func anAbsentDeviceIsALoss() async {
    guard case .lost(let fault)? = await Self.firstSignal(of: "/dev/no-such-camera") else {
      Issue.record("no loss")
      return
    }
    #expect(fault.reason == .absent)
  }

  @Test(arguments: ["/dev/null", "/dev/zero"]) func aDeviceThatIsNoCameraIsUnsuitable(_ path: String) async {
    guard case .lost(let fault)? = await Self.firstSignal(of: path) else {
      Issue.record("no loss")
      return
    }
    #expect(fault.reason == .unsuitable)
    #expect(fault.remedy == "\(path) is no camera: name a device that `gate-agent camera list` shows")
  }

  @Test func anEndedStreamLeavesNoDescriptorOpen() async {
    // In a process of its own: other tests open and close descriptors meanwhile. Each stream has an eventfd, whose leak
    // would show.
    await #expect(processExitsWith: .success) {
      let before = try await V4L2SourceTests.settledDescriptors()
      for _ in 0..<20 { _ = await V4L2SourceTests.firstSignal(of: "/dev/no-such-camera") }
      let after = try await V4L2SourceTests.settledDescriptors(below: before + 10)
      try #require(after < before + 10)
    }
  }

  /// Threads end a moment after their streams: waits for the count to fall under `limit`, at most 10 s.
  fileprivate static func settledDescriptors(below limit: Int = .max) async throws -> Int {
    for _ in 0..<1000 {
      let count = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
      if count < limit { return count }
      try await Task.sleep(for: .milliseconds(10))
    }
    return try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
  }
}

@Suite struct CaptureTimeTests {
  let now = CaptureTime(monotonic: .seconds(1000), wall: Date(timeIntervalSince1970: 5000))

  @Test func theWallTimeIsThatOfTheFrameNotOfItsArrival() {
    let time = CaptureTime.at(.milliseconds(999_750), now: now)
    #expect(time == CaptureTime(monotonic: .milliseconds(999_750), wall: Date(timeIntervalSince1970: 4999.75)))
  }

  @Test(arguments: [Duration.zero, .seconds(-1), .seconds(1001)])
  func aTimestampThatCannotBeIsNow(_ timestamp: Duration) {
    #expect(CaptureTime.at(timestamp, now: now) == now)
  }

  @Test func bothClocksRun() {
    let first = CaptureTime.now()
    let second = CaptureTime.now()
    #expect(first.monotonic <= second.monotonic)
    #expect(abs(first.wall.timeIntervalSinceNow) < 60)
  }

  @Test func waitingDoublesUpToTwoSecondsAndStartsOverAfterAFrame() {
    var backoff = Backoff()
    let waits: [Duration] = (0..<6).map { _ in backoff.next() }
    #expect(
      waits == [
        .milliseconds(200), .milliseconds(400), .milliseconds(800), .milliseconds(1600), .seconds(2), .seconds(2),
      ])
    backoff.reset()
    #expect(backoff.next() == .milliseconds(200))
  }
}
