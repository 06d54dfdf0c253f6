import Border
import Testing

@testable import Calibration

@Suite struct ViewChoiceTests {
  /// A board of twelve corners at this place of a picture 1280 pixels wide; `hidden` corners are not seen.
  private func view(_ x: Double, _ y: Double, hidden: Int = 0) -> BoardView {
    let plane = (0..<12).map { Point(x: Double($0 % 4) * 30, y: Double($0 / 4) * 30) }
    return BoardView(
      name: "", image: plane.dropFirst(hidden).map { Point(x: $0.x + x, y: $0.y + y) },
      plane: Array(plane.dropFirst(hidden)))
  }

  private func taken(_ views: [BoardView]) -> [Bool] {
    var choice = ViewChoice()
    return views.map { choice.takes($0, pictureWidth: 1280) }
  }

  @Test func aBoardThatHoldsStillIsTakenOnce() {
    #expect(taken([view(100, 100), view(100.4, 100), view(100, 100.3)]) == [false, true, false])
  }

  @Test func aBoardThatIsBeingMovedIsNotTaken() {
    #expect(taken((0..<9).map { view(100 + Double($0) * 20, 100) }).allSatisfy { !$0 })
  }

  @Test func elsewhereItIsTakenAgainOnceItIsStill() {
    let way = [view(100, 100), view(100, 100), view(160, 100), view(200, 100), view(200.5, 100), view(200.5, 100)]
    #expect(taken(way) == [false, true, false, false, true, false])
  }

  @Test func nearbyItIsTheSameView() {
    #expect(taken([view(100, 100), view(100, 100), view(130, 100), view(130, 100)]) == [false, true, false, false])
  }

  @Test func withoutTheBoardNothingIsTaken() {
    let nothing = BoardView(name: "", image: [], plane: [])
    #expect(taken([nothing, nothing]) == [false, false])
    #expect(taken([view(100, 100), nothing, view(100, 100), view(100, 100)]) == [false, false, false, true])
  }

  @Test func cornersAreComparedWithThemselvesThoughOthersAreHidden() {
    #expect(taken([view(100, 100), view(100, 100, hidden: 4)]) == [false, true])
    #expect(taken([view(100, 100), view(100, 100, hidden: 5)]) == [false, false])
  }
}
