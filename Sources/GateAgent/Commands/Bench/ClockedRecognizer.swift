import Border
import Recognition

/// A recognizer with clocks around its parts, so that the stage `read` can be told in the parts that take its time without the
/// recognizer measuring anything on its way. One thread at a time.
final class ClockedRecognizer {
  /// One picture's reading, and wall times within its stage `read`.
  struct Reading {
    var frame: FrameReading
    /// Other looks of the detector at a plate that was found.
    var looks: Duration
    /// The convolutional readers of rows, near and far.
    var ctc: Duration
    var tesseract: Duration
    /// Colour of the ground, rectifying, cutting rows, provinces of China, weighing what was read, grammar.
    var rest: Duration { frame.timings.read - looks - ctc - tesseract }
  }

  private let recognizer: PlateRecognizer
  private let (looks, ctc, tesseract) = (PartClock(), PartClock(), PartClock())

  init(_ subject: BenchSubject) throws {
    let parts = try RecognizerParts(models: subject.models, options: subject.options)
    let (ctc, tesseract) = (ctc, tesseract)
    recognizer = try PlateRecognizer(
      detector: ClockedDetector(detector: parts.detector, clock: looks),
      readers: parts.readers.map { ClockedReader(reader: $0, clock: $0 is TesseractReader ? tesseract : ctc) },
      far: ClockedReader(reader: parts.far, clock: ctc), provinces: parts.provinces, options: subject.options)
  }

  func read(_ frame: Frame) throws -> Reading {
    for clock in [looks, ctc, tesseract] { clock.elapsed = .zero }
    let reading = try recognizer.read(frame)
    return Reading(frame: reading, looks: looks.elapsed, ctc: ctc.elapsed, tesseract: tesseract.elapsed)
  }
}

/// The time that one part has taken.
private final class PartClock {
  var elapsed = Duration.zero

  func measure<Result>(_ work: () throws -> Result) rethrows -> Result {
    let began = ContinuousClock.now
    defer { elapsed += ContinuousClock.now - began }
    return try work()
  }
}

private struct ClockedReader: RowReader {
  let reader: any RowReader
  let clock: PartClock

  var weight: Double { reader.weight }
  var slowNetworks: [String] { reader.slowNetworks }

  func read(_ rows: [GreyPatch]) throws -> [RowReading] { try clock.measure { try reader.read(rows) } }
}

private struct ClockedDetector: PlateDetector {
  let detector: any PlateDetector
  let clock: PartClock

  var slowNetworks: [String] { detector.slowNetworks }

  /// The stage `detect`, which the recognizer tells by itself.
  func detect(in picture: Picture) throws -> [Detection] { try detector.detect(in: picture) }

  func look(again quad: Quad, in picture: Picture, nearer: Bool) throws -> SecondLook? {
    try clock.measure { try detector.look(again: quad, in: picture, nearer: nearer) }
  }
}
