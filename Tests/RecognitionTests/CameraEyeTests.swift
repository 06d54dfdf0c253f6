import Border
import Foundation
import Scenes
import Synchronization
import Testing

@testable import Recognition

/// The way of a camera's frames with a detector and readers that tell what they are asked: what is looked at, when, and
/// what becomes of it.
@Suite("A camera's eye")
struct CameraEyeTests {
  /// Finds the drawn plate where it is drawn, while there is one.
  private final class KnowingDetector: PlateDetector {
    private(set) var looks = 0
    var quad: Quad?

    func detect(in picture: Recognition.Picture) throws -> [Detection] {
      looks += 1
      return quad.map { [Detection(quad: $0, score: 0.9)] } ?? []
    }
  }

  /// Reads one text, whatever it is shown.
  private struct SureReader: RowReader {
    let name = "sure"
    let weight = 1.0
    var slowNetworks: [String] = []

    func read(_ rows: [GreyPatch]) throws -> [RowReading] {
      zip(rows, rows.count == 2 ? ["12C", "12345"] : ["12C12345"]).map { _, text in
        RowReading(alternatives: [.init(characters: text.map { CharacterRead($0, probability: 0.995) }, probability: 1)]
        )
      }
    }
  }

  private let painter: PlatePainter
  private let detector = KnowingDetector()

  init() throws { painter = PlatePainter(fonts: try FontBook.load()) }

  private func eye(slow: [String] = []) throws -> CameraEye {
    CameraEye(
      recognizer: try PlateRecognizer(
        detector: detector, readers: [SureReader(slowNetworks: slow), SureReader()], options: RecognitionOptions()),
      camera: "front")
  }

  /// A lorry of some seconds; its frames from `start` to `end`.
  private func frames(
    from start: Double, to end: Double, tractor: DrawnPlate?, perSecond: Double = 8, width: Int = 640
  ) throws -> [(Frame, Quad?)] {
    var drive = DriveThrough(painter: painter, tractor: tractor)
    (drive.approach, drive.standing, drive.leaving) = (2, 3, 1)
    return try (0..<Int((end - start) * perSecond)).map { index in
      let seconds = start + Double(index) / perSecond
      let drawn = try drive.frame(at: seconds, width: width, height: width * 9 / 16)
      let frame = drawn.picture.frame(
        camera: "front", sequence: UInt64(index), capturedAt: DrawnLane.time(seconds + 100))
      return (frame, drawn.truth.first { $0.visible > 0.95 && $0.widthPixels > 25 }?.quad)
    }
  }

  private func watch(_ eye: CameraEye, _ frames: [(Frame, Quad?)]) throws -> [CameraNews] {
    try frames.map { frame, quad in
      detector.quad = quad
      return try eye.see(frame)
    }
  }

  /// The first frame after which a plate is known for sure.
  private func firstTrusted(_ news: [CameraNews]) throws -> Int {
    try #require(
      news.firstIndex { $0.items.contains { if case .plate(let it, _, _, _) = $0 { it.trusted } else { false } } })
  }

  @Test func `an empty lane is hardly looked at, a lorry in every frame until it stands`() throws {
    let eye = try eye()
    let empty = try watch(eye, frames(from: -6, to: -1, tractor: nil))
    #expect(detector.looks <= 8)
    #expect(empty.count { $0.reading == nil } >= 30)
    let before = detector.looks
    let coming = try watch(eye, frames(from: 0.5, to: 2, tractor: DrawnPlate("12C12345", format: .vietnamShort)))
    #expect(detector.looks - before >= coming.count)
  }

  @Test func `a plate that is known for sure is followed by fewer looks`() throws {
    let eye = try eye()
    let coming = try frames(
      from: 0.5, to: 1.46, tractor: DrawnPlate("12C12345", format: .vietnamShort), perSecond: 25, width: 1280)
    let news = try watch(eye, coming)
    let known = try firstTrusted(news)
    // Every frame until it is sure, and nine a second from then on.
    let later = Int((9 * Double(coming.count - 1 - known) / 25).rounded(.up))
    #expect((8...known + 1 + later).contains(detector.looks), "\(detector.looks) looks at \(coming.count) frames")
    #expect(known < 3)
  }

  @Test func `a plate is trusted once its rows are high enough in the picture, however wide it is cut out`() throws {
    let coming = try frames(
      from: 0.5, to: 1.46, tractor: DrawnPlate("12C12345", format: .vietnamShort), perSecond: 25)
    let news = try watch(eye(), coming)
    let known = try firstTrusted(news)
    // The plate has two rows. Those of the frames before say the same, but are not trusted.
    let rows = try coming[known - 1...known].map { try #require($0.1).height / 2 }
    #expect(rows[0] < 9.6 && rows[1] >= 9.6, "\(rows)")
  }

  @Test func `a plate is told once, with its way and a picture, and again only with a better one`() throws {
    let eye = try eye()
    let plate = DrawnPlate("12C12345", format: .vietnamShort)
    let news = try watch(eye, frames(from: -1, to: 5, tractor: plate)).flatMap(\.items)
    let plates = news.compactMap { item in
      if case .plate(let consensus, let track, let motion, let photographs) = item {
        (consensus, track, motion, photographs)
      } else {
        nil
      }
    }
    #expect(Set(plates.map(\.0.text)) == ["12C12345"] && Set(plates.map(\.1)) == [1])
    #expect(plates.contains { $0.2 == .approaching })
    let pictures = plates.compactMap(\.3)
    #expect((1...6).contains(pictures.count))
    #expect(plates.count < 10)
    // The last picture is of the largest plate: the best one, not the one that decided.
    let first = try #require(pictures.first)
    let last = try #require(pictures.last)
    #expect(last.capturedAt > first.capturedAt)
    #expect(try width(last.plate) > width(first.plate))
  }

  @Test func `networks that are computed slowly are told of once, and those that are not never`() throws {
    let coming = try frames(from: 0.5, to: 2, tractor: DrawnPlate("12C12345", format: .vietnamShort))
    let slow = [["plate-reader.onnx"], []].map { files in
      try? watch(eye(slow: files), coming).flatMap(\.items).compactMap {
        if case .slowNetworks(let networks) = $0 { networks.files } else { nil }
      }
    }
    #expect(slow == [[["plate-reader.onnx"]], []])
  }

  @Test func `a lorry without a plate is told once, with a picture and no plate in it`() throws {
    let eye = try eye()
    let news = try watch(eye, frames(from: -4, to: 9, tractor: nil)).flatMap(\.items)
    let told = news.compactMap { if case .vehicle(let time, let photographs) = $0 { (time, photographs) } else { nil } }
    try #require(told.count == 1)
    #expect(told[0].0 >= .seconds(1))
    #expect(told[0].1 != nil && told[0].1?.plate == nil)
    #expect(news.count { if case .vehicleLeft(wasSure: true) = $0 { true } else { false } } == 1)
    #expect(news.allSatisfy { if case .plate = $0 { false } else { true } })
  }

  @Test func `a sign that is always read like a plate hides no lorry without one`() throws {
    let eye = try eye()
    let lane = try frames(from: -2, to: 9, tractor: nil)
    // Beside the lane, where no lorry covers it.
    let sign = Quad(
      topLeft: Point(x: 540, y: 60), topRight: Point(x: 600, y: 60), bottomRight: Point(x: 600, y: 90),
      bottomLeft: Point(x: 540, y: 90))
    let empty = try #require(lane.first?.0)
    let waiting = (0..<620).map { second in
      var frame = empty
      frame.capturedAt = DrawnLane.time(Double(second) - 521.5)
      return (frame, Optional(sign))
    }
    let before = try watch(eye, waiting).flatMap(\.items)
    #expect(before.allSatisfy { if case .vehicle = $0 { false } else { true } })
    let news = try watch(eye, lane.map { ($0.0, sign) }).flatMap(\.items)
    #expect(news.count { if case .vehicle = $0 { true } else { false } } == 1)
  }

  @Test func `the end of a camera ends what is in view, at the time of its last frame`() throws {
    let eye = try eye()
    let frames = try frames(from: 1, to: 3, tractor: DrawnPlate("12C12345", format: .vietnamShort))
    _ = try watch(eye, frames)
    let end = eye.finish()
    #expect(end.at == frames.last?.0.capturedAt)
    #expect(end.items.count { if case .plateLeft = $0 { true } else { false } } == 1)
  }

  @Test func `a broken frame is an error, and time goes by all the same`() throws {
    let eye = try eye()
    _ = try watch(eye, frames(from: 1, to: 3, tractor: DrawnPlate("12C12345", format: .vietnamShort)))
    let broken = Frame(
      camera: "front", sequence: 99, capturedAt: DrawnLane.time(104), width: 640, height: 360, bytesPerRow: 0,
      format: .mjpeg, bytes: FrameBytes(copying: [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0]))
    #expect(throws: PictureError.truncated) { try eye.see(broken) }
    _ = eye.skip(to: DrawnLane.time(104))
    #expect(eye.skip(to: DrawnLane.time(140)).items.count == 1)
  }

  /// The sharper picture is kept.
  @Test func `a blurred plate is worth less than a sharp one, a small one less than a large one`() throws {
    func quality(_ defocus: Double, at seconds: Double) throws -> Double {
      var conditions = SceneConditions.day
      conditions.defocus = defocus
      let drawn = try DriveThrough(
        painter: painter, tractor: DrawnPlate("12C12345", format: .vietnamShort), conditions: conditions
      ).frame(at: seconds)
      let quad = try #require(drawn.truth.first?.quad)
      let frame = drawn.picture.frame(camera: "front", sequence: 1, capturedAt: DrawnLane.time(0))
      let picture = try Recognition.Picture()
      return try picture.withFrame(frame) { PlateSharpness.of(picture, quad) }
    }
    #expect(try quality(0.4, at: 6) > 1.3 * quality(5, at: 6))
    #expect(try quality(0.4, at: 6) > 1.3 * quality(0.4, at: 2))
  }

  private func width(_ jpeg: Data?) throws -> Int {
    let picture = try Recognition.Picture()
    try #require(jpeg).withUnsafeBytes { try picture.decode($0) }
    return picture.width
  }
}
