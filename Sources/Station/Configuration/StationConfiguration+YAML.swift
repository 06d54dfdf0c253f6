import Border
import Camera
import Foundation
public import StrictYAML

extension StationConfiguration {
  /// Reads a configuration file; relative paths in it are taken from the file's folder.
  public init(contentsOf path: String) throws(ConfigurationError) {
    let text = try ConfigurationFile.text(
      at: path, remedy: "name a YAML file that exists and that this user may read, in UTF-8")
    try self.init(yaml: text, file: path)
  }

  /// - Parameter file: for messages, and its folder for relative paths.
  public init(yaml text: String, file: String) throws(ConfigurationError) {
    let root = try YAMLMapping.root(
      of: text, file: file, example: "the example in the README",
      keys: ["station", "lanes", "platform", "scanner", "console", "storage", "recognition", "verdict", "yard"])
    let base = URL(filePath: file).deletingLastPathComponent().path
    func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : base + "/" + path }

    guard let station = try root.mapping("station", keys: ["id", "role", "gate", "language"]) else {
      throw root.error(
        "station", "is missing", remedy: "add `station: {id: hn-barrier-1, role: barrier, gate: CKHN, language: vi}`")
    }
    guard let role = try station.choice("role", Role.self) else {
      throw station.error("role", "is missing", remedy: "add `role: barrier`")
    }
    let lanes = try Self.lanes(of: root, role: role, absolute: absolute)
    let platform = try root.mapping("platform", keys: ["url", "pollSeconds", "tls"])
    let scanner = try root.mapping("scanner", keys: ["inbox"])
    let storage = try root.mapping("storage", keys: ["path", "keep"])
    let yard = try root.mapping("yard", keys: ["capacity"])
    if role == .yardGate, yard == nil {
      throw root.error(
        "yard", "is missing", remedy: "add `yard: {capacity: 120}`, which a yard-gate needs to count places")
    }
    guard let storage else {
      throw root.error("storage", "is missing", remedy: "add `storage: {path: data}`")
    }
    self.init(
      id: try station.identifier("id", example: "hn-barrier-1"), role: role,
      gate: try station.identifier("gate", example: "CKHN"),
      language: try station.choice("language", Language.self) ?? .vietnamese, lanes: lanes,
      platformURL: try platform.map { platform throws(ConfigurationError) in try Self.url(platform) },
      platformPollSeconds: try platform?.integer("pollSeconds", in: 1...3600) ?? 10,
      platformTLS: try platform.flatMap { platform throws(ConfigurationError) in try Self.tls(platform, absolute) },
      scannerInbox: try scanner.map { scanner throws(ConfigurationError) in
        absolute(try scanner.required("inbox", example: "inbox"))
      },
      console: try Self.listen(root), storage: absolute(try storage.required("path", example: "data")),
      keep: try Self.keep(storage),
      models: try root.mapping("recognition", keys: ["models"])?.string("models").map(absolute),
      staleAfterMinutes: try root.mapping("verdict", keys: ["staleMinutes"])?.integer("staleMinutes", in: 1...1440)
        ?? 15,
      yardCapacity: try yard?.integer("capacity", in: 1...100_000))
  }

  private static func lanes(of root: YAMLMapping, role: Role, absolute: (String) -> String) throws(ConfigurationError)
    -> [Lane]
  {
    var lanes: [Lane] = []
    var ids: Set<String> = []
    for entry in try root.list("lanes", keys: ["id", "direction", "cameras"]) {
      let id = try entry.identifier("id", example: "in-1")
      guard ids.insert(id).inserted else {
        throw entry.error("id", "\"\(id)\" stands twice", remedy: "give every lane an id of its own")
      }
      guard let direction = try entry.choice("direction", Direction.self) else {
        throw entry.error("direction", "is missing", remedy: "add `direction: entry`, exit or both")
      }
      var cameras: [Camera] = []
      for entry in try entry.list(
        "cameras",
        keys: [
          "id", "device", "url", "replay", "loop", "views", "width", "height", "framesPerSecond", "plateWidth",
          "calibration",
        ])
      {
        let camera = try camera(entry, absolute: absolute)
        guard ids.insert("\(id)/\(camera.id)").inserted else {
          throw entry.error(
            "id", "\"\(camera.id)\" stands twice", remedy: "give every camera of a lane an id of its own")
        }
        cameras.append(camera)
      }
      guard !cameras.isEmpty else {
        throw entry.error("cameras", "is missing", remedy: "add `cameras: [{id: front, device: /dev/video0}]`")
      }
      lanes.append(Lane(id: id, direction: direction, cameras: cameras))
    }
    if lanes.isEmpty, role != .desk {
      throw root.error(
        "lanes", "is missing", remedy: "add a lane with a camera; only the role desk has none")
    }
    return lanes
  }

  private static func camera(_ entry: YAMLMapping, absolute: (String) -> String) throws(ConfigurationError) -> Camera {
    let id = try entry.identifier("id", example: "front")
    let source: Camera.Source
    if let url = try entry.string("url") {
      guard StreamAddress.isOne(url) else {
        throw entry.error("url", "is no address of a stream", remedy: "write `url: rtsp://USER:PASSWORD@HOST/PATH`")
      }
      guard !entry.has("device"), !entry.has("replay") else {
        throw entry.error("url", "stands beside device or replay", remedy: "keep one of them")
      }
      source = .stream(url)
    } else {
      source = try placed(entry, absolute: absolute)
    }
    return Camera(
      id: id, source: source, view: try entry.choice("views", Camera.View.self) ?? .front,
      width: try entry.integer("width", in: 160...8192), height: try entry.integer("height", in: 120...8192),
      framesPerSecond: try entry.integer("framesPerSecond", in: 1...240),
      plateWidth: try entry.integer("plateWidth", in: 10...4000),
      calibration: try entry.string("calibration").map(absolute))
  }

  private static func placed(_ entry: YAMLMapping, absolute: (String) -> String) throws(ConfigurationError)
    -> Camera.Source
  {
    let source: Camera.Source
    switch (try entry.string("device"), try entry.string("replay")) {
    case (let device?, nil):
      guard device.hasPrefix("/dev/") else {
        throw entry.error("device", "is \"\(device)\"", remedy: "name a device such as /dev/video0")
      }
      source = .device(device)
    case (nil, let replay?): source = .replay(absolute(replay), loops: try entry.flag("loop") ?? true)
    case (nil, nil):
      throw entry.error(
        "device", "is missing", remedy: "add `device: /dev/video0`, or `replay: DIR` for recorded pictures")
    case (_?, _?):
      throw entry.error("replay", "stands beside device", remedy: "keep one of the two")
    }
    return source
  }

  private static func url(_ platform: YAMLMapping) throws(ConfigurationError) -> String {
    let text = try platform.required("url", example: "https://platform.example")
    guard let url = URL(string: text), let host = url.host(), !host.isEmpty, let scheme = url.scheme,
      url.query() == nil, url.user() == nil
    else {
      throw platform.error("url", "is \"\(text)\"", remedy: "write an address such as https://platform.example")
    }
    let isLoopback = ["127.0.0.1", "localhost", "[::1]", "::1"].contains(host)
    guard scheme == "https" || (scheme == "http" && isLoopback) else {
      throw platform.error(
        "url", "is \"\(text)\"", remedy: "use https; plain http is only for a platform on this very machine")
    }
    return text.hasSuffix("/") ? String(text.dropLast()) : text
  }

  /// Without `tls`, an https platform is one whose authority this machine trusts and that asks for no certificate.
  private static func tls(
    _ platform: YAMLMapping, _ absolute: (String) -> String
  ) throws(ConfigurationError) -> TLSFiles? {
    guard let tls = try platform.mapping("tls", keys: ["certificate", "key", "ca"]) else { return nil }
    guard try platform.string("url")?.hasPrefix("https:") == true else {
      throw platform.error("tls", "stands beside a plain http address", remedy: "write https in platform.url")
    }
    return TLSFiles(
      certificate: absolute(try tls.required("certificate", example: "tls/station.pem")),
      key: absolute(try tls.required("key", example: "tls/station.key")),
      authority: absolute(try tls.required("ca", example: "tls/ca.pem")))
  }

  private static func keep(_ storage: YAMLMapping) throws(ConfigurationError) -> Keep {
    let keys = ["pictureDays", "recordDays", "pictureMegabytes", "reserveMegabytes"]
    let (mapping, usual) = (try storage.mapping("keep", keys: keys), Keep())
    return Keep(
      pictureDays: try mapping?.integer("pictureDays", in: 1...3650) ?? usual.pictureDays,
      recordDays: try mapping?.integer("recordDays", in: 1...3650) ?? usual.recordDays,
      pictureMegabytes: try mapping?.integer("pictureMegabytes", in: 1...10_000_000) ?? usual.pictureMegabytes,
      reserveMegabytes: try mapping?.integer("reserveMegabytes", in: 1...100_000) ?? usual.reserveMegabytes)
  }

  private static func listen(_ root: YAMLMapping) throws(ConfigurationError) -> Listen {
    guard let console = try root.mapping("console", keys: ["listen"]) else {
      return Listen(host: "127.0.0.1", port: 8080)
    }
    let text = try console.required("listen", example: "\"127.0.0.1:8080\"")
    guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
      (0...65535).contains(port), colon > text.startIndex
    else {
      throw console.error("listen", "is \"\(text)\"", remedy: "write host and port, such as \"127.0.0.1:8080\"")
    }
    return Listen(host: String(text[..<colon]), port: port)
  }
}
