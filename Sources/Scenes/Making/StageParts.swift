import Border

/// A lamp that shines into the camera.
struct Lamp: Sendable {
  var at: Point
  /// Radius in pixels.
  var core: Double
  var strength: Double
  var colour: Colour
}

/// What hides the first plates and lamps of a picture, where it is.
struct Cover: Sendable {
  var quad: Quad
  var plates: Int
  var lamps: Int
}

extension Quad {
  /// As C has it: x and y of the corners in turn.
  var eight: (Float, Float, Float, Float, Float, Float, Float, Float) {
    (
      Float(topLeft.x), Float(topLeft.y), Float(topRight.x), Float(topRight.y), Float(bottomRight.x),
      Float(bottomRight.y), Float(bottomLeft.x), Float(bottomLeft.y)
    )
  }

  /// Whether a point lies inside, by the even-odd rule.
  func contains(_ point: Point) -> Bool {
    var inside = false
    var q = bottomLeft
    for p in corners {
      if (p.y > point.y) != (q.y > point.y), point.x < (q.x - p.x) * (point.y - p.y) / (q.y - p.y) + p.x {
        inside.toggle()
      }
      q = p
    }
    return inside
  }
}

/// What a camera writes into its picture.
struct Caption: Sendable {
  var text: String
  /// Of the capitals, in pixels.
  var height: Double
  var low: Bool
  var yellow: Bool

  static func random(height picture: Int, using random: inout some RandomNumberGenerator) -> Caption {
    func two(_ range: ClosedRange<Int>) -> String {
      let n = random.integer(range)
      return n < 10 ? "0\(n)" : String(n)
    }
    let date = "20\(two(20...28))-\(two(1...12))-\(two(1...28))"
    let time = "\(two(0...23)):\(two(0...59)):\(two(0...59))"
    return Caption(
      text: date + " " + time + random.pick(["", "  CAM \(two(1...16))", "  LANE 1"]),
      height: Double(picture) * random.real(0.02...0.045), low: random.chance(0.5), yellow: random.chance(0.4))
  }
}
