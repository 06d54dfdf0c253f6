import Border
import Calibration
import Foundation
import Recognition

/// What the preview shows beside the picture.
struct PreviewState: Encodable, Sendable {
  struct Plate: Encodable, Sendable {
    var text: String
    var width: Double
    var trusted: Bool
    var quad: Quad
    /// Whether it is of this lane.
    var inLane: Bool
  }

  var camera = ""
  var width = 0
  var height = 0
  var sequence: UInt64 = 0
  var capturedAt = ""
  /// Milliseconds since the frame was taken, when it was looked at.
  var age = 0.0
  var focus: Double?
  var focusPeak: Double?
  var brightness: Double?
  var clipped: Double?
  var plates: [Plate] = []
  var lane = LaneShape()
  /// What is wrong and what to do; nil while the camera is live.
  var fault: String?
}

/// Looks at frames for the preview, one after the other.
final class PreviewView {
  private let profile: CalibrationProfile?
  private let engine: RecognitionEngine?
  private let gauge: PictureGauge
  private var meter = FocusMeter()

  /// - Parameter engine: nil leaves out the plates.
  init(profile: CalibrationProfile?, engine: RecognitionEngine?, gauge: PictureGauge) {
    (self.profile, self.engine, self.gauge) = (profile, engine, gauge)
  }

  func see(_ frame: Frame) async -> PreviewState {
    var state = PreviewState()
    (state.camera, state.width, state.height) = (frame.camera, frame.width, frame.height)
    (state.sequence, state.capturedAt) = (frame.sequence, Timestamp.format(frame.capturedAt.wall))
    state.lane = profile?.lane ?? LaneShape()
    if let objection = profile?.objection(serial: nil, width: frame.width, height: frame.height) {
      state.fault = "the profile does not fit: \(objection)"
    }
    do {
      let scene = try gauge.look(at: frame) { try $0.quality() }
      let part = CalibrateFocus.part(of: state.lane) ?? CalibrateFocus.middle(frame.width, frame.height)
      meter.see(try gauge.look(at: frame) { try $0.quality(of: part) })
      (state.brightness, state.clipped) = (scene.middle, CalibrateFocus.rounded(scene.clipped))
      (state.focus, state.focusPeak) = (meter.score.map(CalibrateFocus.rounded), meter.peak.map(CalibrateFocus.rounded))
      state.plates =
        try await engine?.read(frame).plates.map { plate in
          .init(
            text: plate.text, width: CalibrateFocus.rounded(plate.quad.width), trusted: plate.trusted, quad: plate.quad,
            inLane: state.lane.contains(plate.quad))
        } ?? []
    } catch {
      state.fault = "a frame cannot be read (\(error))"
    }
    return state
  }

  func levels(of frame: Frame, columns: Int, rows: Int) -> [UInt8]? {
    (try? gauge.look(at: frame) { $0.levels(columns: columns, rows: rows) }) ?? nil
  }

  func jpeg(of frame: Frame) -> Data? { (try? gauge.look(at: frame) { $0.jpeg(quality: 75) }) ?? nil }
}
