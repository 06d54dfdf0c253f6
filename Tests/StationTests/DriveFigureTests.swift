import Border
import Foundation
import Scenes
import Testing

/// How far a passage can be relied on, as the lane's own limits of trust leave it. The long form drives hundreds of vehicles:
/// `GATE_TEST_DRIVES=300`.
@Suite("Drawn vehicles of every kind drive through", .serialized, .enabled(if: TestLane.models != nil, "no models"))
struct DriveFigureTests {
  private let drives = ProcessInfo.processInfo.environment["GATE_TEST_DRIVES"].flatMap(Int.init) ?? 6

  @Test func `most are read and trusted, and what is trusted is what was drawn`() async throws {
    let figure = try await DriveFigure(drives: drives, painter: PlatePainter(fonts: try FontBook.load())) { so in
      if so.drives == drives || so.drives.isMultiple(of: 10) { print(so) }
    }
    #expect(figure.complaints == [])
  }

  @Test func `one that shows no plate is a passage all the same`() async throws {
    let (count, painter) = (max(3, drives / 3), PlatePainter(fonts: try FontBook.load()))
    let figure = try await DriveFigure(drives: count, plates: false, painter: painter, seed: 4711) { so in
      if so.drives == count || so.drives.isMultiple(of: 10) { print(so) }
    }
    #expect(figure.complaints == [])
  }

  @Test(arguments: [false, true])
  func `close behind one another, each is a passage of its own`(rear: Bool) async throws {
    let (queues, length) = drives < 10 ? (1, 3) : (drives / 20, QueueFigure.length)
    let painter = PlatePainter(fonts: try FontBook.load())
    let figure = try await QueueFigure(queues: queues, length: length, rear: rear, painter: painter) { print($0) }
    #expect(figure.complaints == [])
  }

  @Test func `a lane that takes two vehicles for one, or gives one the next one's plate, fails the figure`() {
    var (one, given, blind) = (QueueFigure(), QueueFigure(), QueueFigure())
    let vehicles = ["12C12345", nil, "12C12346"].map { QueueFigure.Plates(tractor: $0) }
    one.add(vehicles, [passage("12C12345", trusted: true), passage("12C12346", trusted: true)])
    given.add(vehicles, ["12C12345", "12C12346", "12C12346"].map { passage($0, trusted: true) })
    blind.add([vehicles[0], vehicles[0]], Array(repeating: passage("12C12346", trusted: false), count: 2))
    #expect(one.complaints.map { $0.prefix(8) } == ["confused", "1 of 2 r"])
    #expect(given.complaints.map { $0.prefix(8) } == ["confused"])
    #expect(blind.complaints == ["0 of 2 read"])
  }

  private func passage(_ plate: String, trusted: Bool) -> Passage {
    var passage = Passage(id: UUID(), lane: "in-1", direction: .entry, startedAt: DrawnCamera.time(0).wall)
    passage.tractor = PlateConsensus(
      text: plate, raw: plate, country: .vietnam, kind: .car, colour: .white, lines: 1, confidence: 0.9,
      trusted: trusted, agreeingFrames: 2, characters: [], camera: "front")
    return passage
  }

  @Test func `lanes that trust a wrong plate, hardly any, read none, or see vehicles twice fail the figure`() {
    var (wrong, shy, blind, double) = (DriveFigure(), DriveFigure(), DriveFigure(), DriveFigure())
    for number in 0..<10 {
      let plate = "12C1234\(number)"
      wrong.add(plate, [passage(number == 0 ? "12C99999" : plate, trusted: true)])
      shy.add(plate, [passage(plate, trusted: number == 0)])
      blind.add(plate, [])
      double.add(plate, Array(repeating: passage(plate, trusted: true), count: number == 0 ? 2 : 1))
    }
    #expect(wrong.complaints == ["of 10 trusted plates 1 are wrong: [\"12C12340 as 12C99999\"]"])
    #expect(shy.complaints == ["1 of 10 trusted"])
    #expect(double.complaints.map { $0.prefix(28) } == ["1 of 10 are several passages"])
    #expect(blind.complaints.map { $0.prefix(12) } == ["0 of 10 read", "0 of 10 trus", "10 of 10 are"])
  }
}
