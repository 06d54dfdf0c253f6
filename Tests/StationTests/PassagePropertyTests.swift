import Border
import Foundation
import Scenes
import Testing

@testable import Station

/// What holds in a lane whatever happens, by chance: vehicles, cameras, doubt, and time.
@Suite struct PassagePropertyTests {
  /// A lane to which anything may happen, and what it told.
  private struct Lane {
    var random: SeededGenerator
    var assembler = PassageAssembler(lane: "in-1", direction: .both)
    var changes: [PassageAssembler.Change] = []
    var now = 0.0
    /// What is followed, as a tracker does: a plate to a track.
    var tracks: [Sighting.Track: String] = [:]
    var number = 0
    let plates: [String]
    /// Whether there is doubt, and something large without a plate.
    let isSure: Bool

    init(seed: UInt64, plates: [String], isSure: Bool) {
      (random, self.plates, self.isSure) = (SeededGenerator(seed: seed), plates, isSure)
    }

    mutating func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &random) < share }

    mutating func step() {
      now += chance(0.03) ? Double.random(in: 1...40, using: &random) : Double.random(in: 0.05...0.8, using: &random)
      let camera = chance(0.6) ? "front" : "rear"
      assembler.hear(camera, at: DrawnCamera.time(now))
      for track in tracks.keys.sorted(by: { ($0.camera, $0.number) < ($1.camera, $1.number) })
      where track.camera == camera {
        if chance(0.15) {
          tracks[track] = nil
          changes += assembler.lose(track, at: DrawnCamera.time(now))
        } else if chance(0.7) {
          assembler.stillSees(track, at: DrawnCamera.time(now))
        }
      }
      if chance(0.25) { read(camera) }
      if !isSure, chance(0.05) {
        changes +=
          chance(0.5)
          ? assembler.seeVehicle(camera, since: DrawnCamera.time(now - 1), pictures: [], at: DrawnCamera.time(now))
          : assembler.loseVehicle(camera, wasSure: chance(0.5), at: DrawnCamera.time(now))
      }
      changes += assembler.pass(DrawnCamera.time(now))
    }

    private mutating func read(_ camera: String) {
      number += 1
      let known = tracks.keys.filter { $0.camera == camera }.min { $0.number < $1.number }
      let track = known.flatMap { chance(0.3) ? $0 : nil } ?? .init(camera: camera, number: number)
      // Where all is sure, each camera shows its own end of a vehicle.
      let shown = plates.filter { !isSure || ($0.contains("RM") == (camera == "rear")) }
      let plate = tracks[track] ?? shown.randomElement(using: &random) ?? ""
      tracks[track] = plate
      let trusted = isSure || chance(0.6)
      let kind: PlateKind = plate.contains("RM") ? .trailer : trusted || chance(0.7) ? .car : .unknown
      changes += assembler.see(
        .of(plate, track.number, at: now, camera: camera, kind: kind, trusted: trusted))
    }

    mutating func finish() { changes += assembler.finish() }
  }

  @Test(arguments: UInt64(1)...100)
  func `every passage that was opened is ended once, and nothing is told of it afterwards`(seed: UInt64) {
    var lane = Lane(
      seed: seed, plates: ["12C12345", "12C12346", "12C72346", "99H54321", "12RM01234", "18S7400"], isSure: false)
    for _ in 0..<400 { lane.step() }
    lane.finish()
    var (open, ended): (Set<UUID>, [UUID: Passage]) = ([], [:])
    for change in lane.changes {
      switch change {
      case .changed(let passage, let at):
        #expect(passage.endedAt == nil && ended[passage.id] == nil)
        #expect(passage.startedAt <= at.wall)
        open.insert(passage.id)
      case .ended(let passage):
        #expect(open.contains(passage.id) && ended[passage.id] == nil)
        ended[passage.id] = passage
      }
    }
    #expect(!open.isEmpty && open == Set(ended.keys))
    let end = DrawnCamera.time(lane.now).wall
    for passage in ended.values {
      guard let endedAt = passage.endedAt else {
        Issue.record("\(passage.id) has no end")
        continue
      }
      #expect(passage.startedAt <= endedAt && endedAt <= end)
    }
    #expect(lane.assembler.finish().isEmpty && lane.assembler.current == nil)
  }

  @Test(arguments: UInt64(1)...100)
  func `of a plate that is always read surely, no passage begins within ten seconds of another's end`(seed: UInt64) {
    var lane = Lane(seed: seed, plates: ["12C12345", "99H54321", "51D80808", "15RM02468"], isSure: true)
    for _ in 0..<400 { lane.step() }
    lane.finish()
    // By plate: its passages, and when each was named by it.
    var named: [PlateKey: [UUID: Date]] = [:]
    var ends: [UUID: Date] = [:]
    for change in lane.changes {
      switch change {
      case .changed(let passage, let at):
        guard let key = passage.tractor?.key else { continue }
        named[key, default: [:]][passage.id] = min(named[key]?[passage.id] ?? at.wall, at.wall)
      case .ended(let passage): ends[passage.id] = passage.endedAt
      }
    }
    #expect(named.count == 3)
    for (key, passages) in named {
      let sorted = passages.sorted { $0.value < $1.value }
      for (before, after) in zip(sorted, sorted.dropFirst()) {
        let between = after.value.timeIntervalSince(ends[before.key] ?? .distantFuture)
        #expect(between >= 10, "\(key.text): \(between)")
      }
    }
  }
}
