import ArgumentParser
import Border
import Camera
import Foundation

struct CameraList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists capture devices with their formats, and lines to paste into the configuration.")

  func run() async throws {
    let devices = CameraDevices.list()
    guard !devices.isEmpty else {
      Console.complain(
        "gate-agent: no capture device under /dev; plug a camera in, and see `dmesg` if it does not appear")
      throw Exit.no
    }
    for (index, device) in devices.enumerated() {
      Console.say("\(device.node)\t\(device.card)\t\(device.driver)\t\(device.bus)")
      for name in device.lastingNames { Console.say("  \(name)") }
      if let fault = device.fault { Console.say("  \(fault.remedy)") }
      for offer in device.offers {
        let sizes = offer.sizes.map { size in
          let rates = size.rates.map { $0.formatted(.number.precision(.fractionLength(0...1))) }.joined(separator: ",")
          return "\(size.width)x\(size.height)\(rates.isEmpty ? "" : "@\(rates)")"
        }
        Console.say("  \(offer.code)\(offer.format == nil ? " (not supported)" : "")  \(sizes.joined(separator: "  "))")
      }
      if let line = device.configurationLine(id: index == 0 ? "front" : "camera-\(index + 1)") {
        Console.say("  \(line)")
      }
    }
  }
}
