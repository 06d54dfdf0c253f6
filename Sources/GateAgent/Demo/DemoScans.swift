import Border
import Crypto
import Foundation
import Scenes

/// What the container scanner leaves in the demo's inbox: results in the documented form, pictures first.
enum DemoScans {
  static func drop(for vehicles: [DemoVehicle], into folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (index, vehicle) in vehicles.enumerated() {
      guard case .scan(let conclusion) = vehicle.story else { continue }
      let isSuspicious = conclusion == .suspicious
      let name = String(format: "scan-%04d", index + 1)
      let picture = Data(
        try ScanPicture.draw(hidesSomething: isSuspicious, seed: UInt64(index)).jpeg(quality: 85))
      try picture.write(to: folder.appendingPathComponent("\(name).jpg"))
      let result: JSONValue = [
        "scanId": .string(name),
        "device": "demo-scanner",
        "site": .string(DemoDeclarations.gate),
        "startedAt": .string(Timestamp.format(Date())),
        "plates": [.string(vehicle.tractor.text)],
        "containers": .array(vehicle.container.map { [.string($0)] } ?? []),
        "pictures": [
          [
            "name": .string("\(name).jpg"),
            "sha256": .string(SHA256.hash(data: picture).map { String(format: "%02x", $0) }.joined()),
            "size": .integer(Int64(picture.count)),
          ]
        ],
        "conclusion": .string(isSuspicious ? "suspicious" : "notSuspicious"),
        "note": .string(isSuspicious ? "vùng tối bất thường giữa container" : ""),
      ]
      // Whole from the first moment that it has its name.
      let part = folder.appendingPathComponent("\(name).json.part")
      try result.canonical().write(to: part)
      try FileManager.default.moveItem(at: part, to: folder.appendingPathComponent("\(name).json"))
    }
  }
}
