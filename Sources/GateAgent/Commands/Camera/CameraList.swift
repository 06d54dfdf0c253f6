import ArgumentParser
import Border
import Camera
import Foundation

struct CameraList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists capture devices with their lasting names, formats, and lines to paste into the configuration.")

  @Flag(help: "One line of JSON a device.")
  var json = false

  /// A device as JSON.
  private struct Report: Encodable {
    struct Format: Encodable {
      struct Size: Encodable {
        var width: Int
        var height: Int
        var rates: [Double]
      }
      var code: String
      var isSupported: Bool
      var sizes: [Size]
    }
    var device: String
    var lastingNames: [String]
    var serial: String?
    var driver: String
    var card: String
    var bus: String
    var fault: String?
    var formats: [Format]
    var configuration: String?
  }

  func run() async throws {
    let devices = CameraDevices.list()
    guard !devices.isEmpty else {
      Console.complain(
        "gate-agent: no capture device under /dev; plug a camera in, and see `dmesg` if it does not appear")
      throw Exit.no
    }
    for (index, device) in devices.enumerated() {
      let line = device.configurationLine(id: index == 0 ? "front" : "camera-\(index + 1)")
      if json {
        try Console.say(
          json: Report(
            device: device.node, lastingNames: device.lastingNames, serial: device.serial, driver: device.driver,
            card: device.card, bus: device.bus, fault: device.fault?.remedy,
            formats: device.offers.map { offer in
              .init(
                code: offer.code, isSupported: offer.format != nil,
                sizes: offer.sizes.map { .init(width: $0.width, height: $0.height, rates: $0.rates) })
            }, configuration: line))
      } else {
        say(device, line)
      }
    }
  }

  private func say(_ device: CameraDevice, _ line: String?) {
    Console.say("\(device.node)\t\(device.card)\t\(device.driver)\t\(device.bus)")
    for name in device.lastingNames { Console.say("  \(name)") }
    if let serial = device.serial { Console.say("  serial \(serial)") }
    if let fault = device.fault { Console.say("  \(fault.remedy)") }
    for offer in device.offers {
      let sizes = offer.sizes.map { size in
        let rates = size.rates.map { $0.formatted(.number.precision(.fractionLength(0...1))) }.joined(separator: ",")
        return "\(size.width)x\(size.height)\(rates.isEmpty ? "" : "@\(rates)")"
      }
      Console.say("  \(offer.code)\(offer.format == nil ? " (not supported)" : "")  \(sizes.joined(separator: "  "))")
    }
    if let line { Console.say("  \(line)") }
  }
}
