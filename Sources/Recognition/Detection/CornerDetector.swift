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
    let first = options.scaledWidth(pictureWidth: picture.width, pictureHeight: picture.height)
    let look = try look(at: picture, scaledWidth: first)
    var found = look.detections
    let scale = Double(first) / Double(picture.width)
    let wide = found.filter { $0.quad.width * scale > Self.widest }
    if !wide.isEmpty, first >= 128 {
      let smaller = try self.look(at: picture, scaledWidth: first / 2).detections
      found.removeAll { old in
        wide.contains(old) && smaller.contains { ConvexQuad.overlap($0.quad, old.quad) > peaks.mostOverlap }
      }
      found += smaller.filter { $0.quad.width * scale > Self.widest / 2 }
    }
    let widths = options.secondLooks(
      pictureWidth: picture.width, pictureHeight: picture.height, hint: look.strongest,
      widest: found.map { $0.quad.width * scale }.max())
    var before = found
    for width in widths where found.count == before.count {
      before = found
      found += try self.look(at: picture, scaledWidth: width).detections
    }
    return PeakFinder.withoutOverlaps(found, mostOverlap: peaks.mostOverlap)
  }

  /// What one pass of the network shows.
  private struct Look {
    var detections: [Detection]
    /// The highest probability of a plate's centre, also where it was too low for a detection.
    var strongest: Double
  }

  private func look(at picture: Picture, scaledWidth: Int) throws(ModelError) -> Look {
    let box = Letterbox(pictureWidth: picture.width, pictureHeight: picture.height, scaledWidth: scaledWidth)
    let (output, shape) = try runNet(path) {
      cvision_net_run_picture(net, picture.handle, box.scale, Int32(box.width), Int32(box.height), &$0, $1)
    }
    let (rows, columns) = (Int(shape.2), Int(shape.3))
    guard shape.0 == 1, shape.1 == 9, rows == box.height / 8, columns == box.width / 8 else {
      throw ModelError.unusable(path: path, reason: "its output is \(shape), not (1, 9, rows, columns)")
    }
    let maps = UnsafeBufferPointer(start: output, count: 9 * rows * columns)
    let detections = peaks.detections(maps: maps, rows: rows, columns: columns).map { detection in
      Detection(
        quad: detection.quad.mapCorners { Point(x: box.inPicture($0.x), y: box.inPicture($0.y)) },
        score: detection.score)
    }
    return Look(detections: detections, strongest: PeakFinder.strongest(maps: maps, rows: rows, columns: columns))
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
