import Border
import Testing

@testable import Camera

@Suite struct FormatChoiceTests {
  static func offer(_ format: PixelFormat?, _ code: String, _ sizes: [(Int, Int, [Double])]) -> FormatOffer {
    FormatOffer(code: code, format: format, sizes: sizes.map { .init(width: $0.0, height: $0.1, rates: $0.2) })
  }

  /// What a USB 2 camera offers: raw pictures only slowly, JPEG fast.
  static let usb2 = [
    offer(.yuyv, "YUYV", [(1280, 720, [10, 5]), (640, 480, [30, 15])]),
    offer(.mjpeg, "MJPG", [(1920, 1080, [30]), (1280, 720, [30, 15]), (640, 480, [30])]),
    offer(nil, "H264", [(1280, 720, [30])]),
  ]

  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var settings: DeviceSettings
    var offers = FormatChoiceTests.usb2
    var expected: FormatChoice
  }

  static let cases = [
    Case(
      testDescription: "nothing asked: 720p at 25 or more, so JPEG",
      settings: DeviceSettings(device: "/dev/video0"),
      expected: .init(format: .mjpeg, code: "MJPG", width: 1280, height: 720, framesPerSecond: 30)),
    Case(
      testDescription: "a slow rate is enough for raw pixels",
      settings: DeviceSettings(device: "/dev/video0", framesPerSecond: 8),
      expected: .init(format: .yuyv, code: "YUYV", width: 1280, height: 720, framesPerSecond: 10)),
    Case(
      testDescription: "a small size is fast enough raw",
      settings: DeviceSettings(device: "/dev/video0", width: 640, height: 480),
      expected: .init(format: .yuyv, code: "YUYV", width: 640, height: 480, framesPerSecond: 30)),
    Case(
      testDescription: "the format asked for, even if slower",
      settings: DeviceSettings(device: "/dev/video0", width: 1280, height: 720, format: .yuyv),
      expected: .init(format: .yuyv, code: "YUYV", width: 1280, height: 720, framesPerSecond: 10)),
    Case(
      testDescription: "the nearest size",
      settings: DeviceSettings(device: "/dev/video0", width: 1900, height: 1000),
      expected: .init(format: .mjpeg, code: "MJPG", width: 1920, height: 1080, framesPerSecond: 30)),
    Case(
      testDescription: "a height alone means 16:9",
      settings: DeviceSettings(device: "/dev/video0", height: 1080),
      expected: .init(format: .mjpeg, code: "MJPG", width: 1920, height: 1080, framesPerSecond: 30)),
    Case(
      testDescription: "29.97 serves who asks for 30",
      settings: DeviceSettings(device: "/dev/video0", framesPerSecond: 30),
      offers: [offer(.yuyv, "YUYV", [(1280, 720, [60, 29.97])])],
      expected: .init(format: .yuyv, code: "YUYV", width: 1280, height: 720, framesPerSecond: 29.97)),
    Case(
      testDescription: "colour before grey",
      settings: DeviceSettings(device: "/dev/video0"),
      offers: [offer(.grey, "GREY", [(1280, 720, [30])]), offer(.mjpeg, "MJPG", [(1280, 720, [30])])],
      expected: .init(format: .mjpeg, code: "MJPG", width: 1280, height: 720, framesPerSecond: 30)),
    Case(
      testDescription: "a driver that lists no sizes is asked for the wanted one",
      settings: DeviceSettings(device: "/dev/video0", width: 800, height: 600),
      offers: [offer(.yuyv, "YUYV", [])],
      expected: .init(format: .yuyv, code: "YUYV", width: 800, height: 600, framesPerSecond: nil)),
  ]

  @Test(arguments: cases) func theNearestOfferIsChosen(_ given: Case) throws {
    #expect(try FormatChoice.best(of: given.offers, for: given.settings) == given.expected)
  }

  @Test func aStrictSizeThatIsNotOfferedIsRefusedWithWhatThereIs() {
    let settings = DeviceSettings(device: "/dev/video0", width: 1000, height: 700, isStrict: true)
    let mismatch = #expect(throws: FormatMismatch.self) { try FormatChoice.best(of: Self.usb2, for: settings) }
    #expect(
      mismatch?.description == "wanted any format 1000x700, but it offers only YUYV 1280x720 640x480, "
        + "MJPG 1920x1080 1280x720 640x480, H264 1280x720 (not readable here)")
  }

  @Test func aFormatThatIsNotOfferedIsRefused() {
    let settings = DeviceSettings(device: "/dev/video0", format: .nv12)
    let mismatch = #expect(throws: FormatMismatch.self) {
      try FormatChoice.best(of: [Self.offer(.yuyv, "YUYV", [])], for: settings)
    }
    #expect(mismatch?.description == "wanted nv12 any size, but it offers only YUYV")
  }

  @Test func aDeviceThatOffersNothingIsRefused() {
    let mismatch = #expect(throws: FormatMismatch.self) {
      try FormatChoice.best(of: [], for: DeviceSettings(device: "/dev/video0"))
    }
    #expect(mismatch?.description == "wanted any format any size, but it offers no format at all")
  }

  @Test func theListedCameraCanBePastedIntoTheConfiguration() {
    let device = CameraDevice(
      node: "/dev/video0", lastingNames: ["/dev/v4l/by-id/usb-Cam_0001-video-index0"], driver: "uvcvideo", card: "Cam",
      bus: "usb-1", offers: Self.usb2, fault: nil)
    #expect(
      device.configurationLine(id: "front")
        == "- {id: front, device: /dev/v4l/by-id/usb-Cam_0001-video-index0, width: 1280, height: 720, framesPerSecond: 30}"
    )
  }
}
