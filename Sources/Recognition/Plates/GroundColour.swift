internal import Border

/// The colour of a plate's ground, from the pixels that are not characters.
enum GroundColour {
  /// Size of the cuts that are looked at.
  static let width = 64
  static let height = 32

  /// - Parameters:
  ///   - picture: the plate is cut out of it a little narrower, so that the frame does not count.
  ///   - quad: the plate.
  /// - Returns: `unknown` where the picture has no colours, as by infra-red light.
  static func of(_ picture: Picture, _ quad: Quad) throws(PictureError) -> PlateColour {
    guard try picture.showsColours() else { return .unknown }
    return classify(try picture.cutColour(quad.grown(by: -0.06), width: width, height: height))
  }

  /// Whether a scene shows any colours at all. Sensors by infra-red light deliver equal channels and a little noise.
  static func hasColours(_ bgr: [UInt8]) -> Bool {
    var coloured = 0
    for at in stride(from: 0, to: bgr.count - 2, by: 3) {
      let (least, most) = (min(bgr[at], bgr[at + 1], bgr[at + 2]), max(bgr[at], bgr[at + 1], bgr[at + 2]))
      if most - least > 16 { coloured += 1 }
    }
    return coloured * 3 * 50 > bgr.count
  }

  /// The colour of the larger part of the plate: characters cover less than their ground.
  static func classify(_ bgr: [UInt8]) -> PlateColour {
    let pixels = stride(from: 0, to: bgr.count - 2, by: 3).map {
      (blue: Double(bgr[$0]), green: Double(bgr[$0 + 1]), red: Double(bgr[$0 + 2]))
    }
    guard !pixels.isEmpty else { return .unknown }
    var histogram = [Int](repeating: 0, count: 256)
    let levels = pixels.map { Int(0.114 * $0.blue + 0.587 * $0.green + 0.299 * $0.red) }
    for level in levels { histogram[min(level, 255)] += 1 }
    let border = otsuLevel(histogram)
    let light = histogram[(border + 1)...].reduce(0, +)
    let groundIsLight = light * 2 >= pixels.count
    var (blue, green, red, count) = (0.0, 0.0, 0.0, 0.0)
    for (pixel, level) in zip(pixels, levels) where (level > border) == groundIsLight {
      blue += pixel.blue
      green += pixel.green
      red += pixel.red
      count += 1
    }
    guard count > 0 else { return .unknown }
    return name(blue: blue / count, green: green / count, red: red / count, isLight: groundIsLight)
  }

  /// - Parameter isLight: whether the ground is lighter than its characters.
  private static func name(blue: Double, green: Double, red: Double, isLight: Bool) -> PlateColour {
    let (least, most) = (min(blue, green, red), max(blue, green, red))
    let saturation = most > 0 ? (most - least) / most : 0
    // A white plate takes on the light of lamp or sky; a painted one keeps at least a third of saturation.
    guard saturation >= 0.3, most >= 32 else { return isLight ? .white : .black }
    let hue: Double =
      if most == red { 60 * ((green - blue) / (most - least)) } else if most == green {
        60 * (2 + (blue - red) / (most - least))
      } else { 60 * (4 + (red - green) / (most - least)) }
    switch hue < 0 ? hue + 360 : hue {
    case 0..<22, 330...360: return .red
    case 22..<72: return .yellow
    case 72..<175: return .green
    case 175..<270: return .blue
    default: return .unknown
    }
  }

  /// The level that parts dark from light with the greatest variance between them (Otsu 1979).
  private static func otsuLevel(_ histogram: [Int]) -> Int {
    let total = Double(histogram.reduce(0, +))
    let sum = histogram.enumerated().reduce(0.0) { $0 + Double($1.offset * $1.element) }
    var (count, below, best, level) = (0.0, 0.0, 0.0, 0)
    for value in 0..<255 {
      count += Double(histogram[value])
      below += Double(value * histogram[value])
      guard count > 0, count < total else { continue }
      let difference = below / count - (sum - below) / (total - count)
      let variance = count * (total - count) * difference * difference
      if variance > best { (best, level) = (variance, value) }
    }
    return level
  }
}
