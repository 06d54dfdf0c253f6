import Border
import Crypto
import Foundation

extension Sample {
  /// Flat drawings that stand for the cameras' and the scanner's pictures.
  enum Picture: CaseIterable {
    case overview, tractorPlate, trailerPlate, scan

    var subject: PassagePicture.Subject? {
      switch self {
      case .overview: .overview
      case .tractorPlate: .tractorPlate
      case .trailerPlate: .trailerPlate
      case .scan: nil
      }
    }

    var png: Data { Self.drawn[self]?.png ?? Data() }
    var hash: EvidenceHash { Self.drawn[self]?.hash ?? Self.none }

    // swift-format-ignore: NeverForceUnwrap
    private static let none = EvidenceHash(rawValue: String(repeating: "0", count: 64))!

    /// Drawn and hashed once.
    private static let drawn = Dictionary(
      uniqueKeysWithValues: allCases.map { picture in
        let png = picture.draw()
        let digest = SHA256.hash(data: png).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        return (picture, (png: png, hash: EvidenceHash(rawValue: digest) ?? none))
      })

    private func draw() -> Data {
      switch self {
      case .overview:
        Canvas(width: 320, height: 180, ground: (120, 138, 152))
          .filled(0, 120, 320, 60, (72, 74, 78)).filled(90, 20, 140, 100, (28, 92, 60))
          .filled(105, 62, 110, 90, (205, 60, 40)).filled(117, 74, 86, 34, (150, 190, 215))
          .filled(134, 134, 52, 14, (255, 205, 60)).filled(108, 150, 26, 16, (15, 15, 15))
          .filled(186, 150, 26, 16, (15, 15, 15)).filled(0, 96, 80, 6, (230, 40, 40)).png
      case .tractorPlate: Self.plate(columns: 8)
      case .trailerPlate: Self.plate(columns: 9)
      case .scan:
        Canvas(width: 320, height: 110, ground: (235, 238, 240)).filled(20, 20, 220, 60, (150, 158, 166))
          .filled(30, 30, 60, 44, (96, 104, 112)).filled(110, 34, 50, 40, (70, 78, 86))
          .filled(180, 44, 20, 20, (30, 34, 40)).filled(248, 34, 52, 46, (120, 128, 136)).png
      }
    }

    private static func plate(columns: Int) -> Data {
      var canvas = Canvas(width: 240, height: 60, ground: (250, 205, 70)).filled(4, 4, 232, 2, (20, 20, 20))
      for column in 0..<columns { canvas = canvas.filled(14 + column * 216 / columns, 14, 14, 34, (24, 24, 24)) }
      return canvas.png
    }
  }
}

/// Just enough of PNG (https://www.w3.org/TR/png/) to draw rectangles: true colour, stored without compression.
private struct Canvas {
  typealias Colour = (UInt8, UInt8, UInt8)

  let width: Int
  let height: Int
  private var pixels: [UInt8]

  init(width: Int, height: Int, ground: Colour) {
    self.width = width
    self.height = height
    pixels = []
    for _ in 0..<width * height { pixels += [ground.0, ground.1, ground.2] }
  }

  func filled(_ x: Int, _ y: Int, _ wide: Int, _ high: Int, _ colour: Colour) -> Canvas {
    var copy = self
    for row in y..<y + high {
      for column in x..<x + wide {
        let at = (row * width + column) * 3
        (copy.pixels[at], copy.pixels[at + 1], copy.pixels[at + 2]) = colour
      }
    }
    return copy
  }

  var png: Data {
    let header: [UInt8] = Self.number(width) + Self.number(height) + [8, 2, 0, 0, 0]
    var rows: [UInt8] = []
    for row in 0..<height {
      rows.append(0)
      rows += pixels[row * width * 3..<(row + 1) * width * 3]
    }
    var stream: [UInt8] = [0x78, 0x01]
    for start in stride(from: 0, to: rows.count, by: 65535) {
      let block = rows[start..<min(start + 65535, rows.count)]
      let (low, high) = (UInt8(block.count & 255), UInt8(block.count >> 8))
      stream += [start + 65535 >= rows.count ? 1 : 0, low, high, ~low, ~high]
      stream += block
    }
    stream += Self.number(Self.adler(rows))
    var file = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    for (name, data) in [("IHDR", header), ("IDAT", stream), ("IEND", [])] { file += Self.chunk(name, data) }
    return file
  }

  private static func chunk(_ name: String, _ data: [UInt8]) -> Data {
    let body: [UInt8] = Array(name.utf8) + data
    return Data(number(data.count)) + Data(body) + Data(number(crc(body)))
  }

  private static func number(_ value: Int) -> [UInt8] {
    let shifts: [Int] = [24, 16, 8, 0]
    return shifts.map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  private static func crc(_ bytes: [UInt8]) -> Int {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? 0xEDB8_8320 ^ (crc >> 1) : crc >> 1 }
    }
    return Int(~crc)
  }

  private static func adler(_ bytes: [UInt8]) -> Int {
    var (a, b) = (1, 0)
    for byte in bytes {
      a = (a + Int(byte)) % 65521
      b = (b + a) % 65521
    }
    return b << 16 | a
  }
}
