internal import Border
internal import CVision
internal import Foundation

/// The project's convolutional reader: Latin letters, digits and the Chinese characters of plates.
public final class CTCReader: RowReader {
  /// The network's input.
  static let width = 160
  static let height = 32
  /// How far before a character's middle the network says it, in pixels of the input: by `measure_lead.py` on drawn plates, whose
  /// characters' places are known. A property of the weights, not of the method.
  static let lead = 2.8

  public let name = "ctc"
  public let weight = 1.0
  private let net: OpaquePointer
  private let path: String
  private let decoder: CTCDecoder

  public init(models: ModelStore) throws(ModelError) {
    path = models.url(.reader).path
    decoder = CTCDecoder(alphabet: try Self.alphabet(models.url(.alphabet)))
    net = try loadNet(path)
  }

  deinit { cvision_net_destroy(net) }

  public func read(_ rows: [GreyPatch]) throws -> [RowReading] {
    // One at a time: the network's cost is linear, and a changing batch size would allocate it anew.
    try rows.map { row in
      let input = Self.input(row)
      let (output, shape) = try runNet(path) {
        cvision_net_run_pixels(net, input.pixels, 1, Int32(Self.width), Int32(Self.height), &$0, $1)
      }
      guard Int(shape.3) == decoder.alphabet.count + 1 else {
        throw ModelError.unusable(
          path: path,
          reason: "it knows \(shape.3) classes, its alphabet \(decoder.alphabet.count) characters and a blank")
      }
      let steps = UnsafeBufferPointer(start: output, count: Int(shape.2) * Int(shape.3))
      var alternatives = decoder.alternatives(steps)
      // The decoder gives shares of the input's width.
      let scale = Double(row.width) / Double(Self.scaledWidth(row))
      for index in alternatives.indices {
        alternatives[index].places = alternatives[index].places.map { ($0 * Double(Self.width) + Self.lead) * scale }
      }
      return RowReading(alternatives: alternatives)
    }
  }

  /// The row at the network's height, filled up on the right with its edge's grey, squeezed if it is too wide.
  static func input(_ row: GreyPatch) -> GreyPatch {
    let scaled = row.scaled(width: scaledWidth(row), height: height)
    guard scaled.width < width else { return scaled }
    var pixels = [UInt8](repeating: scaled.edgeMedian, count: width * height)
    for y in 0..<height {
      pixels.replaceSubrange(
        y * width..<y * width + scaled.width, with: scaled.pixels[y * scaled.width..<(y + 1) * scaled.width])
    }
    return GreyPatch(width: width, height: height, pixels: pixels)
  }

  /// How wide the row is inside the input.
  private static func scaledWidth(_ row: GreyPatch) -> Int {
    min(max(8, Int((Double(row.width) * Double(height) / Double(row.height)).rounded())), width)
  }

  private static func alphabet(_ url: URL) throws(ModelError) -> [Character] {
    do {
      let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
      guard !lines.isEmpty, lines.allSatisfy({ $0.count == 1 }) else {
        throw ModelError.unusable(path: url.path, reason: "not one character a line")
      }
      return lines.flatMap(Array.init)
    } catch let error as ModelError {
      throw error
    } catch {
      throw ModelError.unusable(path: url.path, reason: error.localizedDescription)
    }
  }
}
