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
    assembler = PassageAssembler(lane: lane.id, direction: lane.direction)
    self.assessor = assessor
    self.ledger = ledger
    self.log = log
  }

  func see(_ sighting: Sighting, photographs: Photographs?) async {
    var sighting = sighting
    if let photographs { sighting.pictures = await keep(photographs, of: sighting) }
    await tell(assembler.see(sighting))
  }

  func stillSees(_ track: Sighting.Track, at time: CaptureTime) { assembler.stillSees(track, at: time) }

  func lose(_ track: Sighting.Track, at time: CaptureTime) async { await tell(assembler.lose(track, at: time)) }

  func pass(_ time: CaptureTime) async { await tell(assembler.pass(time)) }

  func finish() async { await tell(assembler.finish()) }

  private func tell(_ changes: [PassageAssembler.Change]) async {
    for change in changes {
      switch change {
      case .changed(let passage, let at): await assessor.passageChanged(passage, at: at)
      case .ended(let passage): await assessor.passageEnded(passage)
      }
    }
  }

  private func keep(_ photographs: Photographs, of sighting: Sighting) async -> [PassagePicture] {
    let plate: PassagePicture.Subject = sighting.isTrailer ? .trailerPlate : .tractorPlate
    do {
      var pictures: [PassagePicture] = []
      for (subject, data) in [(plate, photographs.plate), (.overview, photographs.overview)] {
        let hash = try await ledger.keepEvidence(data, kind: .passagePicture)
        pictures.append(
          PassagePicture(
            subject: subject, evidence: hash, camera: sighting.track.camera, capturedAt: sighting.at.wall))
      }
      return pictures
    } catch {
      // Pictures go first when the disk is full; the passage itself goes on.
      log.error("pictures of lane \(assembler.lane) were not kept: \(error)")
      return []
    }
  }
}
