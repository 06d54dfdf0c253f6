public import Border

/// What one PC at the gate is, sees and talks to: the content of its one YAML file.
///
/// Every key is described where it is declared; `gate-agent config show --commented` prints the same texts.
public struct StationConfiguration: Sendable, Hashable {
  public enum Role: String, Sendable, CaseIterable {
    /// A guard decides on every vehicle.
    case barrier
    /// Vehicles are logged in and out, nobody decides.
    case yardGate = "yard-gate"
    /// A terminal of an authority: no cameras, the guard's page only.
    case desk
  }

  public enum Language: String, Sendable, CaseIterable {
    case vietnamese = "vi"
    case english = "en"
    case chinese = "zh"
  }

  public struct Lane: Sendable, Hashable {
    public var id: String
    public var direction: Direction
    public var cameras: [Camera]

    public init(id: String, direction: Direction, cameras: [Camera]) {
      self.id = id
      self.direction = direction
      self.cameras = cameras
    }
  }

  public struct Camera: Sendable, Hashable {
    /// Where pictures come from.
    public enum Source: Sendable, Hashable {
      /// A V4L2 device: `/dev/video0`, or better a lasting name under `/dev/v4l/by-id`.
      case device(String)
      /// A camera in the network: `rtsp://…`.
      case stream(String)
      /// A folder of JPEG pictures, or a video file.
      case replay(String, loops: Bool)
    }

    /// Which end of a vehicle the camera looks at.
    public enum View: String, Sendable, CaseIterable {
      case front, rear
    }

    public var id: String
    public var source: Source
    public var view: View
    public var width: Int?
    public var height: Int?
    public var framesPerSecond: Int?
    /// How wide a two-row plate is in the picture at the stop line, in pixels; what the calibration says counts for more.
    public var plateWidth: Int?
    /// Path of the camera's calibration profile.
    public var calibration: String?

    public init(
      id: String, source: Source, view: View = .front, width: Int? = nil, height: Int? = nil,
      framesPerSecond: Int? = nil, plateWidth: Int? = nil, calibration: String? = nil
    ) {
      self.id = id
      self.source = source
      self.view = view
      self.width = width
      self.height = height
      self.framesPerSecond = framesPerSecond
      self.plateWidth = plateWidth
      self.calibration = calibration
    }
  }

  /// Paths of PEM files.
  public struct TLSFiles: Sendable, Hashable {
    /// Written by `gate-agent enrol`.
    public var certificate: String
    /// Made by `gate-agent enrol`; it never leaves this machine.
    public var key: String
    /// The authority that the platform's certificate comes from.
    public var authority: String

    public init(certificate: String, key: String, authority: String) {
      self.certificate = certificate
      self.key = key
      self.authority = authority
    }
  }

  /// How long and how much is kept; see `RetentionPolicy`.
  public struct Keep: Sendable, Hashable {
    public var pictureDays: Int
    public var recordDays: Int
    public var pictureMegabytes: Int
    public var reserveMegabytes: Int

    public init(
      pictureDays: Int = 30, recordDays: Int = 400, pictureMegabytes: Int = 40_960, reserveMegabytes: Int = 1024
    ) {
      self.pictureDays = pictureDays
      self.recordDays = recordDays
      self.pictureMegabytes = pictureMegabytes
      self.reserveMegabytes = reserveMegabytes
    }
  }

  /// Where the guard's page listens.
  public struct Listen: Sendable, Hashable {
    public var host: String
    /// 0 lets the system choose.
    public var port: Int

    public init(host: String, port: Int) {
      self.host = host
      self.port = port
    }
  }

  public var id: String
  public var role: Role
  /// The gate's code on the platform: CKHN, TT.
  public var gate: String
  public var language: Language
  public var lanes: [Lane]
  /// Base address of the platform; nil where there is none, and then nothing passes for lack of declarations.
  public var platformURL: String?
  public var platformPollSeconds: Int
  /// The station's certificate, its key, and the platform's authority, where the platform is asked by https.
  public var platformTLS: TLSFiles?
  /// The scanner's drop folder; nil where there is no scanner.
  public var scannerInbox: String?
  public var console: Listen
  /// Where the ledger and the evidence live.
  public var storage: String
  public var keep: Keep
  /// Folder of the models; nil for those that came with the program.
  public var models: String?
  /// After so many minutes without the platform a pass becomes a check.
  public var staleAfterMinutes: Int
  /// Places of the yard; needed by the role `yard-gate`.
  public var yardCapacity: Int?

  public init(
    id: String, role: Role, gate: String, language: Language = .vietnamese, lanes: [Lane], platformURL: String? = nil,
    platformPollSeconds: Int = 10, platformTLS: TLSFiles? = nil, scannerInbox: String? = nil,
    console: Listen = Listen(host: "127.0.0.1", port: 8080),
    storage: String, keep: Keep = Keep(), models: String? = nil, staleAfterMinutes: Int = 15, yardCapacity: Int? = nil
  ) {
    self.id = id
    self.role = role
    self.gate = gate
    self.language = language
    self.lanes = lanes
    self.platformURL = platformURL
    self.platformPollSeconds = platformPollSeconds
    self.platformTLS = platformTLS
    self.scannerInbox = scannerInbox
    self.keep = keep
    self.console = console
    self.storage = storage
    self.models = models
    self.staleAfterMinutes = staleAfterMinutes
    self.yardCapacity = yardCapacity
  }

  /// The CloudEvents source of this station's events.
  public var eventSource: String { "/gates/\(gate)/stations/\(id)" }
}
