import Foundation
import Testing

@testable import Recognition

/// Copies of the project's models of which one is bad, but loads and runs.
struct BadModels {
  let folder: URL

  init(of good: ModelStore) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("models-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for file in try FileManager.default.contentsOfDirectory(atPath: good.folder.path)
    where ["onnx", "txt", "traineddata"].contains((file as NSString).pathExtension) {
      try FileManager.default.copyItem(
        at: good.folder.appendingPathComponent(file), to: folder.appendingPathComponent(file))
    }
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  var store: ModelStore { get throws { try ModelStore(folder: folder) } }

  /// A network that has learnt nothing: all weights are nought.
  func forgetWeights(of name: String) throws {
    let file = folder.appendingPathComponent(name)
    var bytes = [UInt8](try Data(contentsOf: file))
    // ModelProto.graph = 7, GraphProto.initializer = 5, TensorProto.raw_data = 9 (onnx.proto).
    let weights = try Protobuf.fields(7, in: bytes, 0..<bytes.count).flatMap { graph in
      try Protobuf.fields(5, in: bytes, graph).flatMap { try Protobuf.fields(9, in: bytes, $0) }
    }.filter { $0.count >= 1024 }
    try #require(!weights.isEmpty, "\(name) has no weights where ONNX keeps them")
    for range in weights { for at in range { bytes[at] = 0 } }
    try Data(bytes).write(to: file)
  }

  /// A Tesseract language that takes 3 for 8 and 8 for 3.
  func swapThreeAndEight(in name: String) throws {
    let file = folder.appendingPathComponent(name)
    var bytes = try Data(contentsOf: file)
    let three = try #require(bytes.firstRange(of: Data("\n3 ".utf8))).lowerBound
    let eight = try #require(bytes.firstRange(of: Data("\n8 ".utf8))).lowerBound
    (bytes[three + 1], bytes[eight + 1]) = (UInt8(ascii: "8"), UInt8(ascii: "3"))
    try bytes.write(to: file)
  }
}

/// As much of the protocol buffers' wire format as finding a field takes.
enum Protobuf {
  struct Broken: Error {}

  /// The contents of every length-delimited field `number` of the message in `range`.
  static func fields(_ number: UInt64, in bytes: [UInt8], _ range: Range<Int>) throws -> [Range<Int>] {
    var found: [Range<Int>] = []
    var at = range.lowerBound
    while at < range.upperBound {
      let key = try varint(bytes, &at, range.upperBound)
      switch key & 7 {
      case 0: _ = try varint(bytes, &at, range.upperBound)
      case 1: at += 8
      case 5: at += 4
      case 2:
        let length = Int(clamping: try varint(bytes, &at, range.upperBound))
        guard length <= range.upperBound - at else { throw Broken() }
        if key >> 3 == number { found.append(at..<at + length) }
        at += length
      default: throw Broken()
      }
    }
    return found
  }

  private static func varint(_ bytes: [UInt8], _ at: inout Int, _ end: Int) throws -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard at < end else { throw Broken() }
      let byte = bytes[at]
      at += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    throw Broken()
  }
}
