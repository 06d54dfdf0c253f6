import Border
import Testing

@testable import Scenes

/// The corners in the truth are the corners in the picture.
@Suite struct TruthTests {
  private static let camera = SceneCamera(
    focal: 1500, position: Vector(-900, 2100, 0), target: Vector(0, 700, 5000), roll: 0.04)

  /// A dark square of 24 mm on a white sheet at each corner of a blank: its middle is the corner.
  @Test(arguments: [Pose(x: 0, z: 5000), Pose(x: 600, z: 4000, yaw: 0.3), Pose(x: -900, z: 9000, yaw: -0.2)])
  func aMarkDrawnAtACornerIsSeenWhereTheTruthSays(pose: Pose) throws {
    let fonts = try FontBook.load()
    let stage = try Stage(camera: Self.camera, painter: PlatePainter(fonts: fonts), conditions: .perfect)
    let sheet = stage.upright(at: pose.place(-260, 755, 0), across: pose.right)
    stage.canvas.fill(.rect(-200, -200, 920, 510), on: sheet, Colour(1, 1, 1))
    for (x, y) in [(0.0, 0.0), (520, 0), (520, 110), (0, 110)] {
      stage.canvas.fill(.rect(x - 12, y - 12, 24, 24), on: sheet, Colour(0, 0, 0))
    }
    let picture = stage.finish(motion: (0, 0), seed: 1).picture
    let quad = try #require(sheet.quad(x: 0, y: 0, width: 520, height: 110))
    for corner in quad.corners {
      let seen = picture.darkCentre(near: corner, radius: 9)
      #expect(abs(seen.x - corner.x) < 0.15 && abs(seen.y - corner.y) < 0.15, "\(seen) is not at \(corner)")
    }
  }

  @Test func theQuadOfAScenePlateIsWhereItsGroundEnds() throws {
    let painter = PlatePainter(fonts: try FontBook.load())
    let drive = DriveThrough(
      painter: painter, tractor: DrawnPlate("12C12345", colour: .yellow), conditions: .perfect, seed: 5)
    let frame = try drive.frame(at: 5)
    let truth = try #require(frame.truth.first)
    #expect(truth.text == "12C12345" && truth.visible == 1)
    // A little inside every edge it is yellow, a little outside it is not.
    let c = truth.quad.corners
    let middle = Point(x: c.map(\.x).reduce(0, +) / 4, y: c.map(\.y).reduce(0, +) / 4)
    for i in 0..<4 {
      let edge = Point(x: (c[i].x + c[(i + 1) % 4].x) / 2, y: (c[i].y + c[(i + 1) % 4].y) / 2)
      let length = ((middle.x - edge.x) * (middle.x - edge.x) + (middle.y - edge.y) * (middle.y - edge.y)).squareRoot()
      func isYellow(_ pixels: Double) -> Bool {
        let t = pixels / length
        let p = frame.picture.colour(
          Int((edge.x + (middle.x - edge.x) * t).rounded()), Int((edge.y + (middle.y - edge.y) * t).rounded()))
        return p.red > 0.6 && p.green > 0.45 && p.blue < 0.35
      }
      #expect(isYellow(0.8), "edge \(i): no plate just inside")
      #expect(!isYellow(-1.2), "edge \(i): plate just outside")
    }
  }

  @Test func cornersRunClockwiseFromThePlatesOwnTopLeft() throws {
    let scene = RandomScene(painter: PlatePainter(fonts: try FontBook.load()))
    for seed in 0..<12 as Range<UInt64> {
      for plate in try scene.frame(seed: seed).truth {
        let c = plate.quad.corners
        // Shoelace: positive is clockwise where y grows downwards.
        let area = (0..<4).map { c[$0].x * c[($0 + 1) % 4].y - c[($0 + 1) % 4].x * c[$0].y }.reduce(0, +)
        #expect(area > 0)
        #expect(plate.quad.topLeft.x < plate.quad.topRight.x && plate.quad.topLeft.y < plate.quad.bottomLeft.y)
      }
    }
  }

  @Test func whatIsCoveredOrOutsideIsNotVisible() {
    let quad = Quad(
      topLeft: Point(x: 0, y: 0), topRight: Point(x: 100, y: 0), bottomRight: Point(x: 100, y: 50),
      bottomLeft: Point(x: 0, y: 50))
    let pole = Quad(
      topLeft: Point(x: -10, y: 0), topRight: Point(x: 110, y: 0), bottomRight: Point(x: 110, y: 25),
      bottomLeft: Point(x: -10, y: 25))
    #expect(visibleShare(of: quad, width: 200, height: 200) == 1)
    #expect(visibleShare(of: quad, width: 50, height: 200) == 0.5)
    #expect(visibleShare(of: quad, width: 200, height: 200, covers: [pole]) == 0.5)
  }

  @Test func theCameraShowsItsTargetWhereItWasAsked() throws {
    let camera = SceneCamera(
      focal: 1500, position: Vector(-900, 2100, 0), target: Vector(100, 700, 6000), at: Point(x: 300, y: 600))
    let seen = try #require(camera.project(Vector(100, 700, 6000)))
    #expect(abs(seen.x - 300) < 40 && abs(seen.y - 600) < 40)
    #expect(camera.project(Vector(0, 2100, -3000)) == nil)
  }
}

extension Picture {
  /// Centre of darkness around a point.
  fileprivate func darkCentre(near point: Point, radius: Int) -> Point {
    var (sum, x, y) = (0.0, 0.0, 0.0)
    for row in Int(point.y) - radius...Int(point.y) + radius {
      for column in Int(point.x) - radius...Int(point.x) + radius {
        let dark = 1 - colour(column, row).green
        sum += dark
        x += dark * Double(column)
        y += dark * Double(row)
      }
    }
    return Point(x: x / sum, y: y / sum)
  }
}
