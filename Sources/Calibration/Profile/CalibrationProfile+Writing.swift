import Border
import Foundation

extension CalibrationProfile {
  /// The profile as a commented file.
  public var yaml: String {
    var lines = [
      "# Calibration profile of a camera: what it is set to, how its lens draws, where its lane lies.",
      "# Written by `gate-agent calibrate`; may be edited. Pixels are of the upright picture, from its top left corner.",
      "camera:",
    ]
    if let serial {
      lines.append("  serial: \(quoted(serial))   # a camera with another number is refused")
    } else {
      lines.append("  # No serial number: whatever camera is at the configured device is taken for this one.")
    }
    lines += [
      "  model: \(quoted(model))",
      "resolution: {width: \(width), height: \(height)}   # pictures of another size are refused",
      "made: {date: \(date), by: \(quoted(who))}",
    ]
    if !controls.isEmpty {
      lines.append(
        "# Set at every start, in this order, and read back; what the driver refuses or changes is an error.")
      lines.append("controls:")
      lines += controls.map { "  \($0.name): \($0.value)" }
    }
    if let lens { lines += text(of: lens) }
    if let plane {
      lines += [
        "# Pixels a millimetre of a plate at x, y: scale[0] + scale[1] x + scale[2] y. A long plate measures 520 mm.",
        "plane:",
        "  scale: [\(precise(plane.a)), \(precise(plane.b)), \(precise(plane.c))]",
        "  roll: \(plain(plane.roll, 2))   # of plates in the picture, degrees, clockwise",
        "  error: \(plain(plane.error, 4))   # typical, relative",
      ]
    }
    if lane != LaneShape() { lines += text(of: lane) }
    lines += [
      "# What the lane must reach; `gate-agent calibrate verify` holds it against them.",
      "targets:",
      "  readRate: \(plain(targets.readRate, 3))   # of the vehicles that pass, 0 to 1",
      "  plateWidth: \(plain(targets.plateWidth, 0))   # of a long plate at the stop line, pixels",
      "  blur: \(plain(targets.blur, 1))   # on the plate, millimetres",
    ]
    if !figures.isEmpty {
      lines.append("# What was measured.")
      lines.append("figures:")
      lines += figures.sorted { $0.key < $1.key }.map { "  \($0.key): \(plain($0.value, 4))" }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Replaces the file in one step, so that no reader ever meets half a profile.
  public func write(to path: String) throws {
    let url = URL(filePath: path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(yaml.utf8).write(to: url, options: .atomic)
  }

  private func text(of lens: LensModel) -> [String] {
    [
      "# Pinhole model in pixels; distortion k1, k2, p1, p2, k3 as in OpenCV.",
      "lens:",
      "  focal: [\(plain(lens.focalX, 3)), \(plain(lens.focalY, 3))]",
      "  centre: [\(plain(lens.centreX, 3)), \(plain(lens.centreY, 3))]",
      "  distortion: [\(lens.distortion.map(precise).joined(separator: ", "))]",
    ] + (lensError.map { ["  error: \(plain($0, 3))   # root mean square, pixels"] } ?? [])
  }

  private func text(of lane: LaneShape) -> [String] {
    var lines = ["lane:"]
    func row(_ points: [Point]) -> String {
      "[" + points.map { "[\(plain($0.x, 1)), \(plain($0.y, 1))]" }.joined(separator: ", ") + "]"
    }
    if !lane.outline.isEmpty { lines.append("  outline: \(row(lane.outline))   # plates outside are of other lanes") }
    if !lane.direction.isEmpty { lines.append("  direction: \(row(lane.direction))   # vehicles drive from, to") }
    if !lane.trigger.isEmpty { lines.append("  trigger: \(row(lane.trigger))   # the stop line") }
    if !lane.masks.isEmpty {
      lines.append("  masks:   # blackened in every picture that is kept")
      lines += lane.masks.map { "    - \(row($0))" }
    }
    return lines
  }

  /// Quoted as JSON, which is YAML.
  private func quoted(_ text: String) -> String {
    (try? String(decoding: JSONCoding.encoder().encode(text), as: UTF8.self)) ?? "\"\""
  }

  private func plain(_ number: Double, _ digits: Int) -> String {
    var text = String(format: "%.\(digits)f", number)
    guard text.contains(".") else { return text }
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text
  }

  private func precise(_ number: Double) -> String { String(format: "%.9g", number) }
}
