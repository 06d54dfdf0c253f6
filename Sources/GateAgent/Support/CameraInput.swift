import ArgumentParser
import Border
import Calibration
import Camera
import Foundation
import Logging
import Recognition
import Station

/// Pictures to work on: a camera, a stream or a recording. For every command that looks through a camera.
struct CameraInput: ParsableArguments {
  @Argument(
    help: "A device such as /dev/video0, an address rtsp://…, a folder of pictures, or a video file.",
    completion: .file())
  var source: String

  @Option(name: .long, help: "Width of the pictures to ask a device for.")
  var width: Int?

  @Option(name: .long, help: "Height of the pictures to ask a device for.")
  var height: Int?

  func validate() throws {
    for (name, value) in [("--width", width), ("--height", height)] {
      if let value, !(16...8192).contains(value) { throw ValidationError("\(name) \(value): from 16 to 8192") }
    }
  }

  var address: CameraAddress { CameraAddress(source) }
  var isRecording: Bool { if case .recording = address { true } else { false } }

  /// The camera's id in messages and reports: the last part of its name.
  var name: String {
    let last = address.description.split(separator: "/").last.map(String.init) ?? "camera"
    return last.isEmpty ? "camera" : last
  }

  /// - Parameter profile: its size and controls are applied to a device, as in a station.
  func open(_ profile: CalibrationProfile? = nil) throws -> any FrameSource {
    var settings = DeviceSettings(device: source, profile: profile)
    settings.width = width ?? settings.width
    settings.height = height ?? settings.height
    return try address.source(
      camera: name, settings: settings, logger: StationOptions.logger("camera", level: .critical))
  }

  /// Hands frames to `body` until it returns false, a recording ends, or `limit` has gone by on the frames' own clock.
  ///
  /// - Throws: the `CameraFault` if the camera is lost.
  func frames(
    _ profile: CalibrationProfile? = nil, limit: Duration? = nil, _ body: (Frame) async throws -> Bool
  ) async throws {
    try await Self.frames(of: try open(profile), limit: isRecording ? nil : limit, body)
  }

  static func frames(
    of source: any FrameSource, limit: Duration?, _ body: (Frame) async throws -> Bool
  ) async throws {
    var start: Duration?
    for await signal in source.signals() {
      switch signal {
      case .lost(let fault): throw fault
      case .frame(let frame):
        let first = start ?? frame.capturedAt.monotonic
        start = first
        if let limit, frame.capturedAt.monotonic - first > limit { return }
        guard try await body(frame) else { return }
      }
    }
  }
}

extension DeviceSettings {
  /// What a profile says of a device: which camera it must be, its size, its controls.
  init(device: String, profile: CalibrationProfile?) {
    self.init(
      device: device, width: profile?.width, height: profile?.height, isStrict: profile != nil, serial: profile?.serial,
      controls: profile?.controls.map { ControlSetting(name: $0.name, value: $0.value) } ?? [])
  }
}

extension ModelOptions {
  /// A recognizer on a queue of its own that sees pictures as the lane of a profile does.
  func engine(_ profile: CalibrationProfile? = nil) throws -> RecognitionEngine {
    try RecognitionEngine(models: store(), options: .lane(profile))
  }
}

/// `--calibration FILE`, for commands that need a profile or add to one.
struct ProfileOptions: ParsableArguments {
  @Option(name: .long, help: "The camera's calibration profile.", completion: .file(extensions: ["yaml"]))
  var calibration: String?

  @Option(name: .long, help: "Who calibrates; kept in the profile.")
  var by: String =
    ProcessInfo.processInfo.environment["SUDO_USER"] ?? ProcessInfo.processInfo.environment["USER"] ?? "technician"

  /// The profile, if one is named and there.
  func profile() throws -> CalibrationProfile? {
    guard let calibration, FileManager.default.fileExists(atPath: calibration) else { return nil }
    return try CalibrationProfile(contentsOf: calibration)
  }

  /// Adds to the named profile, which is made if it is not there; without `--calibration` nothing is written.
  ///
  /// - Parameter device: whose serial number and model a new profile gets.
  func update(
    width: Int, height: Int, device: String? = nil, _ change: (inout CalibrationProfile) throws -> Void
  ) throws {
    guard let calibration else { return }
    let today = String(Timestamp.format(Date()).prefix(10))
    var profile: CalibrationProfile
    if let there = try self.profile() {
      profile = there
      if let objection = profile.objection(serial: nil, width: width, height: height) {
        throw CalibrationError("\(calibration) does not fit", remedy: objection)
      }
    } else {
      let camera = device.flatMap { path in
        CameraDevices.list().first { $0.node == path || $0.lastingNames.contains(path) }
      }
      profile = CalibrationProfile(
        serial: camera?.serial, model: camera?.card ?? "unknown", width: width, height: height, date: today, who: by)
    }
    (profile.date, profile.who) = (today, by)
    try change(&profile)
    try profile.write(to: calibration)
    Console.complain("gate-agent: written to \(calibration)")
  }
}

extension Console {
  /// A value as one line of JSON.
  static func say(json value: some Encodable) throws {
    say(String(decoding: try JSONCoding.encoder().encode(value), as: UTF8.self))
  }
}
