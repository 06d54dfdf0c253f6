import Border
import Camera

extension StationConfiguration {
  /// Everything that is in force, a `key: value` line each, with what the file left out.
  public var lines: [String] {
    var lines = [
      "station.id: \(id)", "station.role: \(role.rawValue)", "station.gate: \(gate)",
      "station.language: \(language.rawValue)",
    ]
    for (index, lane) in lanes.enumerated() {
      lines += ["lanes[\(index)].id: \(lane.id)", "lanes[\(index)].direction: \(lane.direction.rawValue)"]
      for (number, camera) in lane.cameras.enumerated() {
        lines += camera.lines.map { "lanes[\(index)].cameras[\(number)].\($0)" }
      }
    }
    lines += [
      "platform.url: \(platformURL ?? "none")", "platform.pollSeconds: \(platformPollSeconds)",
      "platform.tls.certificate: \(platformTLS?.certificate ?? "none")",
      "platform.tls.key: \(platformTLS?.key ?? "none")", "platform.tls.ca: \(platformTLS?.authority ?? "none")",
      "scanner.inbox: \(scannerInbox ?? "none")", "console.listen: \(console.host):\(console.port)",
      "storage.path: \(storage)", "storage.keep.pictureDays: \(keep.pictureDays)",
      "storage.keep.recordDays: \(keep.recordDays)", "storage.keep.pictureMegabytes: \(keep.pictureMegabytes)",
      "storage.keep.reserveMegabytes: \(keep.reserveMegabytes)",
      "recognition.models: \(models ?? "those of the program")",
      "verdict.staleMinutes: \(staleAfterMinutes)", "yard.capacity: \(yardCapacity.map(String.init) ?? "none")",
    ]
    return lines
  }
}

extension StationConfiguration.Camera {
  fileprivate var lines: [String] {
    let place: [String] =
      switch source {
      case .device(let path): ["device: \(path)"]
      case .stream(let address): ["url: \(StreamAddress.shown(address))"]
      case .replay(let path, let loops): ["replay: \(path)", "loop: \(loops)"]
      }
    return ["id: \(id)"] + place + [
      "views: \(view.rawValue)", "width: \(width.map(String.init) ?? "the driver's")",
      "height: \(height.map(String.init) ?? "the driver's")",
      "framesPerSecond: \(framesPerSecond.map(String.init) ?? "the driver's")",
      "plateWidth: \(plateWidth.map(String.init) ?? "the calibration's")", "calibration: \(calibration ?? "none")",
    ]
  }
}
