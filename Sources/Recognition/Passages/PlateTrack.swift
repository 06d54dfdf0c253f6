internal import Border

/// One plate, from frame to frame.
struct PlateTrack {
  let number: Int
  var votes = PlateVotes()
  private(set) var quad: Quad
  private(set) var lastSeen: CaptureTime
  /// What was last reported; nil while nothing was.
  var reported: PlateConsensus?
  /// It has been somewhere else: writing on a wall never has.
  private(set) var hasMoved = false
  /// Which way it goes, once that is clear; then it stays so, also when the driver backs up a little.
  private(set) var motion: PlateMotion?
  private let first: Quad
  /// The last trusted read of another text, while this one was not read again, and whether the same plate showed it.
  var challenger: (read: PlateRead, isSamePlate: Bool)?
  /// Where it was when it last moved, or came to a stand.
  private var anchor: Quad
  private var hasSettled = false
  private var lastMoved: CaptureTime
  private var lastText: String

  init(number: Int, first read: PlateRead, at time: CaptureTime) {
    self.number = number
    quad = read.quad
    first = read.quad
    lastSeen = time
    lastMoved = time
    anchor = read.quad
    lastText = read.text
  }

  /// What the plate is best known by: the reported text, or the last that was read.
  var text: String { reported?.text ?? lastText }

  /// It stood still when it was last seen.
  var isStanding: Bool { stands(at: lastSeen) }

  private func stands(at time: CaptureTime) -> Bool { time.monotonic - lastMoved.monotonic >= .seconds(1) }

  /// Whether it is this plate that a frame shows, whatever it reads: where the plate was a moment ago, and as large, no other can
  /// have come. It may be as fast as twenty metres a second, and is its own width further on in the next frame then.
  func goesOn(in read: PlateRead, at time: CaptureTime) -> Bool {
    let (less, more) = (min(quad.width, read.quad.width), max(quad.width, read.quad.width))
    return time.monotonic - lastSeen.monotonic <= .milliseconds(300) && less >= 0.7 * more
      && quad.centre.distance(to: read.quad.centre) <= less
  }

  mutating func move(to read: PlateRead, at time: CaptureTime) {
    quad = read.quad
    lastSeen = time
    // Where somebody walks in front of a plate what is left of it has another middle, but one side is where it was.
    let steps = zip(anchor.corners, read.quad.corners).map { $0.distance(to: $1) }
    let half = read.quad.height / 2
    if anchor.centre.distance(to: read.quad.centre) > half, steps.allSatisfy({ $0 > half / 2 }) {
      anchor = read.quad
      hasSettled = false
      lastMoved = time
      hasMoved = true
    } else if !hasSettled, stands(at: time) {
      anchor = read.quad
      hasSettled = true
    }
    motion = motion ?? PlateMotion(from: first, to: read.quad)
  }

  /// It is still where it was: the picture has not changed.
  mutating func stay(at time: CaptureTime) { lastSeen = time }

  mutating func vote(_ read: PlateRead) {
    votes.add(read)
    lastText = read.text
  }
}

extension Point {
  func distance(to other: Point) -> Double {
    ((other.x - x) * (other.x - x) + (other.y - y) * (other.y - y)).squareRoot()
  }
}

extension Quad {
  var centre: Point {
    Point(x: corners.reduce(0) { $0 + $1.x } / 4, y: corners.reduce(0) { $0 + $1.y } / 4)
  }
}
