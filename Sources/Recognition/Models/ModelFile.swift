/// The files that a models folder holds.
public enum ModelFile: String, Sendable, CaseIterable {
  case detector = "plate-detector.onnx"
  case reader = "plate-reader.onnx"
  /// The same of rows that are low in the picture or blurred.
  case farReader = "plate-reader-far.onnx"
  /// The readers' classes from 1 on, a character a line; class 0 is the blank.
  case alphabet = "plate-reader.alphabet.txt"
  /// The reader of one character: the province of a Chinese plate.
  case province = "plate-province.onnx"
  /// Tesseract's language `plates`.
  case tesseract = "plates.traineddata"
}
