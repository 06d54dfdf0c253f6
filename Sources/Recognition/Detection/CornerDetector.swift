public import Border

/// The project's own detector: a small convolutional network that gives each plate's centre and four corners.
public final class CornerDetector: PlateDetector {
  /// Up to this width in its input the network gives good corners, in pixels; wider plates are looked at smaller.
  private static let widest = 150.0

  private let net: Net
  private let options: DetectionOptions

  public init(models: ModelStore, options: DetectionOptions = DetectionOptions()) throws(ModelError) {
    self.options = options
    net = try Net(.detector, of: models, trial: (128, 96), sizes: .any)
    _ = try shape(of: net.trialShape, width: 128, height: 96)
  }

  public var slowNetworks: [String] { net.slowName.map { [$0] } ?? [] }

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
      let small = found.filter { $0.quad.width * scale < plan.small }
      // Beside a large plate, which is the vehicle in front, nobody looks for small ones.
      if small.count == found.count {
        found = replaced(
          small, by: try closerLooks(at: picture, small.map(\.quad.centre) + first.hints, closer), in: found)
      }
    }
    if found.isEmpty, plan.isWorthMore || !first.hints.isEmpty {
      for width in plan.others where found.isEmpty { found = try look(at: picture, whole(picture, width)).detections }
    }
    if found.isEmpty, plan.isTight { found = try surrounded(picture) }
    return PeakFinder.nonMaximaSuppressed(found)
  }

  /// Looks at a picture with more of its edges around it: of a plate that was cut out tightly the network sees no border otherwise.
  private func surrounded(_ picture: Picture) throws -> [Detection] {
    let box = Letterbox(
      pictureWidth: picture.width + 32, pictureHeight: picture.height + 32, scaledWidth: picture.width + 32)
    let (left, top) = (Double(box.width - picture.width) / 2, Double(box.height - picture.height) / 2)
    let outline = picture.outline.mapCorners { corner in
      Point(x: corner.x + (corner.x > 0 ? left : -left), y: corner.y + (corner.y > 0 ? top : -top))
    }
    let shown = try look(at: picture.cutGrey(outline, width: box.width, height: box.height))
    return shown.detections.map { detection in
      Detection(
        quad: detection.quad.mapCorners { Point(x: $0.x - left, y: $0.y - top) }, score: detection.score)
    }
  }

  public func look(again quad: Quad, in picture: Picture, nearer: Bool) throws -> SecondLook? {
    guard let window = StraightenedWindow(around: quad, nearer: nearer), let outline = window.outline,
      // A window that lies wholly outside cannot be cut.
      let patch = try? picture.cutGrey(outline, width: window.width, height: window.height)
    else { return nil }
    let shown = try look(at: patch)
    let seen = shown.detections.first { window.isInTheMiddle($0.quad.centre) }?.quad
    return SecondLook(quad: seen?.compactMapCorners(window.inPicture), score: shown.score)
  }

  /// Detections of which some were seen better in another look: those go where the better ones lie.
  private func replaced(_ worse: [Detection], by better: [Detection], in all: [Detection]) -> [Detection] {
    all.filter { old in
      !(worse.contains(old) && better.contains { ConvexQuad.overlap($0.quad, old.quad) > PeakFinder.mostOverlap })
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
    let output = try net.run(picture, box)
    let maps = output.values
    let (rows, columns) = try shape(of: output.shape, width: box.width, height: box.height)
    let detections = PeakFinder.detections(maps: maps, rows: rows, columns: columns).map { detection in
      Detection(quad: detection.quad.mapCorners(box.inPicture), score: detection.score)
    }
    let hints = PeakFinder.hints(
      maps: maps, rows: rows, columns: columns, least: DetectionOptions.leastHint, most: DetectionOptions.mostWindows)
    return Look(detections: detections, hints: hints.map(box.inPicture))
  }

  /// Plates in a patch, which is all that the network sees, in pixels of the patch; and the highest score in it.
  private func look(at patch: GreyPatch) throws(ModelError) -> (detections: [Detection], score: Double) {
    let output = try net.run(patch)
    let (rows, columns) = try shape(of: output.shape, width: patch.width, height: patch.height)
    let highest = output.values.prefix(rows * columns).max() ?? 0
    return (PeakFinder.detections(maps: output.values, rows: rows, columns: columns), Double(highest))
  }

  /// Of the maps.
  private func shape(of shape: Net.Shape, width: Int, height: Int) throws(ModelError) -> (rows: Int, columns: Int) {
    guard shape.0 == 1, shape.1 == 9, shape.2 == height / 8, shape.3 == width / 8 else {
      throw net.unusable("its output is \(shape), not (1, 9, rows, columns)")
    }
    return (shape.2, shape.3)
  }
}
