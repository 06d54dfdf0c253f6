import Border
import Foundation
import Logging
import Testing

@testable import Camera

/// What goes wrong behind real drivers, one thing after the other in one boot.
extension DriverTests {
  @Test func aFrozenPictureIsALossAndTheFirstOtherPictureEndsIt() async throws {
    let source = Guest.source("/dev/video10", width: 640, height: 360)
    var signals = source.signals().makeAsyncIterator()
    var producer = try Guest.produce("/dev/video10", "smptebars")
    var last: Frame?
    var fault = try await Guest.loss(&signals) { last = $0 }
    // The device says so while nobody feeds it yet.
    while fault.reason != .frozen { fault = try await Guest.loss(&signals) { last = $0 } }
    #expect(fault.remedy.hasPrefix("/dev/video10 has sent the same picture for 2s"))
    #expect(last != nil, "the first look at it was live")
    kill(producer.processIdentifier, SIGKILL)
    producer = try Guest.produce("/dev/video10", "testsrc")
    _ = try await Guest.take(3, &signals)
    #expect(source.counts.withheld > 0)
    kill(producer.processIdentifier, SIGKILL)
  }

  @Test func aCoveredAndADazzledLensAreLossesAndSightEndsThem() async throws {
    let device = try Guest.node(.webcam)
    let controls = try CameraControls(device: device).list()
    let patterns = try #require(controls.first { $0.name == "test_pattern" }?.choices)
    func pattern(_ name: String) throws -> Int { try #require(patterns.first { $0.name.contains(name) }).value }
    try Guest.set(device, "osd_text_mode", 2)
    let source = Guest.source(device, width: 640, height: 360, format: .yuyv)
    var signals = source.signals().makeAsyncIterator()
    for (name, says) in [("100% Black", "black all over"), ("100% White", "white all over"), ("100% Red", "even grey")]
    {
      _ = try await Guest.take(2, &signals)
      try Guest.set(device, "test_pattern", try pattern(name))
      let fault = try await Guest.loss(&signals)
      #expect(fault.reason == .blind)
      #expect(fault.remedy.contains(says), "\(fault)")
      try Guest.set(device, "test_pattern", 0)
    }
    _ = try await Guest.take(2, &signals)
    try Guest.set(device, "osd_text_mode", 0)
  }

  @Test func noSignalIsALossAlthoughFramesCome() async throws {
    let device = try Guest.node(.television)
    let source = Guest.source(device)
    var signals = source.signals().makeAsyncIterator()
    _ = try await Guest.take(2, &signals)
    try Guest.set(device, "standard_signal_mode", 1)
    let fault = try await Guest.loss(&signals)
    #expect(fault.reason == .noSignal)
    #expect(fault.remedy == "\(device) says no signal: check the power and the cable of the camera behind it")
    try Guest.set(device, "standard_signal_mode", 0)
    _ = try await Guest.take(2, &signals)
  }

  @Test func aCameraThatDropsHalfItsFramesIsCountedAndUsed() async throws {
    let device = try Guest.node(.webcam)
    let source = Guest.source(device, width: 640, height: 360, format: .yuyv)
    var signals = source.signals().makeAsyncIterator()
    _ = try await Guest.take(2, &signals)
    try Guest.set(device, "percentage_of_dropped_buffers", 50)
    let before = source.counts
    _ = try await Guest.take(40, &signals)
    try Guest.set(device, "percentage_of_dropped_buffers", 0)
    #expect(source.counts.missed - before.missed >= 10, "\(source.counts)")
    #expect(source.counts.losses == before.losses)
  }

  @Test(arguments: [
    ("inject_vidioc_reqbufs_error", "asking for buffers"), ("inject_vidioc_qbuf_error", "asking for buffers"),
    ("inject_vidioc_streamon_error", "starting the stream"),
  ])
  func anIoctlThatIsRefusedIsNamedAndTriedAgain(_ control: String, _ step: String) async throws {
    let device = try Guest.node(.webcam)
    try await Guest.run("v4l2-ctl", "-d", device, "-c", "\(control)=1")
    let source = Guest.source(device, width: 640, height: 360, format: .yuyv)
    var signals = source.signals().makeAsyncIterator()
    let fault = try await Guest.loss(&signals)
    #expect(fault.reason == .failed)
    #expect(fault.remedy == "\(device) failed while \(step) (EINVAL): replug the camera if this does not pass")
    _ = try await Guest.take(2, &signals)
  }

  @Test(arguments: [PixelFormat.yuyv, .uyvy, .nv12, .grey, .rgb, .bgr])
  func everyFormatIsDelivered(_ format: PixelFormat) async throws {
    for device in [try Guest.node(.webcam), try Guest.node(.multiplanar)] {
      let source = Guest.source(device, width: 640, height: 360, format: format)
      var signals = source.signals().makeAsyncIterator()
      let frame = try #require(try await Guest.take(1, &signals).first)
      #expect(frame.format == format)
      #expect((frame.width, frame.height) == (640, 360))
      let bytes: Double =
        [.yuyv, .uyvy].contains(format) ? 2 : [.rgb, .bgr].contains(format) ? 3 : format == .nv12 ? 1.5 : 1
      #expect(frame.bytes.count == Int(640 * 360 * bytes))
      let levels = try #require(
        frame.bytes.withUnsafeBytes {
          Brightness.levels($0, format: format, width: 640, height: 360, bytesPerRow: frame.bytesPerRow)
        })
      // Colour bars from white to black.
      #expect(Int(levels.max() ?? 0) - Int(levels.min() ?? 0) > 100)
    }
  }

  @Test func whatIsNotSupportedIsNamed() async throws {
    let device = try Guest.node(.webcam)
    let source = Guest.source(device, width: 640, height: 360, format: .mjpeg)
    var signals = source.signals().makeAsyncIterator()
    let fault = try await Guest.loss(&signals)
    #expect(fault.reason == .unsuitable)
    #expect(fault.remedy.contains("wanted mjpeg 640x360, but it offers only"))
    #expect(fault.remedy.contains("(not readable here)"))
  }

  @Test func aDriverThatGivesAnotherSizeIsTakenOrRefusedAsTold() async throws {
    // A television input has one size, whatever is asked for.
    let device = try Guest.node(.television)
    for isStrict in [false, true] {
      let source = V4L2Source(
        camera: "front", settings: DeviceSettings(device: device, width: 1000, height: 700, isStrict: isStrict),
        logger: silent)
      var signals = source.signals().makeAsyncIterator()
      if isStrict {
        let fault = try await Guest.loss(&signals)
        #expect(fault.reason == .unsuitable)
        #expect(fault.remedy.contains("wanted any format 1000x700, but it offers only"))
      } else {
        let frame = try #require(try await Guest.take(1, &signals).first)
        #expect((frame.width, frame.height) != (1000, 700))
        #expect(frame.bytes.count >= frame.bytesPerRow * frame.height)
      }
    }
  }

  @Test func controlsAreSetAtEveryStartAndReadBack() async throws {
    let device = try Guest.node(.webcam)
    let controls = CameraControls(device: device)
    func value(_ name: String) throws -> Int? { try controls.list().first { $0.name == name }?.value }
    let all = try controls.list()
    let brightness = try #require(all.first { $0.name == "brightness" })
    #expect((brightness.minimum, brightness.maximum) == (0, 255))
    try Guest.set(device, "brightness", 10)

    let settings = DeviceSettings(
      device: device, width: 640, height: 360,
      controls: [ControlSetting(name: "brightness", value: 99), ControlSetting(name: "contrast", value: 77)])
    let source = V4L2Source(camera: "front", settings: settings, logger: silent)
    var signals = source.signals().makeAsyncIterator()
    _ = try await Guest.take(1, &signals)
    #expect(try value("brightness") == 99)
    #expect(try value("contrast") == 77)
    // And again when the camera comes back.
    try Guest.set(device, "brightness", 10)
    try await Guest.run("v4l2-ctl", "-d", device, "-c", "inject_fatal_streaming_error=1")
    _ = try await Guest.loss(&signals)
    _ = try await Guest.take(1, &signals)
    #expect(try value("brightness") == 99)

    let refused: [([ControlSetting], String)] = [
      ([.init(name: "brightnes", value: 1)], "control brightnes is none of its controls"),
      ([.init(name: "brightness", value: 300)], "control brightness takes 0 to 255, not 300"),
      ([.init(name: "test_pattern", value: 99)], "control test_pattern has no entry 99: choose of 0 ("),
      // Its own automatic changes this one: what was set is not what is read.
      (
        [.init(name: "gain_automatic", value: 1), .init(name: "gain", value: 100)],
        "control gain was set to 100, but the driver made it "
      ),
    ]
    for (settings, text) in refused {
      let error = #expect(throws: CameraFault.self) { try controls.set(settings) }
      #expect(error?.remedy.contains(text) == true, "\(String(describing: error))")
    }
    try Guest.set(device, "brightness", 128)
    try Guest.set(device, "contrast", 128)
  }

  @Test func theTimeOfDayMayBeSetWhileItStreams() async throws {
    let device = try Guest.node(.webcam)
    let source = Guest.source(device, width: 640, height: 360, format: .yuyv)
    var signals = source.signals().makeAsyncIterator()
    var before = try #require(try await Guest.take(2, &signals).last)
    // The stream of the test before may have been in the way.
    let losses = source.counts.losses
    for seconds in [3600.0, -3600, -86_400, 86_400] {
      try Guest.moveClock(by: seconds)
      // The frame after the next was surely taken after that.
      let after = try #require(try await Guest.take(3, &signals).last)
      let moved = after.capturedAt.wall.timeIntervalSince(before.capturedAt.wall)
      #expect(abs(moved - seconds) < 60, "\(moved) for \(seconds)")
      #expect(after.capturedAt.monotonic - before.capturedAt.monotonic < .seconds(60))
      before = after
    }
    #expect(source.counts.losses == losses)
  }

  @Test func aCameraThatComesBackUnderAnotherNumberIsFound() async throws {
    let pictures = (1...2).map { Guest.picture(mark: UInt8($0), kilobytes: 90) }
    let camera = try Guest.usbCamera(pictures)
    defer { kill(camera.processIdentifier, SIGKILL) }
    let device = try await Guest.node(driver: "uvcvideo")
    // As the configuration would name it; the machine has no udev, so the link is made here.
    let source = Guest.source(device)
    var signals = source.signals().makeAsyncIterator()
    _ = try await Guest.take(2, &signals)
    // Someone else holds the old device open, so its number is not free when the camera returns.
    let holder = open(device, O_RDWR)
    kill(camera.processIdentifier, SIGUSR1)
    #expect(try await Guest.loss(&signals).reason == .absent)
    kill(camera.processIdentifier, SIGUSR2)
    _ = try await Guest.take(2, &signals)
    let now = try await Guest.node(driver: "uvcvideo")
    #expect(now != device)
    close(holder)
    // Another camera's profile is refused on it.
    let foreign = V4L2Source(camera: "front", settings: DeviceSettings(device: now, serial: "OTHER"), logger: silent)
    var other = foreign.signals().makeAsyncIterator()
    #expect(
      try await Guest.loss(&other).remedy
        == "\(now) has the serial number DRAWN0001, its calibration profile is of OTHER: plug that camera in, or calibrate this one"
    )
  }

  @Test func brokenJPEGsAreCountedAndNothingButBrokenOnesIsALoss() async throws {
    let whole = Guest.picture(mark: 1, kilobytes: 60)
    // Cut off before its end, as a bad cable leaves it.
    let cut = Guest.picture(mark: 2, kilobytes: 50).dropLast(900)
    var camera = try Guest.usbCamera([whole, cut])
    let device = try await Guest.node(driver: "uvcvideo")
    let source = Guest.source(device)
    var signals = source.signals().makeAsyncIterator()
    for frame in try await Guest.take(5, &signals) { #expect(Guest.bytes(frame) == whole) }
    while source.counts.broken < 3 { _ = try await Guest.take(1, &signals) }
    #expect(source.counts.losses == 0)
    kill(camera.processIdentifier, SIGKILL)
    #expect(try await Guest.loss(&signals).reason == .absent)
    camera = try Guest.usbCamera([cut])
    defer { kill(camera.processIdentifier, SIGKILL) }
    var fault = try await Guest.loss(&signals)
    while fault.reason != .stalled { fault = try await Guest.loss(&signals) }
    #expect(source.counts.broken > 5)
  }

  @Test func captureCostsLittleMoreThanABareLoop() async throws {
    let device = try Guest.node(.webcam)
    let cost = try await CaptureCost.measure(
      DeviceSettings(device: device, width: 640, height: 360, framesPerSecond: 25, format: .yuyv), seconds: 8, rounds: 1
    )
    print(
      "capture cost: \(cost.cpu) a frame, idle \(cost.idleCPU), bare \(cost.bareCPU), ratio \(cost.ratio), latency \(cost.latency), "
        + "worst \(cost.worstLatency), interval \(cost.interval), \(cost.frames) frames, \(cost.copied) copied")
    #expect(cost.copied == 0)
    #expect(cost.latency <= cost.interval)
  }
}
