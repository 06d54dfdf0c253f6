public import Border
public import Foundation

/// A V4L2 device as a technician needs to see it.
public struct CameraDevice: Sendable, Hashable {
  /// `/dev/video0`: changes with the order of plugging.
  public var node: String
  /// Names that stay: first by serial number, then by USB port. Two cameras of one make without serial numbers share
  /// the first kind, and only the second tells them apart.
  public var lastingNames: [String]
  /// As the camera says; nil if it has none.
  public var serial: String?
  public var driver: String
  public var card: String
  public var bus: String
  public var offers: [FormatOffer]
  /// Why it could not be looked into; nil if it could.
  public var fault: CameraFault?

  /// The name to put into the configuration.
  public var bestName: String { lastingNames.first ?? node }

  /// A camera for the configuration's `lanes[].cameras`, with what `FormatChoice` would choose; nil if it is not usable.
  public func configurationLine(id: String) -> String? {
    guard let choice = try? FormatChoice.best(of: offers, for: DeviceSettings(device: node)) else { return nil }
    let rate = choice.framesPerSecond.map { ", framesPerSecond: \(Int($0.rounded()))" } ?? ""
    return "- {id: \(id), device: \(bestName), width: \(choice.width), height: \(choice.height)\(rate)}"
  }
}

/// Finds cameras.
public enum CameraDevices {
  /// All devices that deliver pictures, by node. A device that may not be opened is listed with its fault.
  ///
  /// Opens each device for a moment; does not disturb one that is streaming. Blocks: not for the cooperative pool.
  public static func list(devices: URL = URL(filePath: "/dev")) -> [CameraDevice] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: devices.path)) ?? []
    let nodes = names.compactMap { name -> (number: Int, path: String)? in
      guard name.hasPrefix("video"), let number = Int(name.dropFirst(5)) else { return nil }
      return (number, devices.appending(path: name).path)
    }
    let lasting = lastingNames(under: devices.appending(path: "v4l"))
    return nodes.sorted { $0.number < $1.number }.compactMap { _, path in
      describe(path, lastingNames: lasting[path] ?? [])
    }
  }

  private static func describe(_ path: String, lastingNames: [String]) -> CameraDevice? {
    do {
      let device = try V4L2Device(path, camera: path)
      guard device.canCapture else { return nil }
      return CameraDevice(
        node: path, lastingNames: lastingNames, serial: DeviceIdentity(of: path)?.serial, driver: device.driver,
        card: device.card, bus: device.bus,
        offers: device.offers)
    } catch {
      return CameraDevice(
        node: path, lastingNames: lastingNames, driver: "", card: "", bus: "", offers: [], fault: error)
    }
  }

  /// From a node to the links that udev keeps on it.
  static func lastingNames(under folder: URL) -> [String: [String]] {
    var result: [String: [String]] = [:]
    for kind in ["by-id", "by-path"] {
      let links = (try? FileManager.default.contentsOfDirectory(atPath: folder.appending(path: kind).path)) ?? []
      for link in links.sorted() {
        let path = folder.appending(path: "\(kind)/\(link)")
        result[path.resolvingSymlinksInPath().path, default: []].append(path.path)
      }
    }
    return result
  }
}
