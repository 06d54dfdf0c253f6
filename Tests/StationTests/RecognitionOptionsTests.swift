import Border
import Calibration
import Recognition
import Testing

@testable import Station

@Suite struct RecognitionOptionsTests {
  private func profile(scale: Double) -> CalibrationProfile {
    var profile = CalibrationProfile(width: 1280, height: 720, date: "2026-11-27", who: "test")
    profile.plane = PlateScale(a: scale, b: 0, c: 0)
    profile.lane.trigger = [Point(x: 400, y: 600), Point(x: 900, y: 600)]
    return profile
  }

  @Test func aLaneIsLookedAtAsLargeAsItsPlatesNeed() {
    #expect(RecognitionOptions.lane(nil) == RecognitionOptions())
    #expect(RecognitionOptions.lane(nil, plateWidth: 100) == RecognitionOptions(), "of what size is not known")
    let configured = RecognitionOptions.lane(nil, plateWidth: 100, pictureWidth: 1280)
    #expect(configured.detection == .forPlates(ofWidth: 100, pictureWidth: 1280))
  }

  @Test func whatWasMeasuredCountsForMoreThanWhatWasConfigured() {
    let options = RecognitionOptions.lane(profile(scale: 1), plateWidth: 40, pictureWidth: 640)
    #expect(options.detection == .forPlates(ofWidth: 330, pictureWidth: 1280))
    // A plate as wide as a quarter of the picture: a quarter of the work.
    #expect(options.detection.width < RecognitionOptions().detection.width)
  }
}
