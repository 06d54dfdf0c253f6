internal import CVision
internal import Foundation

/// A network from an ONNX file, with one grey picture as its input. Used by one thread at a time.
final class Net {
  /// Which code computes it; what it computes is the same but for rounding.
  enum Code {
    /// oneDNN's and our own where the processor has AVX2 and computes what OpenCV's does, which is tried once; OpenCV's elsewhere.
    case fastest
    /// OpenCV's alone: three times as slow, and what the other is tested against.
    case reference
  }

  /// Which sizes of input it will be given.
  enum Sizes {
    case any
    /// That of the trial alone: where oneDNN computes it, OpenCV's copy of the weights is given back.
    case one
  }

  /// Of fewer dimensions, filled up with leading ones.
  typealias Shape = (Int, Int, Int, Int)

  /// What a run gave: valid until the network's next run.
  struct Output {
    var values: UnsafeBufferPointer<Float>
    var shape: Shape
  }

  private let file: ModelFile
  private let path: String
  private let handle: OpaquePointer
  /// What the trial gave: whoever loads a network sees by it whether it is one of its own.
  private(set) var trialShape: Shape = (0, 0, 0, 0)

  /// - Parameter trial: a blank input of this size is run at once, so that a network that cannot be used is found when it is loaded, not
  ///   when the first plate comes.
  /// - Throws: `ModelError.unusable`.
  init(
    _ file: ModelFile, of models: ModelStore, trial: (width: Int, height: Int), sizes: Sizes, code: Code = .fastest
  ) throws(ModelError) {
    let path = models.url(file).path
    var handle: OpaquePointer?
    let status = cvision_net_load(
      path, code == .fastest ? cvision_net_fastest : cvision_net_reference,
      sizes == .any ? cvision_net_any_size : cvision_net_one_size, &handle)
    guard status == 0, let handle else {
      throw ModelError.unusable(path: path, reason: String(cString: cvision_message()))
    }
    self.file = file
    self.path = path
    self.handle = handle
    let blank = [UInt8](repeating: 0, count: trial.width * trial.height)
    trialShape = try run(GreyPatch(width: trial.width, height: trial.height, pixels: blank)).shape
  }

  deinit { cvision_net_destroy(handle) }

  /// Looks at a part of a picture, scaled to the top left of a black input.
  func run(_ picture: Picture, _ box: Letterbox) throws(ModelError) -> Output {
    try output {
      cvision_net_run_picture(
        handle, picture.handle, Int32(box.left), Int32(box.top), box.scale, Int32(box.width), Int32(box.height), &$0, $1
      )
    }
  }

  /// Looks at a patch, which is the whole input.
  func run(_ patch: GreyPatch) throws(ModelError) -> Output {
    try output {
      cvision_net_run_pixels(handle, patch.pixels, Int32(patch.width), Int32(patch.height), &$0, $1)
    }
  }

  /// The file's name if OpenCV computes it, three times as slow: this processor is none that the faster code computes the same on.
  var slowName: String? { cvision_net_is_reference(handle) != 0 ? file.rawValue : nil }

  /// What is wrong with the file, as its user is told.
  func unusable(_ reason: String) -> ModelError { .unusable(path: path, reason: reason) }

  /// `call` is given where to put the output and its four dimensions.
  private func output(
    _ call: (_ output: inout UnsafePointer<Float>?, _ shape: UnsafeMutablePointer<Int32>) -> Int32
  ) throws(ModelError) -> Output {
    var output: UnsafePointer<Float>?
    var shape: (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
    let status = withUnsafeMutablePointer(to: &shape) { whole in
      whole.withMemoryRebound(to: Int32.self, capacity: 4) { call(&output, $0) }
    }
    guard status == 0, let output else { throw unusable(String(cString: cvision_message())) }
    let dimensions = (Int(shape.0), Int(shape.1), Int(shape.2), Int(shape.3))
    let count = dimensions.0 * dimensions.1 * dimensions.2 * dimensions.3
    return Output(values: UnsafeBufferPointer(start: output, count: count), shape: dimensions)
  }
}
