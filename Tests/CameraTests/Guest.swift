import Border
import Foundation
import Logging
import Testing

@testable import Camera

/// The emulated machine as the driver tests use it.
enum Guest {
  /// How often the cable is pulled.
  static let pulls = Int(ProcessInfo.processInfo.environment["KERNEL_PULLS"] ?? "") ?? 100

  static let isHere = ProcessInfo.processInfo.environment["KERNEL_GUEST"] != nil

  static func source(_ device: String, width: Int? = nil, height: Int? = nil, format: PixelFormat? = nil) -> V4L2Source
  {
    var logger = Logger(label: "driver") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = .notice
    return V4L2Source(
      camera: "front",
      settings: DeviceSettings(device: device, width: width, height: height, framesPerSecond: 25, format: format),
      logger: logger)
  }

  /// The first camera of a driver, as soon as it is there. Asked of sysfs: opening every device again and again would
  /// keep the emulated machine from bringing the new one up.
  static func node(driver: String) async throws -> String {
    let manager = FileManager.default
    let list = "/sys/class/video4linux"
    while true {
      for name in try manager.contentsOfDirectory(atPath: list).sorted() {
        let link = try? manager.destinationOfSymbolicLink(atPath: "\(list)/\(name)/device/driver")
        if link?.hasSuffix("/\(driver)") == true { return "/dev/\(name)" }
      }
      try await Task.sleep(for: .milliseconds(50))
    }
  }

  /// One of vivid's devices.
  enum Vivid: String {
    case webcam = "vivid-000-vid-cap", television = "vivid-001-vid-cap", multiplanar = "vivid-002-vid-cap"
  }

  static func node(_ device: Vivid) throws -> String {
    let list = "/sys/class/video4linux"
    let name = try FileManager.default.contentsOfDirectory(atPath: list).first { name in
      let title = try? String(contentsOfFile: "\(list)/\(name)/name", encoding: .utf8)
      return title?.hasPrefix(device.rawValue) ?? false
    }
    return "/dev/\(try #require(name, "no \(device)"))"
  }

  static func set(_ device: String, _ name: String, _ value: Int) throws {
    try CameraControls(device: device).set([ControlSetting(name: name, value: value)])
  }

  // MARK: Signals

  static func take(_ count: Int, _ signals: inout AsyncStream<CameraSignal>.Iterator) async throws -> [Frame] {
    var frames: [Frame] = []
    while frames.count < count {
      if case .frame(let frame) = try #require(await signals.next()) { frames.append(frame) }
    }
    return frames
  }

  static func loss(
    _ signals: inout AsyncStream<CameraSignal>.Iterator, passing: (Frame) -> Void = { _ in }
  ) async throws -> CameraFault {
    while true {
      switch try #require(await signals.next()) {
      case .lost(let fault): return fault
      case .frame(let frame): passing(frame)
      }
    }
  }

  /// Compared as one piece of memory: byte by byte takes seconds in the emulated machine.
  static func bytes(_ frame: Frame) -> Data { frame.bytes.withUnsafeBytes { Data($0) } }

  static func hash(_ frame: Frame) -> Int {
    frame.bytes.withUnsafeBytes { bytes in
      var hasher = Hasher()
      hasher.combine(bytes: bytes)
      return hasher.finalize()
    }
  }

  // MARK: What feeds the drivers

  /// A moving test picture into a loopback device.
  static func produce(_ device: String, _ pattern: String = "testsrc") throws -> Process {
    try start(
      "ffmpeg", "-hide_banner", "-loglevel", "error", "-nostdin", "-re", "-f", "lavfi", "-i",
      "\(pattern)=size=640x360:rate=10", "-t", "120", "-pix_fmt", "yuyv422", "-f", "v4l2", device)
  }

  /// A USB camera at 10 frames per second that says it is 1280x720.
  static func usbCamera(_ pictures: [Data]) throws -> Process {
    var files: [String] = []
    for (index, picture) in pictures.enumerated() {
      files.append("/tmp/usb-camera-\(index).jpg")
      try picture.write(to: URL(filePath: files[index]))
    }
    let script = FileManager.default.currentDirectoryPath + "/Tests/Kernel/usb-camera.py"
    return try start("python3", [script, "10", "1280x720"] + files)
  }

  /// A JPEG of a realistic length: the drivers look at nothing but the bytes.
  static func picture(mark: UInt8, kilobytes: Int) -> Data {
    let plain = Pictures.jpeg(width: 1280, height: 720, mark: mark)
    var picture = Data(plain[..<7])
    // Comments of 1 kB, each different.
    for block in 0..<kilobytes {
      picture += [0xFF, 0xFE, 0x04, 0x00] + [UInt8](repeating: UInt8(block), count: 1022)
    }
    return picture + plain[7...]
  }

  @discardableResult
  static func start(_ program: String, _ arguments: [String]) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    try process.run()
    return process
  }

  static func start(_ program: String, _ arguments: String...) throws -> Process { try start(program, arguments) }

  /// Runs a program to its end, off the cooperative pool.
  static func run(_ program: String, _ arguments: String...) async throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    let status = try await withCheckedThrowingContinuation { continuation in
      process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
      do { try process.run() } catch { continuation.resume(throwing: error) }
    }
    try #require(status == 0, "\(program) failed")
  }

  static func write(_ text: String, to path: String) throws {
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    try file.write(contentsOf: Data(text.utf8))
    try file.close()
  }

  // MARK: What this process holds

  struct Usage {
    var descriptors: Int
    /// Open devices.
    var devices: Int
    var maps: Int
    /// Mapped frame buffers.
    var deviceMaps: Int
    var residentKilobytes: Int
  }

  static func usage() -> Usage {
    let manager = FileManager.default
    let descriptors = (try? manager.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
    let devices = descriptors.filter {
      (try? manager.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)"))?.hasPrefix("/dev/video") ?? false
    }
    let maps = ((try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8)) ?? "").split(separator: "\n")
    // Anonymous memory alone: files and the devices' buffers are counted above.
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("RssAnon:") } ?? ""
    let resident = Int(line.split(whereSeparator: { !$0.isNumber }).first ?? "0") ?? 0
    return Usage(
      descriptors: descriptors.count, devices: devices.count, maps: maps.count,
      deviceMaps: maps.count { $0.contains("/dev/video") }, residentKilobytes: resident)
  }
}

extension Guest {
  /// Sets the time of day on or back, as a wrong server or a hand might.
  static func moveClock(by seconds: Double) throws {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    time.tv_sec += Int(seconds)
    try #require(clock_settime(CLOCK_REALTIME, &time) == 0)
  }
}
