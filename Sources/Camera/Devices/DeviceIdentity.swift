import Foundation

/// Which camera a device node belongs to, whatever its number is today: by its serial number, else by where it is plugged
/// in. Asked of sysfs, without opening the device.
struct DeviceIdentity: Sendable, Hashable {
  /// As the camera says; nil if it has none.
  var serial: String?
  /// USB's vendor and product; nil of other buses.
  var model: String?
  /// The path of its port in the device tree.
  var place: String
  /// Which of the camera's nodes it is: its number among them, and the driver's name for it.
  var index: String

  /// Nil where sysfs knows no such device.
  init?(of path: String, under classes: URL = Self.classes) {
    let node = URL(filePath: path).resolvingSymlinksInPath().lastPathComponent
    guard node.hasPrefix("video") else { return nil }
    let entry = classes.appending(path: node)
    let device = entry.appending(path: "device").resolvingSymlinksInPath()
    guard FileManager.default.fileExists(atPath: device.path) else { return nil }
    // Of a USB camera `device` is an interface, and what is above it the camera.
    let whole = device.deletingLastPathComponent()
    serial = Self.text(whole.appending(path: "serial"))
    model = Self.text(whole.appending(path: "idVendor")).flatMap { vendor in
      Self.text(whole.appending(path: "idProduct")).map { "\(vendor):\($0)" }
    }
    place = device.path
    index = (Self.text(entry.appending(path: "index")) ?? "0") + (Self.text(entry.appending(path: "name")) ?? "")
  }

  func isSameCamera(as other: DeviceIdentity) -> Bool {
    guard index == other.index, model == other.model else { return false }
    if let serial, let its = other.serial { return serial == its }
    return place == other.place
  }

  /// The node that this camera has now.
  func node(under classes: URL = Self.classes) -> String? {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: classes.path)) ?? []
    return names.sorted().map { "/dev/\($0)" }.first { path in
      DeviceIdentity(of: path, under: classes).map(isSameCamera) ?? false
    }
  }

  static let classes = URL(filePath: "/sys/class/video4linux", directoryHint: .isDirectory)

  private static func text(_ file: URL) -> String? {
    guard let text = try? String(contentsOf: file, encoding: .utf8) else { return nil }
    let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
    return trimmed.isEmpty ? nil : trimmed
  }
}
