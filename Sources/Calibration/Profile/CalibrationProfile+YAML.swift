import Border
public import StrictYAML

extension CalibrationProfile {
  private static let example = "calibration/README.md"

  /// - Throws: what is wrong, with file, line, rule and remedy.
  public init(contentsOf path: String) throws(ConfigurationError) {
    let text = try ConfigurationFile.text(
      at: path, remedy: "name a calibration profile that exists, or make one with `gate-agent calibrate`")
    try self.init(yaml: text, file: path)
  }

  /// - Parameter file: for messages.
  public init(yaml text: String, file: String) throws(ConfigurationError) {
    let root = try YAMLMapping.root(
      of: text, file: file, example: Self.example,
      keys: ["camera", "resolution", "made", "controls", "lens", "plane", "lane", "targets", "figures"])
    guard let size = try root.mapping("resolution", keys: ["width", "height"]) else {
      throw root.error("resolution", "is missing", remedy: "add `resolution: {width: 1280, height: 720}`")
    }
    guard let width = try size.integer("width", in: 160...8192) else {
      throw size.error("width", "is missing", remedy: "add `width: 1280`")
    }
    guard let height = try size.integer("height", in: 120...8192) else {
      throw size.error("height", "is missing", remedy: "add `height: 720`")
    }
    guard let made = try root.mapping("made", keys: ["date", "by"]) else {
      throw root.error("made", "is missing", remedy: "add `made: {date: 2026-01-31, by: NAME}`")
    }
    let date = try made.required("date", example: "2026-01-31")
    guard date.wholeMatch(of: #/\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])/#) != nil else {
      throw made.error("date", "is \"\(date)\"", remedy: "write year, month and day, such as 2026-01-31")
    }
    let camera = try root.mapping("camera", keys: ["serial", "model"])
    let bounds = (width: Double(width), height: Double(height))
    let lens = try root.mapping("lens", keys: ["focal", "centre", "distortion", "error"])
    self.init(
      serial: try camera?.string("serial"), model: try camera?.string("model") ?? "unknown", width: width,
      height: height,
      date: date, who: try made.required("by", example: "NAME"), controls: try Self.controls(root),
      lens: try lens.map { lens throws(ConfigurationError) in try Self.lens(lens, bounds) },
      lensError: try lens?.number("error", in: 0...100), plane: try Self.plane(root), lane: try Self.lane(root, bounds),
      targets: try Self.targets(root), figures: try Self.figures(root))
  }

  private static func controls(_ root: YAMLMapping) throws(ConfigurationError) -> [Control] {
    var result: [Control] = []
    for (name, value) in try root.integers("controls") {
      guard name.wholeMatch(of: #/[a-z0-9][a-z0-9_]*/#) != nil else {
        throw root.error(
          "controls", "has a control \"\(name)\"", remedy: "write its name as `gate-agent camera controls DEV get` does"
        )
      }
      result.append(Control(name: name, value: value))
    }
    return result
  }

  private static func lens(_ lens: YAMLMapping, _ bounds: (width: Double, height: Double)) throws(ConfigurationError)
    -> LensModel
  {
    guard let focal = try lens.numbers("focal", count: 2) else {
      throw lens.error("focal", "is missing", remedy: "add `focal: [1900.0, 1900.0]`, or leave out the lens")
    }
    guard focal.allSatisfy({ (0.1 * bounds.width...50 * bounds.width).contains($0) }) else {
      throw lens.error(
        "focal", "is \(focal)",
        remedy: "give it in pixels, from \(Int(0.1 * bounds.width)) to \(Int(50 * bounds.width))")
    }
    let centre = try lens.numbers("centre", count: 2) ?? [(bounds.width - 1) / 2, (bounds.height - 1) / 2]
    guard (0...bounds.width).contains(centre[0]), (0...bounds.height).contains(centre[1]) else {
      throw lens.error("centre", "is \(centre)", remedy: "it lies in the picture: `gate-agent calibrate lens` finds it")
    }
    let distortion = try lens.numbers("distortion", count: 5) ?? []
    guard distortion.allSatisfy({ abs($0) <= 100 }) else {
      throw lens.error(
        "distortion", "is \(distortion)", remedy: "k1, k2, p1, p2, k3 as `gate-agent calibrate lens` writes them")
    }
    return LensModel(
      focalX: focal[0], focalY: focal[1], centreX: centre[0], centreY: centre[1], distortion: distortion)
  }

  private static func plane(_ root: YAMLMapping) throws(ConfigurationError) -> PlateScale? {
    guard let plane = try root.mapping("plane", keys: ["scale", "roll", "error"]) else { return nil }
    guard let scale = try plane.numbers("scale", count: 3) else {
      throw plane.error("scale", "is missing", remedy: "run `gate-agent calibrate plane`, or leave out the plane")
    }
    return PlateScale(
      a: scale[0], b: scale[1], c: scale[2], roll: try plane.number("roll", in: -90...90) ?? 0,
      error: try plane.number("error", in: 0...1) ?? 0)
  }

  private static func lane(_ root: YAMLMapping, _ bounds: (width: Double, height: Double)) throws(ConfigurationError)
    -> LaneShape
  {
    guard let lane = try root.mapping("lane", keys: ["outline", "direction", "trigger", "masks"]) else {
      return LaneShape()
    }
    func points(_ rows: [[Double]], _ key: String, isPolygon: Bool) throws(ConfigurationError) -> [Point] {
      let points = rows.map { Point(x: $0[0], y: $0[1]) }
      if let outside = points.first(where: {
        !(0...bounds.width).contains($0.x) || !(0...bounds.height).contains($0.y)
      }) {
        throw lane.error(
          key, "has the point [\(outside.x), \(outside.y)] outside the picture",
          remedy: "keep within 0 to \(Int(bounds.width)) and 0 to \(Int(bounds.height))")
      }
      if isPolygon, LaneShape.area(points) < 100 {
        throw lane.error(key, "encloses nothing", remedy: "give its corners one after the other, all around")
      }
      return points
    }
    func line(_ key: String) throws(ConfigurationError) -> [Point] {
      guard let rows = try lane.rows(key, of: 2, atLeast: 2) else { return [] }
      guard rows.count == 2, rows[0] != rows[1] else {
        throw lane.error(key, "must be two points", remedy: "write `\(key): [[x, y], [x, y]]`")
      }
      return try points(rows, key, isPolygon: false)
    }
    var masks: [[Point]] = []
    for rows in try lane.rowLists("masks", of: 2, atLeast: 3) {
      masks.append(try points(rows, "masks", isPolygon: true))
    }
    let outline = try lane.rows("outline", of: 2, atLeast: 3) ?? []
    return LaneShape(
      outline: outline.isEmpty ? [] : try points(outline, "outline", isPolygon: true), direction: try line("direction"),
      trigger: try line("trigger"), masks: masks)
  }

  private static func targets(_ root: YAMLMapping) throws(ConfigurationError) -> Targets {
    let usual = Targets()
    guard let targets = try root.mapping("targets", keys: ["readRate", "plateWidth", "blur"]) else { return usual }
    return Targets(
      readRate: try targets.number("readRate", in: 0...1) ?? usual.readRate,
      plateWidth: try targets.number("plateWidth", in: 10...2000) ?? usual.plateWidth,
      blur: try targets.number("blur", in: 0.1...100) ?? usual.blur)
  }

  private static func figures(_ root: YAMLMapping) throws(ConfigurationError) -> [String: Double] {
    guard let names = try root.names("figures") else { return [:] }
    guard let figures = try root.mapping("figures", keys: names) else { return [:] }
    var result: [String: Double] = [:]
    for name in names { result[name] = try figures.number(name, in: -1e9...1e9) }
    return result
  }
}
