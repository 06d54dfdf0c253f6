import Border

/// A colour, 0…1 each.
struct Colour: Sendable, Hashable {
  var red, green, blue: Double
  var alpha = 1.0

  init(_ red: Double, _ green: Double, _ blue: Double, _ alpha: Double = 1) {
    (self.red, self.green, self.blue, self.alpha) = (red, green, blue, alpha)
  }

  /// 0xRRGGBB.
  init(_ hex: UInt32, alpha: Double = 1) {
    self.init(
      Double(hex >> 16 & 255) / 255, Double(hex >> 8 & 255) / 255, Double(hex & 255) / 255, alpha)
  }

  static func grey(_ value: Double, _ alpha: Double = 1) -> Colour { Colour(value, value, value, alpha) }
  static let black = grey(0.04)
  static let white = grey(0.95)

  /// Darker below 1, lighter above.
  func shaded(_ k: Double) -> Colour {
    k <= 1
      ? Colour(red * k, green * k, blue * k, alpha)
      : Colour(red + (1 - red) * (k - 1), green + (1 - green) * (k - 1), blue + (1 - blue) * (k - 1), alpha)
  }

  func mixed(_ other: Colour, _ t: Double) -> Colour {
    Colour(
      red + (other.red - red) * t, green + (other.green - green) * t, blue + (other.blue - blue) * t,
      alpha + (other.alpha - alpha) * t)
  }

  func faded(_ alpha: Double) -> Colour { Colour(red, green, blue, alpha) }
}

/// What an outline is filled with.
enum Paint: Sendable {
  case solid(Colour)
  /// From one point of the sheet to another; offsets 0…1.
  case gradient(from: Point, to: Point, stops: [(Double, Colour)])

  static func down(_ y0: Double, _ y1: Double, _ top: Colour, _ bottom: Colour) -> Paint {
    .gradient(from: Point(x: 0, y: y0), to: Point(x: 0, y: y1), stops: [(0, top), (1, bottom)])
  }

  static func across(_ x0: Double, _ x1: Double, _ stops: [(Double, Colour)]) -> Paint {
    .gradient(from: Point(x: x0, y: 0), to: Point(x: x1, y: 0), stops: stops)
  }
}

extension Colour {
  /// Paint of lorries as they are on the road there: white, red, blue, grey, green, yellow.
  static func body(_ random: inout some RandomNumberGenerator) -> Colour {
    let paints: [UInt32] = [
      0xE8E8E6, 0xE2E4E8, 0xB42020, 0x9B1B1F, 0x1F4E9B, 0x274B7A, 0x8A8F96, 0x4A4E55, 0x1E6B46, 0xD9A514, 0xC4581A,
      0x2B2D31,
    ]
    let paint = Colour(random.pick(paints))
    return paint.shaded(random.real(0.85...1.1))
  }
}
