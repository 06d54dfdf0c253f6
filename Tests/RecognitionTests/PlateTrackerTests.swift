import Border
import Foundation
import Testing

@testable import Recognition

@Suite("Plates from frame to frame")
struct PlateTrackerTests {
  private func at(_ seconds: Double) -> CaptureTime {
    CaptureTime(monotonic: .milliseconds(Int(seconds * 1000)), wall: Date(timeIntervalSince1970: seconds))
  }

  private func read(
    _ text: String, x: Double = 100, trusted: Bool = true, confidence: Double = 0.95, kind: PlateKind = .car,
    doubtful: [Int] = [], scale: Double = 1
  ) -> PlateRead {
    let (right, bottom) = (x + 120 * scale, 100 + 30 * scale)
    let quad = Quad(
      topLeft: Point(x: x, y: 100), topRight: Point(x: right, y: 100), bottomRight: Point(x: right, y: bottom),
      bottomLeft: Point(x: x, y: bottom))
    let characters = text.enumerated().map { CharacterRead($1, probability: doubtful.contains($0) ? 0.4 : 0.95) }
    return PlateRead(
      text: text, raw: text, country: kind == .unknown ? .unknown : .vietnam, kind: kind, lines: 1, colour: .yellow,
      confidence: confidence, trusted: trusted, quad: quad, characters: characters)
  }

  private func confirmed(_ events: [PlateTracker.Event]) -> [PlateConsensus] {
    events.compactMap { if case .confirmed(let consensus, _) = $0 { consensus } else { nil } }
  }

  @Test func `one frame alone confirms nothing, however sure it is`() {
    var tracker = PlateTracker(camera: "front")
    #expect(tracker.see([read("12C12345", confidence: 1)], at: at(0)).isEmpty)
    #expect(tracker.visible.isEmpty)
  }

  @Test func `two frames that agree confirm, and one trusted read among them makes it trusted`() throws {
    var tracker = PlateTracker(camera: "front")
    _ = tracker.see([read("12C12345", trusted: false)], at: at(0))
    let consensus = try #require(confirmed(tracker.see([read("12C12345", x: 110)], at: at(0.1))).first)
    #expect(consensus.text == "12C12345" && consensus.trusted && consensus.agreeingFrames == 2)
    #expect(consensus.camera == "front" && consensus.kind == .car && consensus.colour == .yellow)
    #expect(tracker.visible == [1])
  }

  @Test func `agreement without any trusted read stays untrusted until there is one`() throws {
    var tracker = PlateTracker(camera: "front")
    _ = tracker.see([read("12C12345", trusted: false)], at: at(0))
    let first = tracker.see([read("12C12345", trusted: false)], at: at(0.1))
    #expect(confirmed(first).first?.trusted == false)
    guard case .improved(let better, track: 1)? = tracker.see([read("12C12345")], at: at(0.2)).first else {
      Issue.record("a trusted read did not improve the plate")
      return
    }
    #expect(better.trusted)
  }

  @Test func `frames that err in different places are outvoted character by character`() throws {
    var tracker = PlateTracker(camera: "front")
    var events: [PlateTracker.Event] = []
    let reads = [
      read("12C12845", trusted: false, doubtful: [5]), read("12C72345", trusted: false, doubtful: [3]),
      read("12C12345", trusted: false), read("12C12346", trusted: false, doubtful: [7]),
      read("12C12345", trusted: false),
    ]
    for (index, read) in reads.enumerated() { events += tracker.see([read], at: at(Double(index) / 10)) }
    let consensus = try #require(confirmed(events).first)
    #expect(consensus.text == "12C12345" && !consensus.trusted)
  }

  @Test func `a vehicle that stands for an hour has one confirmation`() {
    var tracker = PlateTracker(camera: "front")
    var events: [PlateTracker.Event] = []
    for frame in 0..<36_000 { events += tracker.see([read("12C12345")], at: at(Double(frame) / 10)) }
    #expect(confirmed(events).count == 1)
    #expect(events.count < 12)
    #expect(!events.contains(.ended(track: 1)))
  }

  @Test func `someone who walks in front of a standing vehicle does not end it`() {
    var tracker = PlateTracker(camera: "front")
    for frame in 0..<30 { _ = tracker.see([read("12C12345")], at: at(Double(frame) / 10)) }
    #expect(tracker.see([], at: at(12)).isEmpty)
    #expect(tracker.see([read("12C12345")], at: at(12.1)).isEmpty)
    #expect(tracker.visible == [1])
    #expect(tracker.see([], at: at(30)) == [.ended(track: 1)])
  }

  @Test func `what is left of a plate behind someone who stops before it has not moved`() {
    var tracker = PlateTracker(camera: "front")
    for frame in 0..<30 {
      // It comes to a stand after half a second.
      let x = frame < 5 ? 20 * Double(frame) : 92
      _ = tracker.see([read("12C12345", x: x)], at: at(Double(frame) / 10))
    }
    var part = read("12C345", x: 92, trusted: false, confidence: 0.7)
    part.quad.topLeft.x += 45
    part.quad.bottomLeft.x += 45
    #expect(tracker.see([part], at: at(3)).isEmpty)
    #expect(tracker.see([], at: at(8)).isEmpty)
    #expect(tracker.see([read("12C12345", x: 92)], at: at(8.1)).isEmpty)
    #expect(tracker.visible == [1])
  }

  @Test func `a vehicle that drove out of view has ended after the gap`() {
    var tracker = PlateTracker(camera: "front")
    for frame in 0..<30 { _ = tracker.see([read("12C12345", x: Double(frame) * 20)], at: at(Double(frame) / 10)) }
    #expect(tracker.see([], at: at(4.8)).isEmpty)
    #expect(tracker.pass(at(5)) == [.ended(track: 1)])
    #expect(tracker.pass(at(9)).isEmpty)
  }

  @Test func `the next lorry of a fleet, one digit on, is another vehicle`() throws {
    var tracker = PlateTracker(camera: "front")
    for frame in 0..<5 { _ = tracker.see([read("12C12345")], at: at(Double(frame) / 10)) }
    #expect(tracker.see([read("12C12346")], at: at(1.6)).isEmpty)
    let events = tracker.see([read("12C12346")], at: at(1.7))
    #expect(events.first == .ended(track: 1))
    let next = try #require(confirmed(events).first)
    #expect(next.text == "12C12346" && next.trusted && next.agreeingFrames == 2)
  }

  @Test func `the next lorry of a fleet, close behind, is another vehicle too, for its plate is elsewhere`() {
    var tracker = PlateTracker(camera: "front")
    for frame in 0..<5 { _ = tracker.see([read("12C12345", scale: 2)], at: at(Double(frame) / 10)) }
    var events: [PlateTracker.Event] = []
    for frame in 6..<8 { events += tracker.see([read("12C12346")], at: at(Double(frame) / 10)) }
    #expect(events.first == .ended(track: 1) && confirmed(events).map(\.text) == ["12C12346"])
  }

  @Test func `a plate that two frames misread surely from afar is one plate, known better when it is nearer`() {
    var tracker = PlateTracker(camera: "front")
    var events: [PlateTracker.Event] = []
    for frame in 0..<20 {
      let text = frame < 2 ? "37F44844" : "37F44944"
      events += tracker.see([read(text, scale: 1 + Double(frame) / 20)], at: at(Double(frame) / 8))
    }
    #expect(confirmed(events).map(\.text) == ["37F44844"] && !events.contains(.ended(track: 1)))
    // Nobody relies on it while the two contradict each other.
    let improved = events.compactMap { if case .improved(let consensus, track: 1) = $0 { consensus } else { nil } }
    #expect(improved.first?.trusted == false)
    let known = tracker.consensus(of: 1)
    #expect(known?.text == "37F44944" && known?.trusted == true)
    #expect(improved.filter(\.trusted).allSatisfy { $0.text == "37F44944" })
  }

  @Test func `two misread frames of a plate that is known well change nothing`() {
    var tracker = PlateTracker(camera: "front")
    for frame in 0..<9 { _ = tracker.see([read("12C12345")], at: at(Double(frame) / 10)) }
    for frame in 9..<11 { #expect(tracker.see([read("12C12346")], at: at(Double(frame) / 10)).isEmpty) }
    #expect(tracker.consensus(of: 1)?.text == "12C12345" && tracker.consensus(of: 1)?.trusted == true)
  }

  @Test func `one misread frame between good ones changes nothing`() {
    var tracker = PlateTracker(camera: "front")
    var events: [PlateTracker.Event] = []
    for frame in 0..<40 {
      events += tracker.see([read(frame % 4 == 3 ? "12C12346" : "12C12345")], at: at(Double(frame) / 10))
    }
    #expect(confirmed(events).map(\.text) == ["12C12345"])
    #expect(!events.contains(.ended(track: 1)))
  }

  @Test func `two texts equally well vouched for make neither trusted`() {
    var tracker = PlateTracker(camera: "front")
    _ = tracker.see([read("12C12345", trusted: false)], at: at(0))
    _ = tracker.see([read("12C12346")], at: at(0.1))
    let events = tracker.see([read("12C12345")], at: at(0.2))
    #expect(confirmed(events).map(\.text) == ["12C12345"])
    #expect(confirmed(events).map(\.trusted) == [false])
  }

  @Test func `what is kept of a plate does not grow while it is misread in turn in two ways`() {
    var tracker = PlateTracker(camera: "front")
    for frame in 0..<5 { _ = tracker.see([read("12C12345")], at: at(Double(frame) / 10)) }
    func kept() -> Int {
      var lines = ""
      dump(tracker, to: &lines)
      return lines.count { $0.isNewline }
    }
    var sizes: Set<Int> = []
    for frame in 5..<200 {
      let text = frame.isMultiple(of: 2) ? "12C12346" : "12C12348"
      #expect(tracker.see([read(text)], at: at(Double(frame) / 10)).isEmpty)
      if frame >= 10 { sizes.insert(kept()) }
    }
    #expect(sizes.count == 1)
    #expect(tracker.consensus(of: 1)?.text == "12C12345")
  }

  @Test func `tractor and trailer in one view are two tracks`() {
    var tracker = PlateTracker(camera: "front")
    var events: [PlateTracker.Event] = []
    for frame in 0..<4 {
      events += tracker.see(
        [read("12C12345"), read("12R00678", x: 500, kind: .trailer)], at: at(Double(frame) / 10))
    }
    #expect(Set(confirmed(events).map(\.text)) == ["12C12345", "12R00678"])
    #expect(tracker.visible.count == 2)
  }

  @Test func `a signboard in view is never confirmed, a strange plate that moves is`() {
    var tracker = PlateTracker(camera: "front")
    var events: [PlateTracker.Event] = []
    for frame in 0..<50 {
      events += tracker.see([read("STOP24", trusted: false, kind: .unknown)], at: at(Double(frame) / 10))
    }
    #expect(events.isEmpty)
    for frame in 50..<60 {
      let x = 100 + Double(frame - 50) * 30
      events += tracker.see([read("GJ05BV09", x: x, trusted: false, kind: .unknown)], at: at(Double(frame) / 10))
    }
    #expect(confirmed(events).map(\.text) == ["GJ05BV09"])
    #expect(confirmed(events).map(\.trusted) == [false])
  }

  @Test(arguments: ["185T", "TURBO", "0900000000", "6X4"])
  func `what is written on a lorry is no plate, also when it moves with it`(text: String) {
    var tracker = PlateTracker(camera: "front")
    var events: [PlateTracker.Event] = []
    for frame in 0..<20 {
      let x = 100 + Double(frame) * 30
      events += tracker.see([read(text, x: x, trusted: false, kind: .unknown)], at: at(Double(frame) / 10))
    }
    #expect(events.isEmpty)
  }

  @Test func `glare on a known plate is neither a vote nor another vehicle`() {
    var tracker = PlateTracker(camera: "front")
    for frame in 0..<5 { _ = tracker.see([read("12C12345")], at: at(Double(frame) / 10)) }
    let glare = read("711", trusted: false, confidence: 0.05, kind: .unknown)
    #expect(tracker.see([glare], at: at(0.6)).isEmpty)
    #expect(tracker.visible == [1])
  }

  @Test func `the end of a recording ends what is still in view`() {
    var tracker = PlateTracker(camera: "front")
    for frame in 0..<3 { _ = tracker.see([read("12C12345")], at: at(Double(frame) / 10)) }
    #expect(tracker.finish() == [.ended(track: 1)])
    #expect(tracker.finish().isEmpty)
  }

  @Test func `two lorries of a fleet in one picture are two plates, also while one of them is out of sight`() {
    var tracker = PlateTracker(camera: "front")
    var events: [PlateTracker.Event] = []
    for frame in 0..<30 {
      let near = read("12C12345", confidence: 0.9)
      let far = read("12C12346", x: 900, confidence: 0.99)
      let reads = frame < 5 ? [near] : frame.isMultiple(of: 3) ? [far] : [far, near]
      events += tracker.see(reads, at: at(Double(frame) / 10))
    }
    #expect(confirmed(events).map(\.text) == ["12C12345", "12C12346"])
    #expect(!events.contains(.ended(track: 1)))
  }

  @Test func `a plate that jumps across the picture with another text is another plate`() {
    var tracker = PlateTracker(camera: "front")
    for frame in 0..<5 { _ = tracker.see([read("12C12345")], at: at(Double(frame) / 10)) }
    _ = tracker.see([read("12C12399", x: 900)], at: at(0.5))
    #expect(tracker.numbers.count == 2)
  }

  @Test func `a plate that grows comes nearer, one that shrinks goes away, one that stands does neither`() {
    var tracker = PlateTracker(camera: "front")
    for frame in 0..<20 {
      let step = Double(frame) / 20
      _ = tracker.see(
        [
          read("12C12345", scale: 1 + step), read("29H97531", x: 500, scale: 2 - step),
          read("98C11223", x: 900, scale: 1 + 0.05 * (step - 0.5)),
        ], at: at(Double(frame) / 10))
    }
    #expect((1...3).map { tracker.motion(of: $0) } == [.approaching, .receding, nil])
  }

  @Test func `a driver who backs up a little still comes nearer`() {
    var tracker = PlateTracker(camera: "front")
    for (frame, scale) in [1, 1.1, 1.3, 1.5, 1.2, 1, 0.8].enumerated() {
      _ = tracker.see([read("12C12345", scale: scale)], at: at(Double(frame) / 10))
    }
    #expect(tracker.motion(of: 1) == .approaching)
  }

  @Test func `an unchanged picture keeps its plates in view, and only those`() {
    var tracker = PlateTracker(camera: "front")
    for frame in 0..<30 { _ = tracker.see([read("12C12345", x: Double(frame) * 8)], at: at(Double(frame) / 10)) }
    for second in 3..<40 { #expect(tracker.seeUnchanged(at: at(Double(second))).isEmpty) }
    #expect(tracker.visible == [1])
    _ = tracker.see([], at: at(40))
    #expect(tracker.seeUnchanged(at: at(60)) == [.ended(track: 1)])
  }

  @Test func `what no frame could read is a question mark, the text stays the best guess`() throws {
    var tracker = PlateTracker(camera: "front")
    var unread = read("12C12345", trusted: false)
    unread.characters[5] = CharacterRead("?", probability: 0.05)
    _ = tracker.see([unread], at: at(0))
    let consensus = try #require(confirmed(tracker.see([unread], at: at(0.1))).first)
    #expect(consensus.text == "12C12345")
    #expect(String(consensus.characters.map(\.character)) == "12C12?45")
  }
}
