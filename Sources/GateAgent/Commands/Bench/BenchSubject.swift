import Calibration
import Recognition
import Station

/// What reads in the benchmarks, and how large its frames are: as in a lane without a profile, or with one.
struct BenchSubject: Sendable {
  let models: ModelStore
  let options: RecognitionOptions
  let width: Int
  let height: Int

  init(models: ModelStore, profile: CalibrationProfile?) {
    self.models = models
    options = .lane(profile)
    (width, height) = (profile?.width ?? 1280, profile?.height ?? 720)
  }

  var size: String { "\(width)x\(height)" }

  func engine(camera: String = "") throws -> RecognitionEngine {
    try RecognitionEngine(models: models, options: options, camera: camera)
  }
}
