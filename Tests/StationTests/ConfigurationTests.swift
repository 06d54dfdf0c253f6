import Border
import Station
import StrictYAML
import Testing

@Suite struct ConfigurationTests {
  static let least = """
    station: {id: hn-barrier-1, role: barrier, gate: CKHN, language: vi}
    lanes:
      - {id: in-1, direction: entry, cameras: [{id: front, device: /dev/video0, calibration: calibration/front.yaml}]}
    platform: {url: "http://127.0.0.1:8090"}
    scanner: {inbox: inbox}
    console: {listen: "127.0.0.1:8080"}
    storage: {path: data}
    """

  @Test func theLeastThatRunsABarrierIsTaken() throws {
    let configuration = try StationConfiguration(yaml: Self.least, file: "/etc/gate-agent/gate.yaml")
    #expect(configuration.eventSource == "/gates/CKHN/stations/hn-barrier-1")
    #expect(configuration.role == .barrier)
    #expect(configuration.storage == "/etc/gate-agent/data")
    #expect(configuration.scannerInbox == "/etc/gate-agent/inbox")
    #expect(configuration.console == .init(host: "127.0.0.1", port: 8080))
    let camera = try #require(configuration.lanes.first?.cameras.first)
    #expect(camera.source == .device("/dev/video0"))
    #expect(camera.calibration == "/etc/gate-agent/calibration/front.yaml")
    #expect(camera.view == .front)
  }

  /// What is replaced in the least configuration, by what, and the exact words of the error.
  static let mistakes: [(String, String, String)] = [
    ("role: barrier", "roll: barrier", "gate.yaml:1: unknown key \"roll\" in station; did you mean \"role\"?"),
    (
      "language: vi", "colour: vi",
      "gate.yaml:1: unknown key \"colour\" in station; known keys here are id, role, gate, language"
    ),
    ("role: barrier", "role: border", "gate.yaml:1: station.role is \"border\"; write barrier, yard-gate or desk"),
    ("role: barrier, ", "", "gate.yaml:1: station.role is missing; add `role: barrier`"),
    (
      "id: hn-barrier-1", "id: hn barrier",
      "gate.yaml:1: station.id is \"hn barrier\"; use letters, digits, dots, dashes and underscores, at most 64, such as hn-barrier-1"
    ),
    ("language: vi", "language: fr", "gate.yaml:1: station.language is \"fr\"; write vi, en or zh"),
    ("direction: entry", "direction: in", "gate.yaml:3: lanes[0].direction is \"in\"; write entry, exit or both"),
    (
      "device: /dev/video0", "device: video0",
      "gate.yaml:3: lanes[0].cameras[0].device is \"video0\"; name a device such as /dev/video0"
    ),
    (
      "device: /dev/video0", "replay: x, device: /dev/video0",
      "gate.yaml:3: lanes[0].cameras[0].replay stands beside device; keep one of the two"
    ),
    (
      "device: /dev/video0,", "",
      "gate.yaml:3: lanes[0].cameras[0].device is missing; add `device: /dev/video0`, or `replay: DIR` for recorded pictures"
    ),
    (
      "http://127.0.0.1:8090", "http://platform.example",
      "gate.yaml:4: platform.url is \"http://platform.example\"; use https; plain http is only for a platform on this very machine"
    ),
    (
      "http://127.0.0.1:8090", "ftp",
      "gate.yaml:4: platform.url is \"ftp\"; write an address such as https://platform.example"
    ),
    (
      "127.0.0.1:8080", "8080",
      "gate.yaml:6: console.listen is \"8080\"; write host and port, such as \"127.0.0.1:8080\""
    ),
    ("storage: {path: data}", "", "gate.yaml:1: storage is missing; add `storage: {path: data}`"),
    (
      "storage: {path: data}", "storage: data",
      "gate.yaml:7: storage must be a mapping; write `key: value` lines, with the keys path, keep"
    ),
    (
      "storage: {path: data}", "storage: {path: data",
      "gate.yaml:8: is not YAML; mend the indentation or the quotes near this line"
    ),
    (
      "role: barrier", "role: yard-gate",
      "gate.yaml:1: yard is missing; add `yard: {capacity: 120}`, which a yard-gate needs to count places"
    ),
    (
      "scanner: {inbox: inbox}", "storage: {path: x}",
      "gate.yaml:5: key \"storage\" stands twice; remove one of them"
    ),
  ]

  @Test(arguments: mistakes)
  func everyMistakeIsNamedWithFileLineRuleAndRemedy(part: String, mistake: String, message: String) throws {
    let yaml = Self.least.replacing(part, with: mistake)
    #expect(yaml != Self.least)
    let error = #expect(throws: ConfigurationError.self) { try StationConfiguration(yaml: yaml, file: "gate.yaml") }
    #expect(error?.description == message)
  }

  @Test func anEmptyFileIsNamed() {
    let error = #expect(throws: ConfigurationError.self) { try StationConfiguration(yaml: "", file: "gate.yaml") }
    #expect(error?.description == "gate.yaml: is empty; start from the example in the README")
  }

  @Test func aMissingFileIsNamed() {
    let error = #expect(throws: ConfigurationError.self) { try StationConfiguration(contentsOf: "/nowhere/gate.yaml") }
    #expect(
      error?.description
        == "/nowhere/gate.yaml: cannot be read; name a YAML file that exists and that this user may read, in UTF-8")
  }
}
