public import Calibration
public import Recognition

extension RecognitionOptions {
  /// For one camera's lane: the detector looks at a picture as large as its plates need, where that is known, and else at
  /// half its size.
  ///
  /// - Parameters:
  ///   - plateWidth: of a two-row plate at the stop line, in pixels; what the profile measured counts for more.
  ///   - pictureWidth: of the camera, in pixels, where there is no profile.
  public static func lane(_ profile: CalibrationProfile?, plateWidth: Int? = nil, pictureWidth: Int? = nil)
    -> RecognitionOptions
  {
    guard let plate = profile?.plateWidthAtStop ?? plateWidth.map(Double.init),
      let width = profile?.width ?? pictureWidth
    else { return RecognitionOptions() }
    return RecognitionOptions(detection: .forPlates(ofWidth: plate, pictureWidth: width))
  }
}
