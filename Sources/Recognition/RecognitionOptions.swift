/// What counts as sure, and how large the detector sees a picture.
public struct RecognitionOptions: Sendable, Hashable {
  public var detection: DetectionOptions
  /// From this confidence on a plain, agreed read of one picture is trusted. In a lane another frame must agree as well.
  public var trustedFrom: Double
  /// The same for what several cuts of a plate say together, one of which is trusted by itself.
  public var trustedTogetherFrom: Double
  /// The least of both for plates whose rows are low in the picture, where readers take 8 for 6 or B and are sure of it.
  public var trustedInLowRowsFrom: Double

  public init(
    detection: DetectionOptions = DetectionOptions(), trustedFrom: Double = 0.9, trustedTogetherFrom: Double = 0.8,
    trustedInLowRowsFrom: Double = 0
  ) {
    self.detection = detection
    self.trustedFrom = trustedFrom
    self.trustedTogetherFrom = trustedTogetherFrom
    self.trustedInLowRowsFrom = trustedInLowRowsFrom
  }

  /// For single pictures of any origin: looks twice before it says that there is no plate, and trusts only what is surer, since
  /// no other frame agrees. Chosen on 12,000 drawn plates (seeds 515151, 616161, 727272, 818181, in no figure and no training): without
  /// wider cuts 8,888 are trusted with four of them wrong, all in low rows, with them 8,673 and none.
  public static let singlePictures = RecognitionOptions(
    detection: DetectionOptions(looksTwice: true), trustedFrom: 0.98, trustedTogetherFrom: 0.98,
    trustedInLowRowsFrom: 0.991)
}
