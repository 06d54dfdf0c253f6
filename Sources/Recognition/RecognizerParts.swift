/// What finds and reads in a recognizer with the project's models. `gate-agent bench` puts clocks around them, so that the recognizer
/// itself needs none.
public struct RecognizerParts {
  public let detector: any PlateDetector
  public let readers: [any RowReader]
  public let far: any RowReader
  public let provinces: ProvinceReader

  public init(models: ModelStore, options: RecognitionOptions = RecognitionOptions()) throws(ModelError) {
    detector = try CornerDetector(models: models, options: options.detection)
    readers = [try CTCReader(models: models), try TesseractReader(models: models)]
    far = try CTCReader(models: models, far: true)
    provinces = try ProvinceReader(models: models)
  }
}
