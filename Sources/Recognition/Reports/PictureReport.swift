internal import Border

/// One line of `gate-agent recognize --json`: a picture and its plates, or why it could not be read.
public enum PictureReport: Sendable, Hashable {
  case read(file: String, FrameReading)
  case failed(file: String, error: String)

  public var isFailure: Bool {
    if case .failed = self { true } else { false }
  }
}

extension PictureReport: Encodable {
  private enum Key: String, CodingKey {
    case file, width, height, plates, error
    case timings = "timings_ms"
    case cpu = "cpu_ms"
  }

  private enum TimingKey: String, CodingKey {
    case decode, detect, read, total
  }

  public func encode(to encoder: any Encoder) throws {
    var line = encoder.container(keyedBy: Key.self)
    switch self {
    case .failed(let file, let error):
      try line.encode(file, forKey: .file)
      try line.encode(error, forKey: .error)
    case .read(let file, let reading):
      try line.encode(file, forKey: .file)
      try line.encode(reading.width, forKey: .width)
      try line.encode(reading.height, forKey: .height)
      try line.encode(reading.plates, forKey: .plates)
      var timings = line.nestedContainer(keyedBy: TimingKey.self, forKey: .timings)
      try timings.encode(Self.rounded(reading.timings.decode), forKey: .decode)
      try timings.encode(Self.rounded(reading.timings.detect), forKey: .detect)
      try timings.encode(Self.rounded(reading.timings.read), forKey: .read)
      try timings.encode(Self.rounded(reading.timings.total), forKey: .total)
      try line.encode(Self.rounded(reading.cpu), forKey: .cpu)
    }
  }

  /// Milliseconds to the hundredth.
  private static func rounded(_ duration: Duration) -> Double { (duration.milliseconds * 100).rounded() / 100 }
}

extension PictureReport: CustomStringConvertible {
  /// For people: a line for the picture and one for each plate.
  public var description: String {
    switch self {
    case .failed(let file, let error): return "\(file): \(error)"
    case .read(let file, let reading):
      let head =
        "\(file): \(reading.width)x\(reading.height), "
        + (reading.plates.isEmpty ? "no plate" : "\(reading.plates.count) plate\(reading.plates.count == 1 ? "" : "s")")
        + ", \(Self.rounded(reading.timings.total)) ms"
      return ([head] + reading.plates.map(Self.line)).joined(separator: "\n")
    }
  }

  private static func line(_ plate: PlateRead) -> String {
    let doubtful = plate.characters.map { $0.probability < 0.5 ? "?" : String($0.character) }.joined()
    let share = Int((plate.confidence * 100).rounded())
    return "  \(plate.text)  \(plate.trusted ? "trusted" : "not trusted"), \(share) %, \(plate.country.rawValue) "
      + "\(plate.kind.rawValue), \(plate.colour.rawValue), \(plate.lines == 1 ? "1 row" : "2 rows")"
      + (doubtful == plate.text ? "" : ", in doubt: \(doubtful)")
  }
}
