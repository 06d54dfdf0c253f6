public import Border
import Foundation

/// Counts passages against a profile: what is seen of each vehicle's plate, and what came of it.
///
/// Pure: frames' reads come in as values. One vehicle is one plate that was followed through at least `fewestFrames`
/// frames; what flickers up in one or two is no vehicle. It is read when two frames have the same text and one of them
/// is trusted, as in a lane. What cannot be read beside a plate that can is lettering of that vehicle. Frames in which a plate was lost on its way count as missed where it must have been.
public struct VerificationTally: Sendable {
  /// One plate in one frame.
  public struct Sighting: Sendable, Hashable {
    public var read: PlateRead
    /// Of the plate's part of the picture; nil if it could not be measured.
    public var quality: PictureQuality?

    public init(read: PlateRead, quality: PictureQuality?) { (self.read, self.quality) = (read, quality) }
  }

  private struct Track {
    var sightings: [(frame: Int, text: String, isTrusted: Bool, centre: Point)] = []
    var widest: (width: Double, blur: Double?) = (0, nil)
    var last: Quad

    var firstFrame: Int { sightings.first?.frame ?? 0 }
    var lastFrame: Int { sightings.last?.frame ?? 0 }

    /// The text that most frames read, and whether it is sure.
    var agreed: (text: String, isSure: Bool) {
      let counts = Dictionary(grouping: sightings, by: \.text).mapValues { reads in
        (count: reads.count, trusted: reads.count(where: \.isTrusted))
      }
      let best = counts.max { a, b in
        (a.value.trusted, a.value.count, b.key) < (b.value.trusted, b.value.count, a.key)
      }
      guard let best else { return ("", false) }
      return (best.key, best.value.count >= 2 && best.value.trusted >= 1)
    }
  }

  public static let fewestFrames = 3
  /// A plate that was not seen in so many frames has left.
  private static let patience = 10

  public let profile: CalibrationProfile
  private var tracks: [Track] = []
  private var ended: [Track] = []
  private var vehicles: [VerificationReport.Vehicle] = []
  private var heat = VerificationReport.HeatMap(columns: 32, rows: 18)
  private var scales: [(measured: Double, expected: Double)] = []
  private var rolls: [Double] = []
  private var blurs: [Double] = []
  private var (frames, broken, outside) = (0, 0, 0)

  public init(profile: CalibrationProfile) { self.profile = profile }

  /// Vehicles that have left so far.
  public var passages: Int { ended.count { !isLettering($0) } }

  public mutating func seeBroken() { broken += 1 }

  /// - Parameter sightings: the plates of one frame.
  public mutating func see(_ sightings: [Sighting]) {
    frames += 1
    var free = Set(tracks.indices)
    for sighting in sightings.sorted(by: { $0.read.confidence > $1.read.confidence }) {
      let read = sighting.read
      guard profile.lane.contains(read.quad) else {
        outside += 1
        continue
      }
      let size = PlateSize.of(read)
      let sight = PlateScale.Sight(quad: read.quad, size: size ?? .long)
      let index: Int
      if let known = follow(sight.centre, width: read.quad.width, among: free) {
        index = known
        free.remove(known)
      } else {
        index = tracks.count
        tracks.append(Track(last: read.quad))
      }
      // A long plate's width there, whatever this one's size is; unknown sizes count as long ones.
      let width = sight.scale * PlateSize.long.width
      let blur = size.flatMap { _ in sighting.quality?.blur.map { $0 / max(sight.scale, 0.001) } }
      tracks[index].sightings.append((frames, read.text, read.trusted, sight.centre))
      tracks[index].last = read.quad
      if width > tracks[index].widest.width {
        tracks[index].widest = (width, blur ?? tracks[index].widest.blur)
      }
      guard size != nil, read.quad.width >= 40 else { continue }
      rolls.append(sight.roll)
      if let plane = profile.plane { scales.append((sight.scale, plane.at(sight.centre))) }
    }
    ended += tracks.filter { frames - $0.lastFrame > Self.patience && $0.sightings.count >= Self.fewestFrames }
    tracks.removeAll { frames - $0.lastFrame > Self.patience }
  }

  /// The track whose plate was last seen near `centre`.
  private func follow(_ centre: Point, width: Double, among free: Set<Int>) -> Int? {
    free.map { index -> (index: Int, distance: Double) in
      let corners = tracks[index].last.corners
      let x = corners.map(\.x).reduce(0, +) / 4 - centre.x
      let y = corners.map(\.y).reduce(0, +) / 4 - centre.y
      return (index, (x * x + y * y).squareRoot())
    }.filter { $0.distance < max(1.2 * width, 60) }.min { $0.distance < $1.distance }?.index
  }

  private func isLettering(_ track: Track) -> Bool {
    guard !track.agreed.isSure else { return false }
    return (ended + tracks).contains { other in
      other.agreed.isSure && track.firstFrame <= other.lastFrame + Self.patience
        && other.firstFrame <= track.lastFrame + Self.patience
    }
  }

  private mutating func count(_ track: Track) {
    let (text, isSure) = track.agreed
    var read = 0
    var before: (frame: Int, centre: Point)?
    for sighting in track.sightings {
      let isRead = isSure && sighting.text == text
      if isRead { read += 1 }
      heat.count(sighting.centre, width: profile.width, height: profile.height, isRead: isRead)
      if let before, sighting.frame > before.frame + 1 {
        for frame in (before.frame + 1)..<sighting.frame {
          let share = Double(frame - before.frame) / Double(sighting.frame - before.frame)
          let between = Point(
            x: before.centre.x + (sighting.centre.x - before.centre.x) * share,
            y: before.centre.y + (sighting.centre.y - before.centre.y) * share)
          heat.count(between, width: profile.width, height: profile.height, isRead: false)
        }
      }
      before = (sighting.frame, sighting.centre)
    }
    if let blur = track.widest.blur { blurs.append(blur) }
    vehicles.append(
      .init(
        plate: text, isRead: isSure, frames: track.sightings.count, framesRead: read,
        width: rounded(track.widest.width, 1), blur: track.widest.blur.map { rounded($0, 2) }))
  }

  /// Ends what is still in view, and judges.
  public mutating func report(camera: String) -> VerificationReport {
    ended += tracks.filter { $0.sightings.count >= Self.fewestFrames }
    tracks = []
    for track in ended.filter({ !isLettering($0) }).sorted(by: { $0.firstFrame < $1.firstFrame }) { count(track) }
    return VerificationReport(
      camera: camera, width: profile.width, height: profile.height, frames: frames, framesBroken: broken,
      platesOutside: outside, vehicles: vehicles, targets: targets, heat: heat)
  }

  private var targets: [VerificationReport.Target] {
    let limits = profile.targets
    let rate = vehicles.isEmpty ? nil : Double(vehicles.count(where: \.isRead)) / Double(vehicles.count)
    var result = [
      target(
        "vehicles", Double(vehicles.count), atLeast: 1, "",
        "let vehicles drive through while it runs, and see whether the lane's outline fits"),
      target("read rate", rate, atLeast: limits.readRate, "", "see in the heat map where plates are missed"),
      target(
        "plate width", median(vehicles.map(\.width)), atLeast: limits.plateWidth, "px",
        "use a longer lens, or move the camera nearer"),
      target(
        "blur", median(blurs), atMost: limits.blur, "mm",
        "`gate-agent calibrate focus`, clean the lens, and shorten the exposure"),
    ]
    if let plane = profile.plane {
      let deviations = scales.filter { $0.expected > 0 }.map { abs($0.measured / $0.expected - 1) }
      result.append(
        target(
          "scale", median(deviations), atMost: max(0.06, 4 * plane.error), "",
          "the camera was turned, moved or zoomed since it was calibrated: set it right, or `gate-agent calibrate plane`"
        ))
      result.append(
        target(
          "roll", median(rolls).map { abs($0 - plane.roll) }, atMost: 1.5, "degrees",
          "the camera leans since it was calibrated: set it upright, or `gate-agent calibrate plane`"))
    }
    if frames + broken > 0 {
      result.append(
        target(
          "broken frames", Double(broken) / Double(frames + broken), atMost: 0.02, "",
          "check the camera's cable and power"))
    }
    return result
  }

  private func target(_ name: String, _ value: Double?, atLeast limit: Double, _ unit: String, _ remedy: String)
    -> VerificationReport.Target
  {
    .init(
      name: name, value: value.map { rounded($0, 4) }, limit: limit, isUpperLimit: false, unit: unit,
      isMet: value.map { $0 >= limit } ?? false, remedy: remedy)
  }

  private func target(_ name: String, _ value: Double?, atMost limit: Double, _ unit: String, _ remedy: String)
    -> VerificationReport.Target
  {
    .init(
      name: name, value: value.map { rounded($0, 4) }, limit: rounded(limit, 4), isUpperLimit: true, unit: unit,
      isMet: value.map { $0 <= limit } ?? false, remedy: remedy)
  }

  private func median(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.sorted()[values.count / 2]
  }

  private func rounded(_ value: Double, _ digits: Int) -> Double {
    let factor = pow(10, Double(digits))
    return (value * factor).rounded() / factor
  }
}
