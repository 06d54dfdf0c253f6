import Border
import Foundation
import Ledger

/// What events carry. Whole numbers and texts only, since events are hashed in their canonical form: probabilities
/// are thousandths.
enum EventData {
  /// Whom an event is about: the vehicle by its plate's key, or the passage where no plate was read.
  static func subject(of passage: Passage) -> String {
    (passage.tractor ?? passage.trailer).map { "vehicle/\($0.key)" } ?? "passage/\(id(passage.id))"
  }

  static func passage(_ passage: Passage, verdict: Verdict) -> JSONValue {
    [
      "passage": .string(id(passage.id)),
      "lane": .string(passage.lane),
      "direction": .string(passage.direction.rawValue),
      "startedAt": .string(Timestamp.format(passage.startedAt)),
      "endedAt": passage.endedAt.map { .string(Timestamp.format($0)) } ?? .null,
      "tractor": plate(passage.tractor),
      "trailer": plate(passage.trailer),
      "container": passage.container.map { .string($0) } ?? .null,
      "verdict": .string(verdict.advice.rawValue),
      "reasons": .array(verdict.reasons.map { .string($0.rawValue) }),
      "declaration": verdict.declaration.map { .string($0) } ?? .null,
      "pictures": .array(
        passage.pictures.map { ["subject": .string($0.subject.rawValue), "sha256": .string($0.evidence.rawValue)] }),
    ]
  }

  static func decision(_ decision: Decision) -> JSONValue {
    [
      "passage": .string(id(decision.passage)),
      "kind": .string(decision.kind.rawValue),
      "reasons": .array(decision.reasons.map { .string($0.rawValue) }),
      "note": .string(decision.note),
      "officer": .string(decision.officer),
      "decidedAt": .string(Timestamp.format(decision.decidedAt)),
      "shown": decision.shown.map { shown in
        [
          "verdict": .string(shown.advice.rawValue), "reasons": .array(shown.reasons.map { .string($0.rawValue) }),
          "declaration": shown.declaration.map { .string($0) } ?? .null,
        ]
      } ?? .null,
    ]
  }

  static func scan(_ scan: ScanResult) -> JSONValue {
    [
      "scan": .string(scan.id),
      "device": .string(scan.device),
      "plates": .array(scan.plates.map { .string($0) }),
      "containers": .array(scan.containers.map { .string($0) }),
      "declaration": scan.declarationNumber.map { .string($0) } ?? .null,
      "conclusion": .string(scan.conclusion.rawValue),
      "radiation": .array(scan.radiation.map { .string($0.category) }),
      "pictures": .array(scan.pictures.map { .string($0.rawValue) }),
    ]
  }

  static func yard(_ movement: YardMovement, lane: String) -> JSONValue {
    [
      "lane": .string(lane),
      "way": .string(movement.way.rawValue),
      "plate": movement.plate.map { .string($0) } ?? .null,
      "passage": movement.passage.map { .string(id($0)) } ?? .null,
      "at": .string(Timestamp.format(movement.at)),
    ]
  }

  static func camera(lane: String, camera: String, fault: CameraFault?) -> JSONValue {
    [
      "lane": .string(lane),
      "camera": .string(camera),
      "reason": fault.map { .string($0.reason.rawValue) } ?? .null,
      "detail": fault.map { .string($0.remedy) } ?? .null,
    ]
  }

  private static func id(_ id: UUID) -> String { id.uuidString.lowercased() }

  private static func plate(_ plate: PlateConsensus?) -> JSONValue {
    guard let plate else { return .null }
    return [
      "text": .string(plate.text),
      "raw": .string(plate.raw),
      "country": .string(plate.country.rawValue),
      "kind": .string(plate.kind.rawValue),
      "colour": .string(plate.colour.rawValue),
      "lines": .integer(Int64(plate.lines)),
      "confidencePermille": .integer(Int64((plate.confidence * 1000).rounded())),
      "trusted": .bool(plate.trusted),
      "frames": .integer(Int64(plate.agreeingFrames)),
      "camera": .string(plate.camera),
    ]
  }
}
