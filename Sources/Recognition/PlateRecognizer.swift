public import Border
internal import Foundation

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
  /// Rows of this height show enough of their characters to be counted, in pixels.
  private static let leastRow = 9.6
  /// Rows lower than this are low ones, in pixels: above it readers are hardly ever wrong and sure of it. Of Chinese ones a
  /// single picture hardly ever vouches for such, since few provinces are as sure as low rows must be read there.
  private static let (lowRow, lowChineseRow) = (30.0, 25.0)
  /// What is trusted must be read in a wider cut as well, by the first reader alone, at least so surely.
  private static let (wideCutFrom, wideCutInLowRowsFrom) = (0.5, 0.86)
  /// A place below the one score at the first look and below the other at the second is no plate. Of 5,757 plates that were found in
  /// `vn_gate_train` and in drawn pictures of seeds that are in no figure 4 are such places, of 1,061 others 488.
  private static let (surelySeen, hardlySeen) = (0.5, 0.2)

  private let detector: any PlateDetector
  private let reader: PlateReader
  private let options: RecognitionOptions
  private let picture: Picture

  /// With the project's models.
  public convenience init(models: ModelStore, options: RecognitionOptions = RecognitionOptions()) throws {
    let parts = try RecognizerParts(models: models, options: options)
    try self.init(
      detector: parts.detector, readers: parts.readers, far: parts.far, provinces: parts.provinces, options: options)
  }

  /// With other models behind the same protocols. A read is trusted only where all of at least two readers agree.
  ///
  /// - Parameters:
  ///   - far: takes the first reader's place where rows are lowest in the picture or blurred, and has an opinion on low ones in doubt.
  ///   - provinces: a second opinion on Chinese provinces; without it they are never sure enough to be trusted.
  public init(
    detector: any PlateDetector, readers: [any RowReader], far: (any RowReader)? = nil,
    provinces: ProvinceReader? = nil,
    options: RecognitionOptions
  ) throws {
    self.detector = detector
    reader = PlateReader(readers: readers, far: far, provinces: provinces)
    self.options = options
    picture = try Picture()
  }

  /// The files of `SlowNetworks`, known once the networks have run.
  public var slowNetworks: [String] { detector.slowNetworks + reader.slowNetworks }

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
    let plates = try detections.compactMap(readUnlessOutside)
    let total = all.elapsed
    return FrameReading(
      width: picture.width, height: picture.height, plates: plates,
      timings: .init(decode: decoded, detect: detected, read: total - detected, total: total), cpu: all.cpu)
  }

  /// Corners at the very edge of the picture can leave nothing to cut: that is no plate, and the frame's others are read.
  private func readUnlessOutside(_ detection: Detection) throws -> PlateRead? {
    do { return try read(detection) } catch PictureError.impossibleCut { return nil }
  }

  private func read(_ detection: Detection) throws -> PlateRead? {
    guard let corners = try steadied(detection) else { return nil }
    let quad = corners.grown(by: 0.02)
    let colour = try GroundColour.of(picture, quad)
    var glimpse = try glimpse(quad, of: corners, lines: PlateRows.likelyLines(aspect: quad.aspect), colour)
    let sense = PlateReading.sense(of: glimpse.result)
    if sense < -1 || glimpse.hasEmptyRow, let lines = PlateRows.otherLines(aspect: quad.aspect) {
      let other = try self.glimpse(quad, of: corners, lines: lines, colour)
      if PlateReading.sense(of: other.result) > sense { glimpse = other }
    }
    guard !isHardlyRead(glimpse, detection.score, below: 0.05) else { return nil }
    let first = isWorthOtherVoices(glimpse.result) ? try reader.completed(glimpse) : glimpse
    guard !isHardlyRead(first, detection.score, below: 0.02) else { return nil }
    let read =
      isTrusted(first) || !isWorthAnotherLook(first.result)
      ? plate(first, at: corners, trusted: isTrusted(first)) : try seenAgain(first, corners)
    guard read.trusted else { return read }
    let sure = try confirmed(read)
    return first.hasBrokenCharacter ? sure.untrusted : sure
  }

  /// A cut of the plate, and what the first reader makes of it.
  private func glimpse(_ cut: Quad, of corners: Quad, lines: Int, _ colour: PlateColour) throws -> PlateView {
    try reader.glimpse(of: picture, cut, corners: corners, lines: lines, colour: colour)
  }

  /// The corners by two looks: each is off by chance, their mean by less. Nil where the second sees nothing at a place that hardly
  /// looked like a plate to the first.
  private func steadied(_ detection: Detection) throws -> Quad? {
    guard let again = try detector.look(again: detection.quad, in: picture, nearer: false) else {
      return detection.quad
    }
    guard detection.score >= Self.surelySeen || again.score >= Self.hardlySeen else { return nil }
    return again.quad.map(detection.quad.mean) ?? detection.quad
  }

  /// What is no plate but writing on a vehicle, as 18.5 T, or nothing at all: fewer characters than any plate has though they are
  /// large enough, and, at a place that hardly looks like a plate, characters that nobody is sure of.
  private func isHardlyRead(_ view: PlateView, _ score: Double, below confidence: Double) -> Bool {
    guard view.result.kind == .unknown else { return false }
    let isDoubtful = score < 0.6
    if view.result.characters.count < 5 { return isDoubtful || view.rowHeight >= Self.leastRow }
    return isDoubtful && view.result.confidence < confidence
  }

  /// The other readers take most of the time: none of it for what fits no grammar, so is never trusted, and what the first reader
  /// is hardly sure of, as it is with lettering. Of `in_weighbridge_trucks_dev`'s plates, whose grammar is not known here, as many
  /// are read.
  private func isWorthOtherVoices(_ glimpse: PlateReading.Result) -> Bool {
    glimpse.kind != .unknown || glimpse.confidence >= 0.2
  }

  /// Lettering on a vehicle is mostly read unsurely, and as no known plate: to look at it three times is time lost.
  private func isWorthAnotherLook(_ result: PlateReading.Result) -> Bool {
    result.kind != .unknown ? result.confidence > 1e-3 : result.confidence > 0.05 && result.characters.count >= 6
  }

  /// Where the readers disagree or doubt, the plate is cut out anew by other corners and with other margins, since a row that was cut
  /// tight costs the weaker reader a character, and all voices are heard together. Trusted is only what they hold likeliest together,
  /// and what both readers say of one of the cuts; no other text may be as well vouched for.
  private func seenAgain(_ first: PlateView, _ corners: Quad) throws -> PlateRead {
    var views = [try reader.withFarOpinion(first)]
    var (joint, isSure) = (views[0], false)
    let others = try detector.look(again: corners, in: picture, nearer: true)?.quad ?? corners
    for (corners, margin) in [(others, 0.08), (corners, 0), (others, 0.12)] {
      let glimpse = try reader.withFarOpinion(
        glimpse(corners.grown(by: margin), of: corners, lines: first.lines, first.colour))
      views.append(mayBeTrusted(glimpse) ? try reader.completed(glimpse) : glimpse)
      joint = PlateView.joined(views)
      isSure = isTrusted(joint, of: views)
      if isSure || isSettled(joint, views) { break }
    }
    return plate(joint, at: corners, trusted: isSure)
  }

  private func isTrusted(_ joint: PlateView, of views: [PlateView]) -> Bool {
    guard joint.result.kind != .unknown, isSure(joint, from: options.trustedTogetherFrom) else { return false }
    return Set(views.filter(isTrusted).map(\.result.text)) == [joint.result.text]
  }

  /// Whether the other readers' voices can make the first one's read a trusted one: they take half a look's time.
  private func mayBeTrusted(_ glimpse: PlateView) -> Bool {
    isFitForTrust(glimpse) && glimpse.result.confidence >= 0.3
  }

  /// Whether cuts of a plate of no known grammar, which is never trusted, say the same and are sure of it.
  private func isSettled(_ joint: PlateView, _ views: [PlateView]) -> Bool {
    joint.result.kind == .unknown && joint.result.confidence >= 0.8
      && views.allSatisfy { $0.result.text == joint.result.text }
  }

  /// What lies on the verge between two characters, as 6 and 8 of few pixels or an H under a glare, is read surely by both readers and
  /// otherwise in the next cut: their confidence says nothing of it, another cut does. The frames of a vehicle that stands err alike, so
  /// a lane asks for it too: of 3,000 drawn plates (seed 616161) one frame vouches for 2,624 without it, 12 of them wrong, for 2,444 with
  /// it, 5 of them wrong.
  private func isReadInWiderCut(_ read: PlateRead) throws -> Bool {
    let glimpse = try glimpse(read.quad.grown(by: 0.12), of: read.quad, lines: read.lines, read.colour)
    let least = isLow(glimpse) ? Self.wideCutInLowRowsFrom : Self.wideCutFrom
    return glimpse.result.text == read.text && !glimpse.isShaded && glimpse.result.confidence >= least
  }

  /// What else a trusted read must be: wholly in the picture, read the same in a wider cut, and complete.
  private func confirmed(_ read: PlateRead) throws -> PlateRead {
    guard read.quad.isInside(width: picture.width, height: picture.height), try isReadInWiderCut(read) else {
      return read.untrusted
    }
    return PlateReading.mayLackCharacter(read) ? try complete(read) : read
  }

  /// Corners that are off may leave out the last digit, and 12C-123.45 without its 5 is a lawful plate too: where one
  /// more character would also be lawful, a wider look must show the same text, with no room left for the character. Under a glare the first
  /// reader passes over a digit that the others see, under a drop on the lens all of them do.
  private func complete(_ read: PlateRead) throws -> PlateRead {
    // Half a row's height is about a character's width.
    let wider = read.quad.grown(by: 0.02).grown(sideways: 0.4 / Double(read.lines), upAndDown: 0)
    let glimpse = try glimpse(wider, of: read.quad, lines: read.lines, read.colour)
    if glimpse.result.text == read.text, !glimpse.hasRoomAtOneEnd { return read }
    let again = try reader.completed(glimpse)
    if again.result.text == read.text { return again.hasRoomAtOneEnd ? read.untrusted : read }
    let isLonger = isTrusted(again) && again.result.text.count > read.text.count
    return isLonger ? plate(again, at: read.quad, trusted: false) : read.untrusted
  }

  private func isTrusted(_ view: PlateView) -> Bool {
    reader.hasTwoVoices && isFitForTrust(view) && isSure(view, from: options.trustedFrom)
  }

  /// What trust asks of a cut however sure its readers are: a plain read, of rows that are large enough and lie in one light.
  private func isFitForTrust(_ view: PlateView) -> Bool {
    view.result.isPlain && !view.isShaded && isLargeEnough(view)
  }

  private func isSure(_ view: PlateView, from least: Double) -> Bool {
    let leastInLowRows = isLow(view) ? options.trustedInLowRowsFrom : 0
    return view.result.confidence >= max(least, leastInLowRows)
  }

  private func isLow(_ view: PlateView) -> Bool {
    view.rowHeight < (view.result.country == .china ? Self.lowChineseRow : Self.lowRow)
  }

  private func isLargeEnough(_ view: PlateView) -> Bool {
    view.rowHeight >= (view.result.country == .china ? options.trustedChineseRow : options.trustedRow)
  }

  private func plate(_ view: PlateView, at corners: Quad, trusted: Bool) -> PlateRead {
    let result = view.result
    return PlateRead(
      text: result.text, raw: result.raw, country: result.country, kind: result.kind, lines: view.lines,
      colour: view.colour, confidence: CalibratedConfidence.of(result), trusted: trusted, quad: corners,
      characters: result.characters)
  }
}

extension PlateRead {
  fileprivate var untrusted: PlateRead {
    var read = self
    read.trusted = false
    return read
  }
}
