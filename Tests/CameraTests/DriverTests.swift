import Border
import Foundation
import Testing

@testable import Camera

/// Against the kernel's real drivers, in the emulated machine of `Tests/Kernel`; elsewhere these tests are skipped.
///
/// A source says of itself when it has lost its camera, so no test waits for a fixed time; the limits only end a
/// test that would hang.
@Suite(.serialized, .enabled(if: Guest.isHere), .timeLimit(.minutes(12)))
struct DriverTests {
  @Test func vividDeliversAtItsRateWithTheKernelsTimestamps() async throws {
    let device = try await Guest.node(driver: "vivid")
    let source = Guest.source(device, width: 640, height: 360, format: .yuyv)
    var signals = source.signals().makeAsyncIterator()
    let frames = try await Guest.take(50, &signals)

    #expect(frames.allSatisfy { $0.width == 640 && $0.height == 360 && $0.bytesPerRow == 1280 && $0.format == .yuyv })
    #expect(frames.allSatisfy { $0.bytes.count == 640 * 360 * 2 })
    #expect(zip(frames, frames.dropFirst()).allSatisfy { $0.sequence < $1.sequence && $0.capturedAt < $1.capturedAt })
    // By the driver's own count, so that frames lost in the slow emulated machine do not matter.
    let (first, last) = (try #require(frames.first), try #require(frames.last))
    let interval = (last.capturedAt.monotonic - first.capturedAt.monotonic) / Int(last.sequence - first.sequence)
    #expect((.milliseconds(38))...(.milliseconds(42)) ~= interval, "\(interval) a frame at 25 frames a second")
    #expect(abs(last.capturedAt.wall.timeIntervalSinceNow) < 5)
  }

  @Test func readersThatKeepFramesDoNotStopTheCapture() async throws {
    let device = try await Guest.node(driver: "vivid")
    let source = Guest.source(device, width: 640, height: 360, format: .yuyv)
    var signals = source.signals().makeAsyncIterator()
    var kept: [(frame: Frame, hash: Int)] = []
    while kept.count < 3 * BufferRing.size {
      for frame in try await Guest.take(1, &signals) { kept.append((frame, Guest.hash(frame))) }
    }
    #expect(source.counts.copied >= 2 * BufferRing.size)
    #expect(kept.allSatisfy { Guest.hash($0.frame) == $0.hash }, "a kept frame was overwritten")
    // Once they let go, frames are lent again.
    kept = []
    for _ in 1...3 { _ = try await Guest.take(1, &signals) }
    let copied = source.counts.copied
    for _ in 1...5 { _ = try await Guest.take(1, &signals) }
    #expect(source.counts.copied == copied)
  }

  @Test func framesTheDriverMarksAsBrokenAreCountedAndLeftOut() async throws {
    let device = try await Guest.node(driver: "vivid")
    let source = Guest.source(device, width: 640, height: 360, format: .yuyv)
    var signals = source.signals().makeAsyncIterator()
    _ = try await Guest.take(2, &signals)
    try await Guest.run("v4l2-ctl", "-d", device, "-c", "inject_v4l2_buf_flag_error=1")
    while source.counts.broken == 0 { _ = try await Guest.take(1, &signals) }
    #expect(source.counts.losses == 0)
  }

  @Test(arguments: [
    ("inject_fatal_streaming_error", CameraFault.Reason.failed), ("disconnect", CameraFault.Reason.absent),
  ])
  func aDriverThatFailsIsReopened(_ control: String, _ reason: CameraFault.Reason) async throws {
    let device = try await Guest.node(driver: "vivid")
    let source = Guest.source(device, width: 640, height: 360, format: .yuyv)
    var signals = source.signals().makeAsyncIterator()
    let before = try #require(try await Guest.take(2, &signals).last)
    try await Guest.run("v4l2-ctl", "-d", device, "-c", "\(control)=1")
    #expect(try await Guest.loss(&signals).reason == reason)
    if reason == .absent {
      try Guest.write("vivid.0", to: "/sys/bus/platform/drivers/vivid/unbind")
      try Guest.write("vivid.0", to: "/sys/bus/platform/drivers/vivid/bind")
    }
    let after = try #require(try await Guest.take(1, &signals).first)
    #expect(after.sequence > before.sequence)
  }

  @Test func aSecondProgramIsToldThatTheCameraIsBusy() async throws {
    let device = try await Guest.node(driver: "vivid")
    var first = Guest.source(device, width: 640, height: 360, format: .yuyv).signals().makeAsyncIterator()
    _ = try await Guest.take(1, &first)
    var second = Guest.source(device, width: 640, height: 360, format: .yuyv).signals().makeAsyncIterator()
    #expect(try await Guest.loss(&second).reason == .busy)
    _ = try await Guest.take(3, &first)
  }

  @Test func aSilentCameraIsLostAndComesBack() async throws {
    let source = Guest.source("/dev/video10", width: 640, height: 360)
    var signals = source.signals().makeAsyncIterator()
    // Nobody feeds the device yet.
    let waiting = try await Guest.loss(&signals)
    #expect(
      waiting.remedy == "/dev/video10 (Loopback) delivers no pictures now: start what feeds it, or name another device")

    var producer = try Guest.produce("/dev/video10")
    let frames = try await Guest.take(5, &signals)
    #expect(frames.allSatisfy { $0.width == 640 && $0.height == 360 && $0.format == .yuyv })

    kill(producer.processIdentifier, SIGKILL)
    var lastFrame = try #require(frames.last).capturedAt.monotonic
    let loss = try await Guest.loss(&signals) { lastFrame = $0.capturedAt.monotonic }
    #expect(loss.reason == .stalled)
    #expect(
      CaptureTime.now().monotonic - lastFrame < .seconds(10),
      "2 s of patience, in a machine that may be ten times slower")

    producer = try Guest.produce("/dev/video10")
    _ = try await Guest.take(5, &signals)
    kill(producer.processIdentifier, SIGKILL)
  }

  @Test func aUSBCameraComesBackFromEverythingAndLeaksNothing() async throws {
    let pictures = (1...2).map { Guest.picture(mark: UInt8($0), kilobytes: 90) }
    let camera = try Guest.usbCamera(pictures)
    defer { kill(camera.processIdentifier, SIGKILL) }
    let device = try await Guest.node(driver: "uvcvideo")
    let source = Guest.source(device)
    var signals = source.signals().makeAsyncIterator()

    // Byte for byte, in turn.
    var held: [Frame] = []
    for frame in try await Guest.take(10, &signals) {
      #expect(frame.format == .mjpeg)
      #expect((frame.width, frame.height) == (1280, 720))
      #expect(pictures.contains(Guest.bytes(frame)))
      held = held.suffix(1) + [frame]
    }
    #expect(Set(held.map(Pictures.mark)) == [1, 2] || held[1].sequence - held[0].sequence > 1)

    // It hangs, and goes on.
    kill(camera.processIdentifier, SIGSTOP)
    #expect(try await Guest.loss(&signals).reason == .stalled)
    held = []
    kill(camera.processIdentifier, SIGCONT)
    held = try await Guest.take(2, &signals)

    // The cable is pulled while a reader holds frames; then again and again.
    var usage: [Guest.Usage] = []
    for _ in 1...Guest.pulls {
      kill(camera.processIdentifier, SIGUSR1)
      #expect(try await Guest.loss(&signals).reason == .absent)
      #expect(held.allSatisfy { pictures.contains(Guest.bytes($0)) })
      held = []
      kill(camera.processIdentifier, SIGUSR2)
      _ = try await Guest.take(2, &signals)
      usage.append(Guest.usage())
    }
    let (early, late) = (usage[2], usage[usage.count - 1])
    print("after 3 pulls: \(early); after \(usage.count): \(late)")
    #expect(late.descriptors <= early.descriptors, "\(usage.map(\.descriptors))")
    #expect(late.deviceMaps <= BufferRing.size, "\(usage.map(\.deviceMaps))")
    // The allocator and the runtime map some; twenty leaked rings would be over a hundred.
    #expect(late.maps <= early.maps + 8, "\(usage.map(\.maps))")
    // A ring is 11 MB; what grows here is what the tests themselves write down.
    #expect(late.residentKilobytes <= early.residentKilobytes + 8_000, "\(usage.map(\.residentKilobytes))")
  }

  @Test func afterAStreamNothingOfTheDeviceIsLeft() async throws {
    let device = try await Guest.node(driver: "vivid")
    let source = Guest.source(device, width: 640, height: 360, format: .yuyv)
    let held = try await Task {
      var signals = source.signals().makeAsyncIterator()
      return try await Guest.take(2, &signals)
    }.value
    let hashes = held.map(Guest.hash)
    // The capture thread closes the device a moment after the stream.
    while Guest.usage().devices > 0 { try await Task.sleep(for: .milliseconds(10)) }
    #expect(Guest.usage().deviceMaps == 0)
    #expect(held.map(Guest.hash) == hashes, "a kept frame changed")
    // And the device can be opened again meanwhile.
    var again = source.signals().makeAsyncIterator()
    _ = try await Guest.take(2, &again)
    #expect(source.counts.losses == 0)
  }
}
