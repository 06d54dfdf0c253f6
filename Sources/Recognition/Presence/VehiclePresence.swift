/// Whether something as large as a vehicle stands in view, plate or no plate.
///
/// Is: one camera's, pure; times come in with the glances. A vehicle is there when a fifth of the picture is like no
/// known empty lane, and it was seen to come: what changes without any motion is light, or a camera that was moved. It is
/// gone when the lane looks empty again. Is not: a sure sign. It only ever makes a passage without a plate, which the
/// guard looks at, and keeps one open whose plate has left the picture.
struct VehiclePresence: Sendable {
  /// What the recognizer sees beside it.
  enum PlateInView {
    case none
    /// It is where it was first seen: a vehicle's that stood there before, or lettering that belongs to the place.
    case neverMoved
    /// It came, so it is a vehicle's.
    case moved
  }

  /// Share of the picture from which on it may be a vehicle: someone on foot at the barrier covers a twentieth, a
  /// lorry's front more than a half.
  private static let least = 0.2
  /// And from which on it surely is one: a car covers more than a third, someone at arm's length from the lens a fifth.
  private static let surely = 0.3
  /// After frames were missing nothing is sure for so long: cameras adjust.
  private static let adjusting = Duration.seconds(5)
  /// What drives off moves until so shortly before the lane is known to be empty.
  private static let leaving = Duration.seconds(2)
  /// It must have been there, and moving, for so long.
  private static let confirmedAfter = Duration.seconds(1)
  private static let leastMotion = Duration.milliseconds(350)
  /// Changed cells, of some 300, from which on a frame is in motion against the one before; more where leaves or rain
  /// move all the time, up to the second.
  private static let movingCells = (least: 6.0, most: 60.0)
  /// Without motion for so long, it stands.
  private static let still = Duration.seconds(1)
  /// Frames further apart than this say nothing about what happened between them.
  private static let mostGap = Duration.seconds(1)
  /// It need not be judged more often.
  private static let interval = Duration.milliseconds(90)

  /// Since when a vehicle is there; nil while there is none.
  private(set) var since: Duration?
  /// Whether the one that was there last covered, at its fullest, what only a vehicle covers, and was seen to drive off. One that
  /// stands until it is taken for a part of the empty lane was not, nor what a camera sees that has just come back and finds its light.
  private(set) var wasSure = false

  private var background = LaneBackground()
  private var before: (cells: [Int32], at: Duration)?
  /// Since when the picture is unlike an empty lane.
  private var unlikeSince: Duration?
  /// How long it was in motion since shortly before that.
  private var motion = Duration.zero
  private var movedAt = Duration.zero
  /// The share of the picture, 0…1, that was unlike an empty lane at most, since it began to be.
  private var fullest = 0.0
  private var restartedAt: Duration?
  private var likeSince: Duration?
  /// The glances of about the last half second in one: rain and noise fall out of it.
  private var smooth: [Float] = []
  /// How many cells change from frame to frame in the long run.
  private var restlessness = 0.0

  /// Takes in a glance.
  ///
  /// - Parameters:
  ///   - cells: of the glance.
  ///   - time: of its frame, monotonic.
  ///   - plate: the one in view of which most is known. Where it has moved the lane is not empty, whatever it looks like.
  mutating func see(_ glance: Glance, cells: [Int32], at time: Duration, plate: PlateInView) {
    guard let last = before else {
      before = (cells, time)
      movedAt = time
      return
    }
    let elapsed = time - last.at
    guard elapsed < .zero || elapsed >= Self.interval else { return }
    before = (cells, time)
    guard elapsed >= .zero, elapsed <= Self.mostGap else { return restart(at: time) }
    if isMoving(cells, since: last.cells) {
      motion += elapsed
      movedAt = time
    } else if time - movedAt > Self.still, unlikeSince == nil {
      motion = .zero
    }
    let picture = BlockPicture(smoothed(glance))
    judge(picture, at: time)
    if time - movedAt >= Self.still, plate != .moved {
      learn(picture, for: elapsed, at: time, showsPlate: plate == .neverMoved)
    }
  }

  private mutating func smoothed(_ glance: Glance) -> Glance {
    let pixels = glance.patch.pixels
    if smooth.count != pixels.count {
      smooth = pixels.map(Float.init)
    } else {
      for index in pixels.indices { smooth[index] += 0.3 * (Float(pixels[index]) - smooth[index]) }
    }
    return Glance(
      GreyPatch(width: glance.patch.width, height: glance.patch.height, pixels: smooth.map { UInt8($0.rounded()) }))
  }

  private mutating func isMoving(_ cells: [Int32], since before: [Int32]) -> Bool {
    let changed = min(Double(ChangeTest.changedCells(cells, since: before)), Self.movingCells.most)
    defer { restlessness += 0.01 * (changed - restlessness) }
    return changed >= min(max(Self.movingCells.least, 2 * restlessness + 4), Self.movingCells.most)
  }

  private mutating func judge(_ picture: BlockPicture, at time: Duration) {
    guard let difference = background.difference(of: picture) else { return }
    if difference < LaneBackground.alike {
      likeSince = likeSince ?? time
      if let likeSince, time - likeSince >= .milliseconds(300) { leave(at: time) }
      return
    }
    likeSince = nil
    guard difference >= Self.least else { return }
    fullest = max(unlikeSince == nil && since == nil ? 0 : fullest, difference)
    let first = unlikeSince ?? time
    unlikeSince = first
    if since == nil, time - first >= Self.confirmedAfter, motion >= Self.leastMotion { since = first }
  }

  private mutating func leave(at time: Duration) {
    if let since {
      let isAdjusted = restartedAt.map { since - $0 > Self.adjusting } ?? true
      wasSure = fullest >= Self.surely && isAdjusted && time - movedAt <= Self.leaving
    }
    (since, unlikeSince) = (nil, nil)
  }

  private mutating func learn(_ picture: BlockPicture, for elapsed: Duration, at time: Duration, showsPlate: Bool) {
    if let unlikeSince, since == nil, time - unlikeSince >= .seconds(5), motion < Self.leastMotion {
      background.changedAtAStroke(to: picture)
      self.unlikeSince = nil
    } else {
      background.stood(picture, for: elapsed, despite: showsPlate ? .plate : since != nil ? .newcomer : .nothing)
    }
  }

  /// Frames were missing: nobody knows what came meanwhile, so nothing has to be seen to come.
  private mutating func restart(at time: Duration) {
    (unlikeSince, motion, movedAt, likeSince, smooth) = (nil, Self.leastMotion, time, nil, [])
    restartedAt = time
  }
}
