import Border
import Foundation

/// An outline on a sheet, in the sheet's millimetres; y grows downwards.
struct Path: Sendable {
  enum Element: Sendable {
    case move(Point)
    case line(Point)
    case curve(Point, Point, Point)
    case close
  }

  var elements: [Element] = []

  mutating func move(_ x: Double, _ y: Double) { elements.append(.move(Point(x: x, y: y))) }
  mutating func line(_ x: Double, _ y: Double) { elements.append(.line(Point(x: x, y: y))) }
  mutating func close() { elements.append(.close) }

  static func polygon(_ points: [(Double, Double)]) -> Path {
    var path = Path()
    for (index, p) in points.enumerated() { index == 0 ? path.move(p.0, p.1) : path.line(p.0, p.1) }
    path.close()
    return path
  }

  static func rect(_ x: Double, _ y: Double, _ width: Double, _ height: Double) -> Path {
    polygon([(x, y), (x + width, y), (x + width, y + height), (x, y + height)])
  }

  static func round(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ radius: Double) -> Path {
    let r = min(radius, width / 2, height / 2)
    var points: [(Double, Double)] = []
    let centres = [(x + width - r, y + r), (x + width - r, y + height - r), (x + r, y + height - r), (x + r, y + r)]
    for (corner, centre) in centres.enumerated() {
      for step in 0...4 {
        let angle = (Double(corner) - 1 + Double(step) / 4) * .pi / 2
        points.append((centre.0 + r * cos(angle), centre.1 + r * sin(angle)))
      }
    }
    return polygon(points)
  }

  static func ellipse(_ x: Double, _ y: Double, _ radiusX: Double, _ radiusY: Double) -> Path {
    polygon(
      (0..<28).map { step in
        let angle = Double(step) / 28 * 2 * .pi
        return (x + radiusX * cos(angle), y + radiusY * sin(angle))
      })
  }

  /// A bar of a width between two points.
  static func bar(_ x0: Double, _ y0: Double, _ x1: Double, _ y1: Double, _ width: Double) -> Path {
    let length = max(1e-9, ((x1 - x0) * (x1 - x0) + (y1 - y0) * (y1 - y0)).squareRoot())
    let (nx, ny) = (-(y1 - y0) / length * width / 2, (x1 - x0) / length * width / 2)
    return polygon([(x0 + nx, y0 + ny), (x1 + nx, y1 + ny), (x1 - nx, y1 - ny), (x0 - nx, y0 - ny)])
  }

  static func + (a: Path, b: Path) -> Path { Path(elements: a.elements + b.elements) }
  static func += (a: inout Path, b: Path) { a.elements += b.elements }

  /// Scaled about (0, 0), then moved.
  func placed(x: Double, y: Double, scaleX: Double = 1, scaleY: Double = 1) -> Path {
    func map(_ p: Point) -> Point { Point(x: x + p.x * scaleX, y: y + p.y * scaleY) }
    return Path(
      elements: elements.map {
        switch $0 {
        case .move(let p): .move(map(p))
        case .line(let p): .line(map(p))
        case .curve(let a, let b, let c): .curve(map(a), map(b), map(c))
        case .close: .close
        }
      })
  }

  /// Closed rings of straight edges.
  var rings: [[Point]] {
    var rings: [[Point]] = []
    var ring: [Point] = []
    for element in elements {
      switch element {
      case .move(let p):
        if ring.count > 2 { rings.append(ring) }
        ring = [p]
      case .line(let p): ring.append(p)
      case .curve(let a, let b, let c):
        let start = ring.last ?? a
        for step in 1...6 {
          let t = Double(step) / 6
          let u = 1 - t
          let (k0, k1, k2, k3) = (u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t)
          ring.append(
            Point(
              x: k0 * start.x + k1 * a.x + k2 * b.x + k3 * c.x, y: k0 * start.y + k1 * a.y + k2 * b.y + k3 * c.y))
        }
      case .close:
        if ring.count > 2 { rings.append(ring) }
        ring = []
      }
    }
    if ring.count > 2 { rings.append(ring) }
    return rings
  }
}
