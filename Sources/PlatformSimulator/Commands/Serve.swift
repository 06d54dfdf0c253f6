import ArgumentParser
import Border
import Foundation
import Hummingbird
import Logging

struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Answer as the platform, on this machine only.")

  @OptionGroup var data: DataOption
  @Option(help: "Where to listen: 127.0.0.1:PORT; with port 0 the system chooses and the choice is printed.")
  var listen = "127.0.0.1:8090"
  @Option(help: "A JSON script of faults (docs/platform-simulator.md).")
  var faults: String?
  @Flag(help: "Speak TLS; the authority (ca.pem) and a one-time token (enrolment-token) are written into --data.")
  var tls = false
  @Option(help: "Which certificate to show with --tls: right, or one that no station should take.")
  var certificate: ServerCertificate = .right
  @Option(help: "How long a station's certificate is valid, in seconds.")
  var stationLifetime: Int = Int(Authority.stationLifetime)
  @Option(help: "How far the simulator's clock is ahead, in seconds; negative: behind.")
  var clockOffset: Int = 0

  func validate() throws {
    _ = try Self.port(of: listen)
    guard stationLifetime > 0 else { throw ValidationError("--station-lifetime: expected seconds above 0") }
    guard tls || certificate == .right else { throw ValidationError("--certificate goes with --tls") }
  }

  func run() async throws {
    let store = try PlatformStore(directory: data.directory, mustExist: false)
    let script = try faults.map { try FaultScript(file: $0) }
    var logger = Logger(label: "platform-simulator")
    logger.logLevel = .warning
    let offset = TimeInterval(clockOffset)
    var settings = SimulatorSettings(
      faults: FaultPlan(script?.rules ?? []), stationLifetime: TimeInterval(stationLifetime),
      now: { Date().addingTimeInterval(offset) })
    if tls {
      let authority = try Authority(directory: data.directory, now: Date())
      settings.tls = try ServerTLS(authority: authority, showing: certificate, now: Date())
      try await Self.offerToken(store, in: data.directory)
    }
    let scheme = tls ? "https" : "http"
    let application = try SimulatorApplication.make(
      store: store, settings: settings, port: try Self.port(of: listen), logger: logger
    ) { port in
      Console.print("listening on \(scheme)://127.0.0.1:\(port)")
    }
    try await application.runService()
  }

  /// A token that was not used stays; otherwise there is a new one.
  private static func offerToken(_ store: PlatformStore, in directory: String) async throws {
    let file = "\(directory)/enrolment-token"
    if let token = try? String(contentsOfFile: file, encoding: .utf8),
      try await store.isUnused(token: token.trimmingCharacters(in: .whitespacesAndNewlines))
    {
      return
    }
    try SecretFile.write(try await store.makeToken() + "\n", to: file)
  }

  /// Plain HTTP carries no proof of who asks, so it stays on this machine.
  static func port(of listen: String) throws -> Int {
    let parts = listen.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, ["127.0.0.1", "localhost"].contains(parts[0]), let port = UInt16(parts[1]) else {
      throw ValidationError("--listen \(listen): expected 127.0.0.1:PORT; plain HTTP is for this machine only")
    }
    return Int(port)
  }
}
