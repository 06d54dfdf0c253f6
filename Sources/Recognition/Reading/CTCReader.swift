internal import Border
internal import Foundation

/// The project's convolutional reader: Latin letters, digits and the Chinese characters of plates. One network reads rows of all
/// heights, another has learnt on low and blurred ones alone and takes its place there.
public final class CTCReader: RowReader {
  /// The network's input.
  static let width = 160
  static let height = 32
  /// How far before a character's middle a network says it, in pixels of the input: by `measure_lead.py` on drawn plates, whose
  /// characters' places are known. A property of the weights, not of the method.
  static let (lead, farLead) = (2.7, 1.8)

  public let weight = 1.0
  private let net: Net
  private let decoder: CTCDecoder
  private let lead: Double

  /// - Parameter far: the network for rows that are low in the picture or blurred.
  public init(models: ModelStore, far: Bool = false) throws(ModelError) {
    lead = far ? Self.farLead : Self.lead
    decoder = CTCDecoder(alphabet: try Self.alphabet(models.url(.alphabet)))
    net = try Net(far ? .farReader : .reader, of: models, trial: (Self.width, Self.height), sizes: .one)
    guard net.trialShape.3 == decoder.alphabet.count + 1 else {
      throw net.unusable(
        "it knows \(net.trialShape.3) classes, its alphabet \(decoder.alphabet.count) characters and a blank")
    }
  }

  public var slowNetworks: [String] { net.slowName.map { [$0] } ?? [] }

  public func read(_ rows: [GreyPatch]) throws -> [RowReading] {
    // One at a time: the network's cost is linear, and every batch size would need memory of its own.
    try rows.map { row in
      var alternatives = decoder.alternatives(try net.run(Self.input(row)).values)
      // The decoder gives shares of the input's width.
      let scale = Double(row.width) / Double(Self.scaledWidth(row))
      for index in alternatives.indices {
        alternatives[index].places = alternatives[index].places.map { ($0 * Double(Self.width) + lead) * scale }
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
