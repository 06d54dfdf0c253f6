import ArgumentParser
import Border
import Foundation

struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Plays drawn vehicles through a lane: cameras, advice, the guard's page, a stand-in platform.",
    discussion: """
      Without --once it goes on until Ctrl-C and shows where the guard's page is. With --once it ends when every \
      vehicle has gone through, and its exit status is 0 only if each got the verdict that its declaration calls for \
      and the platform has acknowledged every event.
      """)

  @Flag(name: .long, help: "Play once, without anyone watching, and end.")
  var once = false

  @Flag(name: .long, help: "A line of JSON a vehicle, and one in the end.")
  var json = false

  @Option(name: .long, help: "Other declarations: a JSON array in the platform contract's form.")
  var declarations: String?

  @Option(name: .long, help: "Write the demo's own declarations here, to be changed and given back, and end.")
  var writeDeclarations: String?

  @Option(name: .long, help: "Your own pictures in place of the drawn ones.")
  var frames: String?

  @Option(name: .long, help: "A camera in place of the drawn pictures: /dev/videoN.")
  var camera: String?

  @Option(name: .long, help: "With --camera and --once: how many seconds to watch.")
  var seconds: Int = 20

  @Option(name: .long, help: "Where the guard's page listens; port 0 lets the system choose.")
  var listen: String = "127.0.0.1:0"

  @Option(name: .long, help: "What to log on stderr.")
  var logLevel: LogLevel = .error

  func validate() throws {
    if frames != nil, camera != nil { throw ValidationError("choose --frames or --camera") }
    guard (1...3600).contains(seconds) else { throw ValidationError("--seconds is 1 to 3600") }
  }

  func run() async throws {
    if let writeDeclarations {
      let documents = DemoDeclarations.documents(of: DemoVehicle.all, now: Date())
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      try encoder.encode(documents).write(to: URL(filePath: writeDeclarations))
      return
    }
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("gate-agent-demo-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    defer { try? FileManager.default.removeItem(at: folder) }
    let source: Demo.Source =
      if let frames { .frames(frames) } else if let camera { .camera(camera, .seconds(seconds)) } else { .drawn }
    let demo = Demo(
      source: source, isOnce: once, declarations: try declarations.map(Self.read), folder: folder,
      report: DemoReport(json: json), listen: listen,
      log: StationOptions.logger("demo", level: logLevel.level))
    guard try await demo.run() else { throw Exit.no }
  }

  private static func read(_ path: String) throws -> [JSONValue] {
    let data: Data
    do {
      data = try Data(contentsOf: URL(filePath: path))
    } catch {
      throw DemoFailure("\(path): cannot be read; name a file that exists")
    }
    guard let documents = try? JSONValue(parsing: data).arrayValue else {
      throw DemoFailure(
        "\(path): is no JSON array; `gate-agent demo --write-declarations FILE` writes one to start from")
    }
    return documents
  }
}
