import Border

/// All that is known of one camera at its place: the content of its YAML file.
public struct CalibrationProfile: Sendable, Hashable {
  public struct Control: Sendable, Hashable {
    /// As `gate-agent camera controls` prints it.
    public var name: String
    public var value: Int

    public init(name: String, value: Int) { (self.name, self.value) = (name, value) }
  }

  /// What a lane must reach; `calibrate verify` holds it against them.
  public struct Targets: Sendable, Hashable, Codable {
    /// Vehicles read surely, of those seen, 0…1.
    public var readRate: Double
    /// Of a long plate at the stop line, pixels.
    public var plateWidth: Double
    /// On the plate, millimetres: half of a stroke's width is the most that can be read through.
    public var blur: Double

    public init(readRate: Double = 0.95, plateWidth: Double = 130, blur: Double = 5) {
      (self.readRate, self.plateWidth, self.blur) = (readRate, plateWidth, blur)
    }
  }

  /// Of the camera, as its USB descriptor says; nil if it has none.
  public var serial: String?
  /// For people.
  public var model: String
  /// Pixels.
  public var width, height: Int
  /// When it was made: 2026-11-25.
  public var date: String
  /// Who made it.
  public var who: String
  /// Set at every start and read back, in this order.
  public var controls: [Control]
  public var lens: LensModel?
  /// Root mean square error of the lens's fit in pixels.
  public var lensError: Double?
  public var plane: PlateScale?
  public var lane: LaneShape
  public var targets: Targets
  /// Whatever was measured, by name: sharpness, read rate …
  public var figures: [String: Double]

  public init(
    serial: String? = nil, model: String = "unknown", width: Int, height: Int, date: String, who: String,
    controls: [Control] = [], lens: LensModel? = nil, lensError: Double? = nil, plane: PlateScale? = nil,
    lane: LaneShape = LaneShape(), targets: Targets = Targets(), figures: [String: Double] = [:]
  ) {
    self.serial = serial
    self.model = model
    (self.width, self.height) = (width, height)
    (self.date, self.who) = (date, who)
    self.controls = controls
    (self.lens, self.lensError) = (lens, lensError)
    self.plane = plane
    self.lane = lane
    self.targets = targets
    self.figures = figures
  }

  /// Width in pixels of a lorry's smallest plate at the stop line; nil where the plane or the stop line was not measured.
  public var plateWidthAtStop: Double? {
    guard let plane, let stop = lane.stop, case let width = plane.at(stop) * PlateSize.twoRows.width, width >= 1 else {
      return nil
    }
    return width
  }

  /// Why this profile is not of the camera or the picture in front of it, with the remedy; nil if it fits.
  ///
  /// - Parameter serial: nil where there is no camera to ask, as with pictures from a file.
  public func objection(serial: String??, width: Int, height: Int) -> String? {
    if let serial, let expected = self.serial, serial != expected {
      return "it is of the camera with the serial number \(expected), this one has \(serial ?? "none"): "
        + "plug that camera in, or calibrate this one"
    }
    guard self.width == width, self.height == height else {
      return "it is for pictures of \(self.width)x\(self.height), these have \(width)x\(height): "
        + "set the camera to \(self.width)x\(self.height), or calibrate it anew at \(width)x\(height)"
    }
    return nil
  }
}
