import Border
import Scenes
import Testing

@testable import Recognition

/// The gate on drawn lanes. What it must never do is written once, and held against the gate and against dead ones.
@Suite("The presence gate")
struct PresenceGateTests {
  /// Decides whether the detector looks.
  private typealias Decision = ([Int32], Duration) -> Bool

  private let painter: PlatePainter

  init() throws { painter = PlatePainter(fonts: try FontBook.load()) }

  private func drive(
    _ conditions: SceneConditions = .day, approach: Double = 3, standing: Double = 2,
    company: Set<DriveThrough.Company> = []
  ) -> DrawnLane {
    var drive = DriveThrough(
      painter: painter, tractor: DrawnPlate("12C12345", format: .vietnamShort), conditions: conditions, company: company
    )
    (drive.approach, drive.standing, drive.leaving) = (approach, standing, 1)
    return DrawnLane(drive: drive)
  }

  /// Moments at which a plate that can be read has gone unlooked at for longer than `patience` seconds.
  private func misses(_ moments: [DrawnLane.Moment], patience: Double, _ decide: Decision) -> Int {
    var unseenSince: Duration?
    return moments.count { moment in
      let looks = decide(moment.glance.cells(), moment.at.monotonic)
      guard moment.plateWidth >= 30, !looks else {
        unseenSince = nil
        return false
      }
      unseenSince = unseenSince ?? moment.at.monotonic
      return moment.at.monotonic - (unseenSince ?? .zero) > .seconds(patience)
    }
  }

  /// A gate as it is joined: after each look it is told whether there was a plate.
  private func living(_ moments: [DrawnLane.Moment], options: PresenceGate.Options = .init()) -> Decision {
    var gate = PresenceGate(options: options)
    var plates: [Duration: Bool] = [:]
    for moment in moments { plates[moment.at.monotonic] = moment.plateWidth >= 30 }
    return { cells, time in
      guard gate.needsLook(cells, at: time) else { return false }
      gate.looked(cells, at: time, foundPlates: plates[time] ?? false)
      return true
    }
  }

  /// No second look without a change: what the other tests would not notice.
  private let withoutRelook = PresenceGate.Options(relook: .seconds(3600), relookSettled: .seconds(3600))

  @Test(arguments: [SceneConditions.day, .dusk, .night, .infrared, .rain])
  func `a vehicle is looked at from when its plate can be read, in any light, and while it stands`(
    conditions: SceneConditions
  ) throws {
    let moments = try drive(conditions).moments(from: -1, to: 6)
    #expect(misses(moments, patience: 0.3, living(moments)) == 0)
    #expect(moments.contains { $0.plateWidth >= 30 })
  }

  @Test(arguments: [SceneConditions.day, .night])
  func
    `a vehicle that creeps in for most of a minute is looked at within a second, and changes add up without the clock`(
      conditions: SceneConditions
    ) throws
  {
    var lane = drive(conditions, approach: 50, standing: 1)
    lane.framesPerSecond = 4
    let moments = try lane.moments(from: 20, to: 50)
    #expect(misses(moments, patience: 1, living(moments)) == 0)
    // Without the second look it is the change alone that tells: late, but it does.
    #expect(misses(moments, patience: 6, living(moments, options: withoutRelook)) == 0)
  }

  @Test func `a dead gate is caught`() throws {
    let moments = try drive(standing: 5).moments(from: -1, to: 8)
    #expect(misses(moments, patience: 1, living(moments)) == 0)
    // One that never looks.
    #expect(misses(moments, patience: 1) { _, _ in false } > 0)
    // One that looks once.
    var looked = false
    #expect(
      misses(moments, patience: 1) { _, _ in
        defer { looked = true }
        return !looked
      } > 0)
    // One that holds each frame against the one before, as motion detectors do: what stands still is gone.
    var before: [Int32]?
    #expect(
      misses(moments, patience: 1) { cells, _ in
        defer { before = cells }
        return before.map { ChangeTest.changedCells(cells, since: $0) >= 2 } ?? true
      } > 0)
    // One that is blind to all but the largest changes.
    let blind = PresenceGate.Options(
      relook: .seconds(3600), settlesAfter: .zero, relookSettled: .seconds(3600), leastCells: 250)
    #expect(misses(moments, patience: 1, living(moments, options: blind)) > 0)
  }

  @Test(arguments: [SceneConditions.day, .night, .infrared])
  func `an empty lane is looked at once a second`(conditions: SceneConditions) throws {
    let moments = try drive(conditions).moments(from: -11, to: -1)
    let decide = living(moments)
    let looks = moments.count { decide($0.glance.cells(), $0.at.monotonic) }
    #expect(looks >= 9 && looks <= 13, "\(looks) of \(moments.count)")
  }

  @Test func `a cloud costs next to nothing, and hides nothing`() throws {
    var moments = try drive().moments(from: -11, to: -1)
    for index in moments.indices {
      let shade = 1 - 0.3 * Double(index) / Double(moments.count)
      moments[index].glance = moments[index].glance.lit(gain: shade, offset: 0)
    }
    let decide = living(moments)
    let looks = moments.count { decide($0.glance.cells(), $0.at.monotonic) }
    #expect(looks < moments.count / 2, "\(looks) of \(moments.count)")
    // The same cloud over a vehicle that comes.
    var coming = try drive().moments(from: -1, to: 5)
    for index in coming.indices {
      coming[index].glance = coming[index].glance.lit(gain: 1 - 0.3 * Double(index) / Double(coming.count), offset: 0)
    }
    #expect(misses(coming, patience: 0.3, living(coming)) == 0)
  }

  @Test func `what moves is looked at less often while it is known, and at once when it is not`() {
    func looks(knowsPlates: Bool) -> [Int] {
      var gate = PresenceGate()
      return (0..<10).filter { frame in
        // Every frame is another picture.
        let (cells, time) = ([Int32](repeating: Int32(frame * 4000), count: 300), Duration.milliseconds(40 * frame))
        guard gate.needsLook(cells, at: time) else { return false }
        gate.looked(cells, at: time, foundPlates: true, knowsPlates: knowsPlates)
        return true
      }
    }
    #expect(looks(knowsPlates: false) == Array(0..<10))
    #expect(looks(knowsPlates: true) == [0, 3, 6, 9])
  }

  @Test func `a clock that is set back makes it look`() throws {
    let cells = try drive().moments(from: -1, to: -0.5)[0].glance.cells()
    var gate = PresenceGate()
    let first = gate.needsLook(cells, at: .seconds(100))
    gate.looked(cells, at: .seconds(100), foundPlates: false)
    let (soon, before) = (gate.needsLook(cells, at: .seconds(100.5)), gate.needsLook(cells, at: .seconds(5)))
    #expect(first && !soon && before)
  }

  @Test func `pictures of another size are never taken for the same`() {
    #expect(ChangeTest.changedCells([1, 2, 3], since: [1, 2]) == 3)
    #expect(ChangeTest.changedCells([], since: [1]) > 0)
  }

  @Test func `a broken JPEG is an error and no glance`() throws {
    let whole = try drive().drive.frame(at: -1, width: 320, height: 180).picture.jpeg(quality: 90)
    func frame(_ bytes: [UInt8]) -> Frame {
      Frame(
        camera: "front", sequence: 1, capturedAt: DrawnLane.time(0), width: 320, height: 180, bytesPerRow: 0,
        format: .mjpeg, bytes: FrameBytes(copying: bytes))
    }
    #expect(try Glance(of: frame(whole)).patch.width == 96)
    #expect(throws: PictureError.truncated) { try Glance(of: frame(Array(whole.prefix(whole.count / 2)))) }
    #expect(throws: PictureError.self) { try Glance(of: frame([0xFF, 0xD8, 0xFF, 0xD9])) }
    #expect(throws: PictureError.self) { try Glance(of: frame([1, 2, 3])) }
    #expect(throws: PictureError.self) { try Glance(of: frame([])) }
  }

  @Test(arguments: [PixelFormat.grey, .bgr, .rgb, .yuyv, .uyvy, .nv12])
  func `every format gives the same glance`(format: PixelFormat) throws {
    let (width, height) = (192, 108)
    func level(_ x: Int, _ y: Int) -> UInt8 { UInt8((x + 2 * y) % 200 + 16) }
    var bytes: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        switch format {
        case .grey, .nv12: bytes.append(level(x, y))
        case .bgr, .rgb: bytes += [level(x, y), level(x, y), level(x, y)]
        case .yuyv: bytes += [level(x, y), 128]
        case .uyvy: bytes += [128, level(x, y)]
        case .mjpeg: break
        }
      }
    }
    let depth = bytes.count / width / height
    if format == .nv12 { bytes += [UInt8](repeating: 128, count: width * height / 2) }
    let frame = Frame(
      camera: "front", sequence: 1, capturedAt: DrawnLane.time(0), width: width, height: height,
      bytesPerRow: width * depth, format: format, bytes: FrameBytes(copying: bytes))
    let glance = try Glance(of: frame)
    for (x, y) in [(10, 5), (40, 20), (90, 50)] {
      let seen = Int(glance.patch.pixels[y * 96 + x])
      #expect(abs(seen - Int(level(2 * x, 2 * y))) < 8, "\(x) \(y)")
    }
  }
}
