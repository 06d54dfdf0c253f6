public import Border
internal import Foundation

/// What counts as sure, and how large the detector sees a picture.
public struct RecognitionOptions: Sendable, Hashable {
  public var detection: DetectionOptions
  /// From this confidence on a plain, agreed read of one picture is trusted.
  public var trustedFrom: Double
  /// From this confidence on readers that disagree are asked again.
  public var heardAgainFrom: Double

  public init(
    detection: DetectionOptions = DetectionOptions(), trustedFrom: Double = 0.9, heardAgainFrom: Double = 0.5
  ) {
    self.detection = detection
    self.trustedFrom = trustedFrom
    self.heardAgainFrom = heardAgainFrom
  }

  /// For single pictures of any origin: looks twice before it says that there is no plate.
  public static let singlePictures = RecognitionOptions(detection: DetectionOptions(looksTwice: true))
}

/// Reads every plate of a picture: the entrance to this module, which makes reads of pictures and, in `PlateTracker`, one
/// plate of the reads of many frames.
///
/// Is: a detector, rectification, two readers that err in different places, grammar, and agreement over frames.
/// Is not: a keeper of frames, passages or declarations, and no judge of vehicles. It knows no camera.
///
/// Threads: not `Sendable`, since networks and buffers are reused from picture to picture; one thread at a time.
/// `RecognitionEngine` gives it a thread of its own. Everything else in the module is plain values and pure functions.
///
/// What always holds: a read is trusted only when both readers agree, the grammar plainly fits and the confidence
/// suffices; what was read before any rule stays in `raw`; a broken picture is an error, never an empty result.
public final class PlateRecognizer {
  private let detector: any PlateDetector
  private let readers: [any RowReader]
  private let options: RecognitionOptions
  private let picture: Picture

  /// With the project's models.
  public convenience init(models: ModelStore, options: RecognitionOptions = RecognitionOptions()) throws {
    try self.init(
      detector: CornerDetector(models: models, options: options.detection),
      readers: [CTCReader(models: models), TesseractReader(models: models)], options: options)
  }

  /// With other models behind the same protocols. A read is trusted only where all of at least two readers agree.
  public init(detector: any PlateDetector, readers: [any RowReader], options: RecognitionOptions) throws {
    self.detector = detector
    self.readers = readers
    self.options = options
    picture = try Picture()
  }

  /// Reads a camera's frame. Its bytes are looked at in place, or decoded if they are a JPEG.
  ///
  /// - Throws: `PictureError` for a broken frame, `ModelError` for a model that does not fit.
  public func read(_ frame: Frame) throws -> FrameReading { try read(frame) { _, reading in reading } }

  /// Reads a frame and hands on its picture while it is there, so that nobody has to decode it again.
  func read<Result>(_ frame: Frame, _ use: (Picture, FrameReading) throws -> Result) throws -> Result {
    let start = Stopwatch()
    return try picture.withFrame(frame) { try use(picture, try read(decoded: start.elapsed)) }
  }

  /// Reads an encoded picture, upright by its EXIF orientation.
  public func read(encoded bytes: UnsafeRawBufferPointer) throws -> FrameReading {
    let start = Stopwatch()
    try picture.decode(bytes)
    return try read(decoded: start.elapsed)
  }

  private func read(decoded: Duration) throws -> FrameReading {
    let all = Stopwatch()
    let detections = try detector.detect(in: picture)
    let detected = all.elapsed
    let plates = try detections.compactMap(read)
    let total = all.elapsed
    return FrameReading(
      width: picture.width, height: picture.height, plates: plates,
      timings: .init(decode: decoded, detect: detected, read: total - detected, total: total), cpu: all.cpu)
  }

  private func read(_ detection: Detection) throws -> PlateRead? {
    let quad = detection.quad.grown(by: 0.02)
    // Corners at the very edge of the picture can leave nothing to cut: that is no plate.
    guard let colour = try? GroundColour.of(picture, quad) else { return nil }
    var best: (read: PlateRead, sense: Double)?
    let likely = PlateRows.lineCounts(aspect: quad.aspect)
    for lines in likely + PlateRows.unlikelyLineCounts(aspect: quad.aspect) {
      // Seen from the side a plate looks narrower than it is; but only where the likely layout makes no sense.
      if !likely.contains(lines), let best, best.sense > -1 { break }
      let read = try read(quad, lines: lines, colour: colour)
      let sense = PlateReading.sense(of: read)
      if sense > best?.sense ?? -.infinity { best = (read, sense) }
    }
    guard var read = best?.read else { return nil }
    // Characters that nobody is sure of, at a place that hardly looks like a plate: writing on a vehicle, or none.
    let isHardlyRead = read.characters.count < 4 || (read.kind == .unknown && read.confidence < 0.02)
    if isHardlyRead, read.confidence < 0.5, detection.score < 0.6 { return nil }
    if !read.trusted, let agreed = try secondHearing(of: read, quad) { read = agreed }
    if read.trusted {
      read = try confirmed(read, quad)
      read.trusted = read.trusted && detection.quad.isInside(width: picture.width, height: picture.height)
    }
    read.quad = detection.quad
    return read
  }

  /// Readers that disagree are asked once more with a little more around the plate: a row that was cut tight costs the
  /// weaker one a character. Only the same text, now read by both, counts.
  private func secondHearing(of read: PlateRead, _ quad: Quad) throws -> PlateRead? {
    guard read.kind != .unknown, read.confidence >= options.heardAgainFrom else { return nil }
    for margin in [0.06, -0.02, 0.1] {
      let again = try self.read(quad.grown(by: margin), lines: read.lines, colour: read.colour)
      if again.trusted, again.text == read.text { return again }
    }
    return nil
  }

  /// Corners that are off may leave out the last digit, and 12C-123.45 without its 5 is a lawful plate too: where one
  /// more character would also be lawful, a wider look must show the same text.
  private func confirmed(_ read: PlateRead, _ quad: Quad) throws -> PlateRead {
    guard PlateReading.mayLackCharacter(read) else { return read }
    // Half a row's height is about a character's width.
    let wider = quad.grown(sideways: 0.4 / Double(read.lines), upAndDown: 0)
    let again = try self.read(wider, lines: read.lines, colour: read.colour)
    if again.text == read.text { return read }
    var doubtful = again.trusted && again.text.count > read.text.count ? again : read
    doubtful.trusted = false
    return doubtful
  }

  private func read(_ quad: Quad, lines: Int, colour: PlateColour) throws -> PlateRead {
    var plate = try PlateRows.rectify(picture, quad, lines: lines)
    let isLightOnDark =
      switch colour {
      case .blue, .red, .yellow, .green: colour.hasLightCharacters
      // White in the shade and black in the sun are alike: the picture decides.
      case .white, .black, .unknown: PlateRows.isLightOnDark(plate)
      }
    if isLightOnDark { plate = plate.inverted() }
    let rows = PlateRows.rows(of: plate, lines: lines)
    let readings = try readers.map { try $0.read(rows) }
    let candidates = rows.indices.map { row in
      RowFusion.candidates(
        zip(readers, readings).map { RowFusion.Voice(reading: $1[row], weight: $0.weight) })
    }
    let result = PlateReading.result(rows: candidates, colour: colour)
    return PlateRead(
      text: result.text, raw: result.raw, country: result.country, kind: result.kind, lines: lines, colour: colour,
      confidence: result.confidence,
      trusted: readers.count > 1 && result.isPlain && result.confidence >= options.trustedFrom, quad: quad,
      characters: result.characters)
  }
}
