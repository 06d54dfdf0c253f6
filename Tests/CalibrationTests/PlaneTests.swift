import Border
import Foundation
import Scenes
import Testing

@testable import Calibration

/// The drawn gate's own camera: what it sees is known from its position and focal length.
@Suite struct PlaneTests {
  let camera = SceneCamera(
    focal: 1950, position: Vector(-1150, 2150, 0), target: Vector(0, 1080, 5000), roll: 0.01)

  func quad(z: Double, y: Double = 700, x: Double = 0, size: PlateSize = .long) throws -> Quad {
    let corners = try [(-1.0, 1.0), (1, 1), (1, -1), (-1, -1)].map { side, level in
      try #require(camera.project(Vector(x + side * size.width / 2, y + level * size.height / 2, z)))
    }
    return Quad(topLeft: corners[0], topRight: corners[1], bottomRight: corners[2], bottomLeft: corners[3])
  }

  func sight(z: Double, x: Double = 0, jitter: Double = 0, using random: inout SystemRandomNumberGenerator) throws
    -> PlateScale.Sight
  {
    var quad = try quad(z: z, x: x)
    func moved(_ p: Point) -> Point {
      Point(
        x: p.x + .random(in: -jitter...jitter, using: &random), y: p.y + .random(in: -jitter...jitter, using: &random))
    }
    quad = Quad(
      topLeft: moved(quad.topLeft), topRight: moved(quad.topRight), bottomRight: moved(quad.bottomRight),
      bottomLeft: moved(quad.bottomLeft))
    return PlateScale.Sight(quad: quad, size: .long)
  }

  @Test(arguments: [0.0, 1.0, 2.0]) func platesOfKnownSizeGiveTheScale(_ jitter: Double) throws {
    var random = SystemRandomNumberGenerator()
    let measured = try (0..<160).map { step in
      try sight(
        z: 5000 + Double(step % 40) * 200, x: Double(step / 40) * 60 - 90, jitter: jitter, using: &random)
    }
    let scale = try PlateScale.fit(measured)
    for z in stride(from: 5100.0, through: 12_000, by: 300) {
      let truth = PlateScale.Sight(quad: try quad(z: z), size: .long)
      #expect(abs(scale.at(truth.centre) / truth.scale - 1) < 0.01, "at \(z) mm")
    }
  }

  @Test func misreadPlatesDoNotMoveIt() throws {
    var random = SystemRandomNumberGenerator()
    var measured = try (0..<80).map { try sight(z: 5000 + Double($0) * 100, jitter: 0.5, using: &random) }
    // A two-line plate taken for a long one, now and then.
    for index in stride(from: 0, to: 80, by: 9) { measured[index].size = PlateSize(width: 330, height: 165) }
    let scale = try PlateScale.fit(measured)
    let truth = PlateScale.Sight(quad: try quad(z: 6050), size: .long)
    #expect(abs(scale.at(truth.centre) / truth.scale - 1) < 0.01)
  }

  @Test func theFigureCanFail() throws {
    // A camera that was zoomed by 3 % since: the check above must find it.
    var random = SystemRandomNumberGenerator()
    let measured = try (0..<80).map { try sight(z: 5000 + Double($0) * 100, using: &random) }
    let scale = try PlateScale.fit(measured)
    let zoomed = SceneCamera(
      focal: 1950 * 1.03, position: camera.position, yaw: camera.yaw, pitch: camera.pitch, roll: camera.roll)
    let (a, b) = (
      try #require(zoomed.project(Vector(-260, 700, 6000))), try #require(zoomed.project(Vector(260, 700, 6000)))
    )
    let seen = hypot(a.x - b.x, a.y - b.y) / 520
    let middle = Point(x: (a.x + b.x) / 2, y: (a.y + b.y) / 2)
    #expect(abs(scale.at(middle) / seen - 1) > 0.01)
  }

  static let marks = [
    (-1500.0, 4500.0), (1500, 4500), (-1500, 8000), (1500, 8000), (-1500, 12_000), (1500, 12_000), (0, 6000),
  ]

  func marks(jitter: Double = 0) throws -> [GroundPlane.Mark] {
    try Self.marks.map { x, z in
      let seen = try #require(camera.project(Vector(x, 0, z)))
      return .init(
        image: Point(x: seen.x + .random(in: -jitter...jitter), y: seen.y + .random(in: -jitter...jitter)),
        ground: Point(x: x, y: z))
    }
  }

  @Test(arguments: [true, false]) func marksOnTheGroundGiveTheScale(_ knowsLens: Bool) throws {
    let lens = LensModel(focalX: 1950, focalY: 1950, centreX: 639.5, centreY: 359.5)
    let ground = try GroundPlane(marks: marks(), lens: knowsLens ? lens : nil, width: 1280, height: 720)
    #expect(ground.isLensMeasured == knowsLens)
    #expect(abs(ground.lens.focalX / 1950 - 1) < 0.01)
    let scale = try ground.plateScale(over: marks(), height: 700)
    for z in stride(from: 5000.0, through: 11_000, by: 500) {
      let truth = PlateScale.Sight(quad: try quad(z: z), size: .long)
      #expect(abs(scale.at(truth.centre) / truth.scale - 1) < 0.01, "at \(z) mm")
    }
    let pixel = try #require(camera.project(Vector(300, 0, 9000)))
    let place = try #require(ground.place(of: pixel))
    #expect(abs(place.x - 300) < 9 && abs(place.y - 9000) < 90)
  }

  @Test func marksMeasuredToAPixelGiveItWithinAPercent() throws {
    let lens = LensModel(focalX: 1950, focalY: 1950, centreX: 639.5, centreY: 359.5)
    let ground = try GroundPlane(marks: marks(jitter: 1), lens: lens, width: 1280, height: 720)
    let scale = try ground.plateScale(over: marks(), height: 700)
    let truth = PlateScale.Sight(quad: try quad(z: 5000), size: .long)
    #expect(abs(scale.at(truth.centre) / truth.scale - 1) < 0.01)
  }

  @Test func marksThatDoNotBelongTogetherAreRefused() throws {
    var wrong = try marks()
    wrong[2].image.x += 200
    let lens = LensModel(focalX: 1950, focalY: 1950, centreX: 639.5, centreY: 359.5)
    let error = #expect(throws: CalibrationError.self) {
      try GroundPlane(marks: wrong, lens: lens, width: 1280, height: 720)
    }
    #expect(error?.remedy == "check that each mark's pixel belongs to its place on the ground")
    #expect(throws: CalibrationError.self) {
      try GroundPlane(marks: Array(wrong.prefix(3)), lens: lens, width: 1280, height: 720)
    }
  }

  @Test func whereAPlateBecomesReadableIsFound() {
    let scale = PlateScale(a: 0, b: 0, c: 0.001)
    let (far, near) = (Point(x: 600, y: 100), Point(x: 600, y: 500))
    #expect(scale.place(ofWidth: 130, from: far, to: near) == 0.375)
    #expect(scale.place(ofWidth: 30, from: far, to: near) == 0)
    #expect(scale.place(ofWidth: 300, from: far, to: near) == nil)
  }
}
