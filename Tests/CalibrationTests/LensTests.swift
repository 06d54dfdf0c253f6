import Border
import Foundation
import Scenes
import Testing

@testable import Calibration

/// A board held before a camera whose lens is known exactly.
struct DrawnBoard {
  static let lens = LensModel(
    focalX: BoardViews.lens.focal, focalY: BoardViews.lens.focal, centreX: BoardViews.lens.centreX,
    centreY: BoardViews.lens.centreY, distortion: BoardViews.lens.distortion)
  static let board = Board(kind: .charuco, columns: 9, rows: 6, square: 30)

  var board = Self.board
  var noise = 0.0
  var blur = 0.0
  var hidden = 0.0

  func picture(_ pose: [Double], seed: UInt64) throws -> Data {
    let views = BoardViews(hasMarkers: board.kind == .charuco, noise: noise, blur: blur, hidden: hidden)
    return Data(try views.picture(pose, seed: seed).jpeg(quality: 95))
  }

  func views() throws -> [BoardView] {
    let gauge = try PictureGauge()
    return try BoardViews.poses.enumerated().map { index, pose in
      try gauge.open(try picture(pose, seed: UInt64(index + 1)))
      return try BoardView.find(board, in: gauge, name: "view \(index + 1)")
    }
  }

  /// How far the found distortion is from the true one, where it is largest, relative to the true one.
  static func distortionError(_ found: LensModel) -> Double {
    let places = [(20.0, 20.0), (640, 20), (1260, 20), (20, 360), (1260, 360), (20, 700), (640, 700), (1260, 700)]
    var (worst, largest) = (0.0, 0.0)
    for (x, y) in places {
      // The same ray through both lenses: what is left is how they bend it.
      let ray = ((x - lens.centreX) / lens.focalX, (y - lens.centreY) / lens.focalY)
      let straightTrue = Point(x: x, y: y)
      let straightFound = Point(
        x: found.focalX * ray.0 + found.centreX, y: found.focalY * ray.1 + found.centreY)
      let bentTrue = lens.bent([straightTrue])[0]
      let bentFound = found.bent([straightFound])[0]
      let (dx, dy) = (bentTrue.x - straightTrue.x, bentTrue.y - straightTrue.y)
      let (ex, ey) = (bentFound.x - straightFound.x, bentFound.y - straightFound.y)
      worst = max(worst, hypot(ex - dx, ey - dy))
      largest = max(largest, hypot(dx, dy))
    }
    return worst / largest
  }
}

@Suite(.serialized) struct LensTests {
  static let cases: [(String, DrawnBoard)] = [
    ("clean", DrawnBoard()),
    ("noise", DrawnBoard(noise: 6)),
    ("blur", DrawnBoard(blur: 1.5)),
    ("partly hidden", DrawnBoard(hidden: 0.3)),
    ("noise, blur and partly hidden", DrawnBoard(noise: 4, blur: 1, hidden: 0.2)),
    ("chequer", DrawnBoard(board: Board(kind: .chequer, columns: 9, rows: 6, square: 30))),
    (
      "chequer with noise and blur",
      DrawnBoard(board: Board(kind: .chequer, columns: 9, rows: 6, square: 30), noise: 5, blur: 1.2)
    ),
  ]

  @Test(arguments: cases) func aDrawnLensIsFound(_ name: String, _ drawn: DrawnBoard) throws {
    let result = try LensCalibration.fit(drawn.views(), width: 1280, height: 720)
    let focal = max(abs(result.lens.focalX / 1150 - 1), abs(result.lens.focalY / 1150 - 1))
    let distortion = DrawnBoard.distortionError(result.lens)
    print(
      "lens, \(name): focal off by \(focal * 100) %, distortion by \(distortion * 100) %, \(result.error) px, "
        + "\(result.views.count { $0.rejected == nil }) views")
    #expect(focal < 0.005)
    #expect(distortion < 0.02)
    #expect(result.warnings.isEmpty, "\(result.warnings)")
  }

  @Test func aWrongSquareOrABentViewShows() throws {
    // The planted faults that the figures above must be able to find.
    var views = try DrawnBoard().views()
    views[3].image = views[3].image.map { Point(x: $0.x + 4 * sin($0.y / 30), y: $0.y) }
    let result = try LensCalibration.fit(views, width: 1280, height: 720)
    let reason = try #require(result.views[3].rejected)
    #expect(reason.contains("blurred, bent, or moved"))
    #expect(result.views.count { $0.rejected != nil } == 1)
    #expect(abs(result.lens.focalX / 1150 - 1) < 0.005)
  }

  @Test func viewsThatAreNoneSayWhy() throws {
    var views = try DrawnBoard().views()
    views[0].image = []
    views[0].plane = []
    views[1] = views[2]
    views[1].name = "twin"
    views[4].image = Array(views[4].image.prefix(5))
    views[4].plane = Array(views[4].plane.prefix(5))
    views[5].blur = 9
    let result = try LensCalibration.fit(views, width: 1280, height: 720)
    #expect(result.views[0].rejected?.hasPrefix("the board is not seen") == true)
    #expect(result.views[2].rejected == "shows the board where twin does: move it between pictures")
    #expect(result.views[4].rejected == "only 5 corners are seen, 8 are needed")
    #expect(result.views[5].rejected?.hasPrefix("is blurred by 9.0 px") == true)
  }

  @Test func tooFewViewsAndFlatViewsAreRefusedOrWarnedOf() throws {
    let views = try DrawnBoard().views()
    let error = #expect(throws: CalibrationError.self) {
      try LensCalibration.fit(Array(views.prefix(3)), width: 1280, height: 720)
    }
    #expect(
      error?.description
        == "3 of 3 views can be used, 5 are needed: show the board near, far, in every corner and tilted, and hold it still"
    )
  }

  @Test func aHiddenChequerIsNotSeenAndAHiddenCharucoIs() throws {
    let gauge = try PictureGauge()
    let pose = BoardViews.poses[2]
    for (kind, sees) in [(Board.Kind.chequer, false), (.charuco, true)] {
      let board = Board(kind: kind, columns: 9, rows: 6, square: 30)
      try gauge.open(try DrawnBoard(board: board, hidden: 0.5).picture(pose, seed: 1))
      #expect(try BoardView.find(board, in: gauge, name: "view").image.isEmpty != sees)
    }
  }
}

@Suite struct BoardTests {
  @Test func thePDFIsToScale() throws {
    let board = Board(kind: .charuco, columns: 9, rows: 6, square: 28)
    let pdf = try BoardSheet.pdf(of: board, on: .a4)
    #expect(pdf.starts(with: Data("%PDF-".utf8)))
    #expect(String(decoding: pdf, as: UTF8.self).contains("/MediaBox [ 0 0 841.889764 595.275591 ]"))
  }

  @Test func aBoardThatDoesNotFitIsRefused() {
    let error = #expect(throws: CalibrationError.self) {
      try BoardSheet.pdf(of: Board(kind: .charuco, columns: 12, rows: 8, square: 40), on: .a4)
    }
    #expect(
      error?.description
        == "480 x 320 mm and margins do not fit on a4: take larger paper, fewer squares or smaller ones")
  }

  @Test func boardsThatAreNoneAreRefused() {
    #expect(Board(kind: .chequer, columns: 8, rows: 6, square: 30).objection != nil)
    #expect(Board(kind: .charuco, columns: 8, rows: 6, square: 30).objection == nil)
    #expect(Board(kind: .charuco, columns: 2, rows: 6, square: 30).objection != nil)
    #expect(Board(kind: .charuco, columns: 9, rows: 6, square: 0).objection != nil)
  }
}
