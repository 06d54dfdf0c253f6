internal import Border
internal import CVision
internal import Foundation

/// The project's own detector: a small convolutional network that gives each plate's centre and four corners.
public final class CornerDetector: PlateDetector {
  /// Up to this width in its input the network gives good corners, in pixels; wider plates are looked at smaller.
  private static let widest = 150.0

  private let net: OpaquePointer
  private let path: String
  private let options: DetectionOptions
  private let peaks: PeakFinder

  public init(models: ModelStore, options: DetectionOptions = DetectionOptions()) throws(ModelError) {
    path = models.url(.detector).path
    self.options = options
    peaks = PeakFinder(threshold: options.threshold)
    net = try loadNet(path)
  }

  deinit { cvision_net_destroy(net) }

  public func detect(in picture: Picture) throws -> [Detection] {
    let plan = options.plan(pictureWidth: picture.width, pictureHeight: picture.height)
    let first = try look(at: picture, whole(picture, plan.width))
    let scale = Double(plan.width) / Double(picture.width)
    var found = first.detections
    if plan.width >= 128, found.contains(where: { $0.quad.width * scale > Self.widest }) {
      let smaller = try look(at: picture, whole(picture, plan.width / 2)).detections
      found = replaced(
        found.filter { $0.quad.width * scale > Self.widest },
        by: smaller.filter { $0.quad.width * scale > Self.widest / 2 },
        in: found)
    }
    if let closer = plan.closer {
      let small = found.filter { $0.quad.width * scale < DetectionOptions.small }
      // Beside a large plate, which is the vehicle in front, nobody looks for small ones.
      if small.count == found.count {
        found = replaced(
          small, by: try closerLooks(at: picture, small.map(\.quad.centre) + first.hints, closer), in: found)
      }
    }
    if found.isEmpty, plan.isWorthMore || !first.hints.isEmpty {
      for width in plan.others where found.isEmpty { found = try look(at: picture, whole(picture, width)).detections }
    }
    return PeakFinder.withoutOverlaps(found, mostOverlap: peaks.mostOverlap)
  }

  /// Detections of which some were seen better in another look: those go where the better ones lie.
  private func replaced(_ worse: [Detection], by better: [Detection], in all: [Detection]) -> [Detection] {
    all.filter { old in
      !(worse.contains(old) && better.contains { ConvexQuad.overlap($0.quad, old.quad) > peaks.mostOverlap })
    } + better
  }

  /// Looks at windows around some places, each place once.
  private func closerLooks(at picture: Picture, _ places: [Point], _ scale: Double) throws(ModelError) -> [Detection] {
    var found: [Detection] = []
    var windows: [Letterbox] = []
    for place in places.prefix(DetectionOptions.mostWindows) {
      let window = Letterbox(
        around: place, scale: scale, pictureWidth: picture.width, pictureHeight: picture.height)
      guard !windows.contains(where: { $0.showsWell(place) }) else { continue }
      windows.append(window)
      found += try look(at: picture, window).detections
    }
    return found
  }

  /// What one pass of the network shows.
  private struct Look {
    var detections: [Detection]
    /// Where there may be more, in the picture.
    var hints: [Point]
  }

  private func whole(_ picture: Picture, _ scaledWidth: Int) -> Letterbox {
    Letterbox(pictureWidth: picture.width, pictureHeight: picture.height, scaledWidth: scaledWidth)
  }

  private func look(at picture: Picture, _ box: Letterbox) throws(ModelError) -> Look {
    let (output, shape) = try runNet(path) {
      cvision_net_run_picture(
        net, picture.handle, Int32(box.left), Int32(box.top), box.scale, Int32(box.width), Int32(box.height), &$0, $1)
    }
    let (rows, columns) = (Int(shape.2), Int(shape.3))
    guard shape.0 == 1, shape.1 == 9, rows == box.height / 8, columns == box.width / 8 else {
      throw ModelError.unusable(path: path, reason: "its output is \(shape), not (1, 9, rows, columns)")
    }
    let maps = UnsafeBufferPointer(start: output, count: 9 * rows * columns)
    let detections = peaks.detections(maps: maps, rows: rows, columns: columns).map { detection in
      Detection(quad: detection.quad.mapCorners(box.inPicture), score: detection.score)
    }
    let hints = peaks.hints(
      maps: maps, rows: rows, columns: columns, least: DetectionOptions.leastHint, most: DetectionOptions.mostWindows)
    return Look(detections: detections, hints: hints.map(box.inPicture))
  }
}

/// Reads a network, or says which file is unusable and why.
func loadNet(_ path: String) throws(ModelError) -> OpaquePointer {
  var net: OpaquePointer?
  guard cvision_net_load(path, &net) == 0, let net else {
    throw ModelError.unusable(path: path, reason: String(cString: cvision_message()))
  }
  return net
}

/// Runs a network by `call`, which is given where to put the output and its shape.
///
/// - Returns: the output, valid until the network's next run, and its four dimensions.
func runNet(
  _ path: String,
  _ call: (_ output: inout UnsafePointer<Float>?, _ shape: UnsafeMutablePointer<Int32>) -> Int32
) throws(ModelError) -> (output: UnsafePointer<Float>, shape: (Int32, Int32, Int32, Int32)) {
  var output: UnsafePointer<Float>?
  var shape: (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
  let status = withUnsafeMutablePointer(to: &shape) { whole in
    whole.withMemoryRebound(to: Int32.self, capacity: 4) { call(&output, $0) }
  }
  guard status == 0, let output else {
    throw ModelError.unusable(path: path, reason: String(cString: cvision_message()))
  }
  return (output, shape)
}
