import Border
import Foundation
import Ledger
import Logging
import Recognition

/// One lane at work: its cameras' sightings become passages, with pictures, and go to be judged.
///
/// One camera's trouble never disturbs another's: each has its own task, source and recognizer.
actor LaneWatch {
  private var assembler: PassageAssembler
  private let assessor: Assessor
  private let ledger: Ledger
  private let log: Logger

  init(lane: StationConfiguration.Lane, assessor: Assessor, ledger: Ledger, log: Logger) {
    assembler = PassageAssembler(
      lane: lane.id, direction: lane.direction, reappearance: lane.startsOver ? .zero : Departures.usualPatience)
    self.assessor = assessor
    self.ledger = ledger
    self.log = log
  }

  func see(_ sighting: Sighting, photographs: Photographs?) async {
    var sighting = sighting
    if let photographs {
      let plate: PassagePicture.Subject = sighting.isTrailer ? .trailerPlate : .tractorPlate
      sighting.pictures = await keep(photographs, of: plate, by: sighting.track.camera)
    }
    await assessor.take(assembler.see(sighting))
  }

  func lose(_ track: Sighting.Track, at time: CaptureTime) async {
    await assessor.take(assembler.lose(track, at: time))
  }

  /// Something as large as a vehicle stands before a camera, for so long already.
  func seeVehicle(_ camera: String, at time: CaptureTime, for duration: Duration, photographs: Photographs?) async {
    var pictures: [PassagePicture] = []
    if let photographs { pictures = await keep(photographs, of: nil, by: camera) }
    await assessor.take(assembler.seeVehicle(camera, since: time.earlier(by: duration), pictures: pictures, at: time))
  }

  func loseVehicle(_ camera: String, wasSure: Bool, at time: CaptureTime) async {
    await assessor.take(assembler.loseVehicle(camera, wasSure: wasSure, at: time))
  }

  /// A camera's frame was read; what it shows comes next.
  func hear(_ camera: String, at time: CaptureTime) { assembler.hear(camera, at: time) }

  /// A frame is done with; these plates were still in it.
  func pass(_ time: CaptureTime, stillSeen: [Sighting.Track]) async {
    for track in stillSeen { assembler.stillSees(track, at: time) }
    await assessor.take(assembler.pass(time))
  }

  /// Time goes by, whether frames come or not.
  func rest(_ time: CaptureTime) async { await assessor.take(assembler.rest(time)) }

  func finish() async { await assessor.take(assembler.finish()) }

  /// - Parameter plate: whose picture is among them; nil for a vehicle without one.
  private func keep(_ photographs: Photographs, of plate: PassagePicture.Subject?, by camera: String) async
    -> [PassagePicture]
  {
    do {
      var pictures: [PassagePicture] = []
      for (subject, data) in [(plate, photographs.plate), (.overview, photographs.overview)] {
        guard let subject, let data else { continue }
        let hash = try await ledger.keepEvidence(data, kind: .passagePicture)
        pictures.append(
          PassagePicture(
            subject: subject, evidence: hash, camera: camera, capturedAt: photographs.capturedAt.wall))
      }
      return pictures
    } catch {
      // Pictures go first when the disk is full; the passage itself goes on.
      log.error("pictures of lane \(assembler.lane) were not kept: \(error)")
      return []
    }
  }
}

extension StationConfiguration.Lane {
  /// A recording that starts over shows each of its vehicles anew, however soon.
  fileprivate var startsOver: Bool {
    cameras.contains { if case .replay(_, loops: true) = $0.source { true } else { false } }
  }
}
