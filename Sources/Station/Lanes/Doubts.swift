import Border

/// What may be a plate that nobody can read surely, one of a foreign kind, or lettering; and since when it alone is seen.
struct Doubts {
  private var entries: [Sighting.Track: (sighting: Sighting, since: CaptureTime)] = [:]

  /// It is read so now.
  mutating func take(_ sighting: Sighting) {
    entries[sighting.track] = (sighting, entries[sighting.track]?.since ?? sighting.at)
  }

  /// It has left the picture, or is in doubt no more.
  @discardableResult
  mutating func drop(_ track: Sighting.Track) -> Sighting? { entries.removeValue(forKey: track)?.sighting }

  /// The camera that saw them was lost, or what it saw them on has left.
  mutating func drop(of camera: String) { entries = entries.filter { $0.key.camera != camera } }

  /// What a camera has had in view since some time before.
  func before(_ camera: String, since time: CaptureTime) -> [Sighting] {
    entries.values.filter { $0.sighting.track.camera == camera && $0.since < time }.map(\.sighting)
  }

  /// Something better is in view: each must be seen alone for as long again.
  mutating func startOver(at time: CaptureTime) {
    for track in entries.keys { entries[track]?.since = time }
  }

  /// What was in view alone for longer than `patience`, so that it must be taken for a vehicle's plate.
  func ripe(at time: CaptureTime, after patience: Duration) -> Sighting? {
    guard let oldest = entries.values.min(by: { $0.since < $1.since }),
      time.monotonic - oldest.since.monotonic > patience
    else { return nil }
    return oldest.sighting
  }
}
