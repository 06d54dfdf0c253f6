/// What counts as sure, and how large the detector sees a picture.
public struct RecognitionOptions: Sendable, Hashable {
  public var detection: DetectionOptions
  /// From this product of its characters' probabilities on, before it is calibrated, a plain, agreed read of one picture is trusted. In
  /// a lane another frame must agree as well.
  public var trustedFrom: Double
  /// The same for what several cuts of a plate say together, one of which is trusted by itself.
  public var trustedTogetherFrom: Double
  /// The least of both for plates whose rows are low in the picture, where readers take 8 for 6 or B and are sure of it.
  public var trustedInLowRowsFrom: Double
  /// Lower rows are read, but not trusted, in pixels of the picture: there the readers guess alike. Chinese ones have more strokes.
  public var trustedRow: Double
  public var trustedChineseRow: Double

  public init(
    detection: DetectionOptions = DetectionOptions(), trustedFrom: Double = 0.9, trustedTogetherFrom: Double = 0.8,
    trustedInLowRowsFrom: Double = 0, trustedRow: Double = 9.6, trustedChineseRow: Double = 17.3
  ) {
    self.detection = detection
    self.trustedFrom = trustedFrom
    self.trustedTogetherFrom = trustedTogetherFrom
    self.trustedInLowRowsFrom = trustedInLowRowsFrom
    self.trustedRow = trustedRow
    self.trustedChineseRow = trustedChineseRow
  }

  /// For single pictures of any origin: looks twice before it says that there is no plate, and trusts only what is surer and larger,
  /// since no other frame agrees.
  ///
  /// Chosen on 24,000 drawn plates of eight seeds that are in no training: 17,097 of them passed, two of them wrong with rows of 26 and 29
  /// px, when rows counted as low up to 25 px and were trusted from 9.6; 15,877 did with these limits, none wrong. How many do with later
  /// nets is in `models/plate-reader.md`. A 6 of few pixels that looks like a 0 in every cut is known of rows under 16 px.
  public static let singlePictures = RecognitionOptions(
    detection: DetectionOptions(looksTwice: true), trustedFrom: 0.98, trustedTogetherFrom: 0.98,
    trustedInLowRowsFrom: 0.991, trustedRow: 16)
}
