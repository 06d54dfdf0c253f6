import Border
import Foundation
import StrictYAML
import Testing

@testable import Calibration

@Suite struct ProfileTests {
  static let full = CalibrationProfile(
    serial: "DRAWN0001", model: "Drawn camera", width: 1280, height: 720, date: "2026-01-31", who: "technician 2",
    controls: [.init(name: "auto_exposure", value: 1), .init(name: "exposure_time_absolute", value: 40)],
    lens: LensModel(
      focalX: 1950.25, focalY: 1949.5, centreX: 641.125, centreY: 358.75, distortion: [-0.28, 0.09, 0.001, -0.002, 0]),
    lensError: 0.21, plane: PlateScale(a: 0.0123456789, b: -0.00001234, c: 0.000789, roll: -0.57, error: 0.0042),
    lane: LaneShape(
      outline: [Point(x: 100, y: 700), Point(x: 400, y: 100), Point(x: 900, y: 100), Point(x: 1200.5, y: 700)],
      direction: [Point(x: 640, y: 100), Point(x: 640, y: 600)],
      trigger: [Point(x: 300, y: 600), Point(x: 1000, y: 600)],
      masks: [[Point(x: 0, y: 0), Point(x: 200, y: 0), Point(x: 0, y: 200)]]),
    targets: .init(readRate: 0.97, plateWidth: 140, blur: 4.5), figures: ["sharpness": 83.25])

  @Test func whatIsWrittenIsReadBack() throws {
    let again = try CalibrationProfile(yaml: Self.full.yaml, file: "front.yaml")
    #expect(again == Self.full)
    let least = CalibrationProfile(width: 640, height: 480, date: "2026-01-31", who: "x")
    #expect(try CalibrationProfile(yaml: least.yaml, file: "x.yaml") == least)
  }

  @Test func aNameFullOfQuotesIsReadBack() throws {
    var odd = Self.full
    odd.who = "a \"b\" # c: d\nÄ"
    odd.serial = "007"
    #expect(try CalibrationProfile(yaml: odd.yaml, file: "x.yaml") == odd)
  }

  /// What is replaced in the full profile, by what, and the exact words of the error.
  static let mistakes: [(String, String, String)] = [
    ("resolution:", "resolutoin:", "front.yaml:6: unknown key \"resolutoin\"; did you mean \"resolution\"?"),
    ("width: 1280", "width: wide", "front.yaml:6: resolution.width is \"wide\"; write a whole number from 160 to 8192"),
    (", height: 720", "", "front.yaml:6: resolution.height is missing; add `height: 720`"),
    (
      "2026-01-31", "31.1.2026",
      "front.yaml:7: made.date is \"31.1.2026\"; write year, month and day, such as 2026-01-31"
    ),
    ("auto_exposure: 1", "auto_exposure: on", "front.yaml:10: controls.auto_exposure is \"on\"; write a whole number"),
    (
      "auto_exposure:", "Auto Exposure:",
      "front.yaml:10: controls has a control \"Auto Exposure\"; write its name as `gate-agent camera controls DEV get` does"
    ),
    (
      "focal: [1950.25, 1949.5]", "focal: [1950.25]",
      "front.yaml:14: lens.focal must be a list of 2 numbers; write `focal: [1, 2, …]`"
    ),
    (
      "focal: [1950.25,", "focal: [19.5,",
      "front.yaml:14: lens.focal is [19.5, 1949.5]; give it in pixels, from 128 to 64000"
    ),
    (
      "trigger: [[300, 600], [1000, 600]]", "trigger: [[300, 600]]",
      "front.yaml:26: lane.trigger must be a list of at least 2 times 2 numbers; write `trigger: [[0, 0], …]`"
    ),
    (
      "[1200.5, 700]", "[1300, 700]",
      "front.yaml:24: lane.outline has the point [1300.0, 700.0] outside the picture; keep within 0 to 1280 and 0 to 720"
    ),
    (
      "[[0, 0], [200, 0], [0, 200]]", "[[0, 0], [200, 0], [100, 0]]",
      "front.yaml:28: lane.masks encloses nothing; give its corners one after the other, all around"
    ),
    ("readRate: 0.97", "readRate: 97", "front.yaml:31: targets.readRate is \"97\"; write a number from 0 to 1"),
  ]

  @Test(arguments: mistakes) func aMistakeIsNamedWithItsLineAndItsRemedy(_ from: String, _ to: String, _ text: String) {
    let yaml = Self.full.yaml.replacingOccurrences(of: from, with: to)
    #expect(yaml != Self.full.yaml)
    let error = #expect(throws: ConfigurationError.self) { try CalibrationProfile(yaml: yaml, file: "front.yaml") }
    #expect(error?.description == text)
  }

  @Test func aMissingFileSaysHowToMakeOne() {
    let error = #expect(throws: ConfigurationError.self) { try CalibrationProfile(contentsOf: "/nowhere/front.yaml") }
    #expect(
      error?.description
        == "/nowhere/front.yaml: cannot be read; name a calibration profile that exists, or make one with `gate-agent calibrate`"
    )
  }

  @Test func anotherCameraOrAnotherSizeIsRefusedWithTheRemedy() {
    #expect(Self.full.objection(serial: "DRAWN0001", width: 1280, height: 720) == nil)
    #expect(Self.full.objection(serial: nil, width: 1280, height: 720) == nil)
    #expect(
      Self.full.objection(serial: "DRAWN0002", width: 1280, height: 720)
        == "it is of the camera with the serial number DRAWN0001, this one has DRAWN0002: plug that camera in, or calibrate this one"
    )
    #expect(
      Self.full.objection(serial: .some(nil), width: 1280, height: 720)
        == "it is of the camera with the serial number DRAWN0001, this one has none: plug that camera in, or calibrate this one"
    )
    #expect(
      Self.full.objection(serial: nil, width: 1920, height: 1080)
        == "it is for pictures of 1280x720, these have 1920x1080: set the camera to 1280x720, or calibrate it anew at 1920x1080"
    )
  }

  @Test func platesOutsideTheLaneAreOfOthers() {
    func quad(_ x: Double, _ y: Double) -> Quad {
      Quad(
        topLeft: Point(x: x - 50, y: y - 10), topRight: Point(x: x + 50, y: y - 10),
        bottomRight: Point(x: x + 50, y: y + 10), bottomLeft: Point(x: x - 50, y: y + 10))
    }
    let lane = Self.full.lane
    #expect(lane.contains(quad(640, 500)))
    #expect(!lane.contains(quad(1200, 200)))
    #expect(!lane.contains(quad(60, 60)), "in a mask, and outside")
    #expect(LaneShape().contains(quad(60, 60)))
    #expect(lane.stop == Point(x: 650, y: 600))
  }

  @Test func howWideAPlateIsAtTheStopLineNeedsPlaneAndLine() {
    var profile = CalibrationProfile(width: 1280, height: 720, date: "2026-11-27", who: "test")
    #expect(profile.plateWidthAtStop == nil)
    profile.plane = PlateScale(a: 0.1, b: 0, c: 0.0005)
    #expect(profile.plateWidthAtStop == nil)
    profile.lane.trigger = [Point(x: 400, y: 600), Point(x: 900, y: 600)]
    // 0.4 px a millimetre, and 330 mm.
    #expect(abs((profile.plateWidthAtStop ?? 0) - 132) < 1e-9)
    // Beyond the horizon there is no plate.
    profile.plane = PlateScale(a: -1, b: 0, c: 0)
    #expect(profile.plateWidthAtStop == nil)
  }
}
