import Border
import Foundation
import Testing

@testable import Scenes

@Suite struct MakingTests {
  @Test func theSameSeedGivesTheSameBytes() throws {
    let painter = PlatePainter(fonts: try FontBook.load())
    let scene = RandomScene(painter: painter)
    let shot = PlateShot(painter: painter)
    for seed in 1...4 as ClosedRange<UInt64> {
      let (a, b) = (try scene.frame(seed: seed), try scene.frame(seed: seed))
      #expect(a.picture == b.picture && a.truth == b.truth)
      #expect(try shot.frame(seed: seed).picture == shot.frame(seed: seed).picture)
    }
    #expect(try scene.frame(seed: 1).picture != scene.frame(seed: 2).picture)
  }

  @Test func aDriveIsTheSameAtAnyMomentInAnyOrder() throws {
    let painter = PlatePainter(fonts: try FontBook.load())
    func drive() -> DriveThrough {
      DriveThrough(
        painter: painter, tractor: DrawnPlate("12C12345"), trailer: DrawnPlate("12RM01234"),
        container: "CSQU3054383", conditions: .night, company: [.person, .neighbour], seed: 3)
    }
    let late = try drive().frame(at: 6)
    _ = try drive().frame(at: 1)
    #expect(try drive().frame(at: 6).picture == late.picture)
    #expect(try drive().frame(at: 6.1).picture != late.picture)
  }

  @Test func aVehicleComesStandsAndGoes() throws {
    let painter = PlatePainter(fonts: try FontBook.load())
    let drive = DriveThrough(
      painter: painter, tractor: DrawnPlate("12C12345", format: .vietnamShort), trailer: DrawnPlate("12RM01234"),
      seed: 8)
    for view in DriveThrough.View.allCases {
      let text = view == .front ? "12C12345" : "12RM01234"
      let widths = try [2.5, 4.5, 7.5, 30].map { try drive.frame(at: $0, view: view).truth.first?.widthPixels }
      let standing = try #require(widths[1])
      #expect((105...185).contains(standing), "\(view): \(standing) px")
      #expect(widths[2] == standing)
      #expect(widths[3] == nil)
      #expect(try drive.frame(at: 5, view: view).truth.first?.text == text)
      #expect(try drive.frame(at: 5, view: view).truth.first?.visible == 1)
    }
    let far = try #require(try drive.frame(at: 2).truth.first)
    #expect(far.widthPixels < 80)
  }

  @Test func aNewVehicleHasNoPlate() throws {
    let drive = DriveThrough(painter: PlatePainter(fonts: try FontBook.load()), tractor: nil, seed: 2)
    #expect(try drive.frame(at: 5).truth.isEmpty)
  }

  @Test func twoVehiclesHaveTwoPlates() throws {
    let drive = DriveThrough(
      painter: PlatePainter(fonts: try FontBook.load()), tractor: DrawnPlate("12C12345"), company: [.neighbour],
      seed: 2)
    let scene = try drive.frame(at: 1.5)
    #expect(scene.truth.count == 2)
    #expect(scene.truth.contains { $0.text == "12C12345" })
  }

  @Test func theNeighbourHasThePlateItWasGiven() throws {
    var drive = DriveThrough(
      painter: PlatePainter(fonts: try FontBook.load()), tractor: DrawnPlate("12C12345", format: .vietnamShort),
      trailer: DrawnPlate("12RM01234"), company: [.neighbour], seed: 1)
    drive.neighbour = DrawnPlate("29H97531", format: .vietnamShort)
    for (view, own) in [(DriveThrough.View.front, "12C12345"), (.rear, "12RM01234")] {
      #expect(try drive.frame(at: -1, view: view).truth.map(\.text) == ["29H97531"])
      // Also beside the one at the stop line.
      let both = try drive.frame(at: 5, view: view).truth
      #expect(both.map(\.text) == ["29H97531", own])
      #expect(both.map(\.visible) == [1, 1], "\(view)")
    }
  }

  @Test func whoeverStopsBeforeAPlateHidesItForSomeSeconds() throws {
    let drive = DriveThrough(
      painter: PlatePainter(fonts: try FontBook.load()), tractor: DrawnPlate("12C12345", format: .vietnamShort),
      company: [.inspector], seed: 2)
    // It stands from 4 s on; he comes at 4.5, is there from 6 to 9, but it leaves at 8.
    let seen = try [4.25, 6.1, 6.5, 7.5].map { try drive.frame(at: $0).truth.first?.visible ?? 0 }
    #expect(seen == [1, 0, 0, 0])
  }

  @Test func aTrailersPlateIsShownInFrontOnlyWhereItIsAskedFor() throws {
    var drive = DriveThrough(
      painter: PlatePainter(fonts: try FontBook.load()), tractor: DrawnPlate("12C12345", format: .vietnamShort),
      trailer: DrawnPlate("12RM01234"), seed: 2)
    #expect(try drive.frame(at: 5).truth.map(\.text) == ["12C12345"])
    drive.showsTrailerInFront = true
    let both = try drive.frame(at: 5).truth
    #expect(both.map(\.text) == ["12C12345", "12RM01234"])
    #expect(both.map(\.visible) == [1, 1])
    #expect(try drive.frame(at: 5, view: .rear).truth.map(\.text) == ["12RM01234"])
  }

  @Test func aBadgeIsSeenAndIsNoPlate() throws {
    var drive = DriveThrough(
      painter: PlatePainter(fonts: try FontBook.load()), tractor: DrawnPlate("12C12345"), seed: 2)
    let plain = try drive.frame(at: 5)
    drive.badge = "FH16-750"
    let other = try drive.frame(at: 5)
    #expect(other.truth == plain.truth)
    #expect(other.picture != plain.picture)
  }

  @Test func aRandomDriveShowsItsPlateAndIsTheSameForItsSeed() throws {
    let painter = PlatePainter(fonts: try FontBook.load())
    for seed in 1...8 as ClosedRange<UInt64> {
      let random = RandomDrive(painter: painter, seed: seed)
      #expect(random.plate == RandomDrive(painter: painter, seed: seed).plate)
      let time = random.drive.approach + 0.1
      let frame = try random.drive.frame(at: time, view: random.view, width: 640, height: 360)
      #expect(frame.truth.map(\.text) == [random.plate.text])
    }
  }

  @Test(arguments: [SceneConditions.day, .dusk, .night, .infrared, .rain])
  func aPersonCouldReadThePlateAtTheStopLine(conditions: SceneConditions) throws {
    let drive = DriveThrough(
      painter: PlatePainter(fonts: try FontBook.load()), tractor: DrawnPlate("12C12345", format: .vietnamShort),
      conditions: conditions, seed: 4)
    let frame = try drive.frame(at: 5)
    let quad = try #require(frame.truth.first?.quad)
    // Ground and ink differ: the lightest and the darkest fifth of the plate are far apart.
    var greens: [Double] = []
    for row in 1..<20 {
      for column in 1..<40 {
        let (u, v) = (Double(column) / 40, Double(row) / 20)
        let x = quad.topLeft.x + (quad.topRight.x - quad.topLeft.x) * u + (quad.bottomLeft.x - quad.topLeft.x) * v
        let y = quad.topLeft.y + (quad.topRight.y - quad.topLeft.y) * u + (quad.bottomLeft.y - quad.topLeft.y) * v
        greens.append(frame.picture.colour(Int(x), Int(y)).green)
      }
    }
    greens.sort()
    let contrast = greens[greens.count * 4 / 5] - greens[greens.count / 10]
    #expect(contrast > 0.22, "\(conditions.light): contrast \(contrast)")
  }

  @Test func conditionsChangeThePictureAsTheySay() throws {
    let painter = PlatePainter(fonts: try FontBook.load())
    func mean(_ conditions: SceneConditions) throws -> (light: Double, colour: Double) {
      let drive = DriveThrough(painter: painter, tractor: DrawnPlate("12C12345"), conditions: conditions, seed: 4)
      let bytes = try drive.frame(at: 2).picture.bytes
      var (light, colour) = (0.0, 0.0)
      for i in stride(from: 0, to: bytes.count - 2, by: 30) {
        light += Double(bytes[i + 1])
        colour += Double(abs(Int(bytes[i]) - Int(bytes[i + 2])))
      }
      return (light / Double(bytes.count / 30), colour / Double(bytes.count / 30))
    }
    var (day, night, infrared) = (SceneConditions.day, SceneConditions.night, SceneConditions.infrared)
    (day.noise, night.noise, infrared.noise) = (0, 0, 0)
    #expect(try mean(night).light < 0.7 * mean(day).light)
    #expect(try mean(infrared).colour < 0.4 * mean(day).colour)
  }

  @Test func whatTheWriterWritesItsReaderReads() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("scenes-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let scene = RandomScene(painter: PlatePainter(fonts: try FontBook.load()))
    let frames = try [1, 2, 3].map { try scene.frame(seed: $0) }
    let writer = try SceneWriter(folder: folder)
    for (index, frame) in frames.enumerated() { try writer.write(frame, name: "\(index)") }
    let labels = try SceneWriter.labels(in: folder)
    #expect(labels.map(\.file) == ["0.jpg", "1.jpg", "2.jpg"])
    #expect(labels.map(\.seed) == [1, 2, 3])
    #expect(labels.map { $0.plates.map(\.text) } == frames.map { $0.truth.map(\.text) })
    #expect(labels.map(\.conditions) == frames.map(\.conditions))
    for label in labels {
      let bytes = try Data(contentsOf: folder.appendingPathComponent(label.file))
      #expect(bytes.prefix(3) == Data([0xFF, 0xD8, 0xFF]))
    }
    let line = try #require(
      try String(contentsOf: folder.appendingPathComponent("labels.jsonl"), encoding: .utf8).split(separator: "\n")
        .first)
    #expect(line.contains("\"width_px\":") || frames[0].truth.isEmpty)
  }

  @Test func aPictureIsAFrameOfTheSamePixels() throws {
    let picture = try PlatePainter(fonts: FontBook.load()).picture(of: DrawnPlate("12C12345"), pixelsPerMillimetre: 1)
    #expect(picture.width == 520 && picture.height == 110)
    let time = CaptureTime(monotonic: .seconds(1), wall: Date(timeIntervalSince1970: 0))
    let frame = picture.frame(camera: "front", sequence: 4, capturedAt: time)
    #expect(frame.format == .bgr && frame.bytesPerRow == 1560 && frame.sequence == 4)
    frame.bytes.withUnsafeBytes { bytes in #expect(bytes.elementsEqual(picture.bytes)) }
  }
}
