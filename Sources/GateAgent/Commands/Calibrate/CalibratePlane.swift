import ArgumentParser
import Border
import Calibration
import Camera
import Foundation
import Recognition

struct CalibratePlane: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plane",
    abstract: "Pixels a millimetre along the lane: how wide plates will be, and from where they can be read.",
    discussion: """
      From plates of known size: give a camera or a recording in which vehicles drive up the lane. From marks on the \
      ground: give at least four of --mark X,Y=ACROSS,ALONG (pixels, millimetres) and the picture's --size; a calibrated \
      lens in the profile makes it exact. Widths are of the long plate of 520 mm.
      """)

  @Argument(
    help: "A device, an address, a folder of pictures or a video file; not needed with --mark.", completion: .file())
  var source: String?

  @Option(
    name: .long, parsing: .singleValue, help: ArgumentHelp("A mark on the ground.", valueName: "x,y=across,along"))
  var mark: [MarkArgument] = []

  @Option(help: ArgumentHelp("With --mark: size of the picture.", valueName: "WIDTHxHEIGHT"))
  var size: Squares?

  @Option(help: "With --mark: how high plates are above the road, in millimetres.")
  var plateHeight: Double = 700

  @Option(help: "How wide a long plate must be to be read, in pixels.")
  var readable: Double = 100

  @Option(help: "From a camera: how long to watch.")
  var seconds: Int = 600

  @OptionGroup var profile: ProfileOptions
  @OptionGroup var models: ModelOptions

  @Flag(help: "One line of JSON.")
  var json = false

  func validate() throws {
    if source == nil, mark.isEmpty { throw ValidationError("give a camera or a recording, or --mark four times") }
    if source != nil, !mark.isEmpty { throw ValidationError("give a source or --mark, not both") }
    if !mark.isEmpty, mark.count < 4 { throw ValidationError("--mark: four at least") }
    if !mark.isEmpty, size == nil, profile.calibration == nil {
      throw ValidationError("--mark: give the picture's --size, or a profile")
    }
  }

  func run() async throws {
    let held = try profile.profile()
    let (scale, width, height, count): (PlateScale, Int, Int, Int)
    var (focal, markError): (Double?, Double?)
    if let source {
      let input = try CameraInput.parse([source])
      (scale, width, height, count) = try await fromPlates(input, held)
    } else {
      guard let (w, h) = held.map({ ($0.width, $0.height) }) ?? size.map({ ($0.columns, $0.rows) }) else {
        throw Exit.no
      }
      let marks = mark.map { GroundPlane.Mark(image: $0.image, ground: $0.ground) }
      let ground = try GroundPlane(marks: marks, lens: held?.lens, width: w, height: h)
      (focal, markError) = (ground.lens.focalX, ground.error)
      (scale, width, height, count) = (try ground.plateScale(over: marks, height: plateHeight), w, h, marks.count)
    }
    let report = self.report(scale, held?.lane ?? LaneShape(), width, height, count, focal, markError)
    try say(report)
    try profile.update(width: width, height: height, device: source) { $0.plane = scale }
  }

  private func fromPlates(_ input: CameraInput, _ held: CalibrationProfile?) async throws -> (PlateScale, Int, Int, Int)
  {
    let engine = try models.engine()
    var (sights, size): ([PlateScale.Sight], (Int, Int)) = ([], (0, 0))
    try await input.frames(held, limit: .seconds(seconds)) { frame in
      size = (frame.width, frame.height)
      for plate in try await engine.read(frame).plates where plate.trusted && (held?.lane.contains(plate.quad) ?? true)
      {
        if let dimensions = PlateSize.of(plate) { sights.append(.init(quad: plate.quad, size: dimensions)) }
      }
      return true
    }
    return (try PlateScale.fit(sights), size.0, size.1, sights.count)
  }

  private struct Report: Encodable {
    struct Place: Encodable {
      /// 0 where vehicles appear … 1 at the stop line.
      var along: Double
      var point: Point
      var pixelsPerMillimetre: Double
      var plateWidth: Double
    }
    var scale: [Double]
    var roll: Double
    var error: Double
    /// Plates or marks used.
    var measured: Int
    var focal: Double?
    var markError: Double?
    var places: [Place]
    var plateWidthAtStop: Double
    /// Where along the lane a plate becomes readable; null if nowhere.
    var readableFrom: Double?
    var readableFromPoint: Point?
  }

  private func report(
    _ scale: PlateScale, _ lane: LaneShape, _ width: Int, _ height: Int, _ count: Int, _ focal: Double?,
    _ error: Double?
  ) -> Report {
    // Without a lane: down the middle of the picture.
    let start = lane.direction.first ?? Point(x: Double(width) / 2, y: Double(height) * 0.2)
    let stop = lane.stop ?? Point(x: Double(width) / 2, y: Double(height) * 0.8)
    func point(_ along: Double) -> Point {
      Point(x: start.x + (stop.x - start.x) * along, y: start.y + (stop.y - start.y) * along)
    }
    let readableFrom = scale.place(ofWidth: readable, from: start, to: stop)
    return Report(
      scale: [scale.a, scale.b, scale.c], roll: rounded(scale.roll, 2), error: rounded(scale.error, 4), measured: count,
      focal: focal.map { rounded($0, 1) }, markError: error.map { rounded($0, 2) },
      places: (0...8).map { step in
        let along = Double(step) / 8
        return .init(
          along: along, point: point(along), pixelsPerMillimetre: rounded(scale.at(point(along)), 4),
          plateWidth: rounded(scale.width(at: point(along)), 1))
      }, plateWidthAtStop: rounded(scale.width(at: stop), 1), readableFrom: readableFrom.map { rounded($0, 3) },
      readableFromPoint: readableFrom.map(point))
  }

  private func say(_ report: Report) throws {
    if json { return try Console.say(json: report) }
    Console.say(
      "measured\t\(report.measured) \(source == nil ? "marks" : "plates"), typical error \(String(format: "%.2f", report.error * 100)) %"
    )
    if let focal = report.focal { Console.say("focal\t\(focal) px") }
    Console.say("roll\t\(report.roll) degrees")
    Console.say("along\tx\ty\tpx/mm\tplate, px")
    for place in report.places {
      Console.say(
        "\(Int(place.along * 100)) %\t\(Int(place.point.x))\t\(Int(place.point.y))\t\(place.pixelsPerMillimetre)\t\(place.plateWidth)"
      )
    }
    Console.say("at the stop line\t\(report.plateWidthAtStop) px")
    if let from = report.readableFrom, let point = report.readableFromPoint {
      Console.say("readable from\t\(Int(from * 100)) % of the way, at \(Int(point.x)),\(Int(point.y))")
    } else {
      Console.say("readable from\tnowhere: plates stay narrower than \(Int(readable)) px; use a longer lens")
    }
  }

  private func rounded(_ value: Double, _ digits: Int) -> Double {
    let factor = pow(10, Double(digits))
    return (value * factor).rounded() / factor
  }
}

/// A mark as it is written on the command line: x,y=across,along.
struct MarkArgument: ExpressibleByArgument {
  var image, ground: Point

  init?(argument: String) {
    let sides = argument.split(separator: "=").map { $0.split(separator: ",").compactMap { Double($0) } }
    guard sides.count == 2, sides.allSatisfy({ $0.count == 2 }) else { return nil }
    (image, ground) = (Point(x: sides[0][0], y: sides[0][1]), Point(x: sides[1][0], y: sides[1][1]))
  }
}
