import ArgumentParser
import Border
import Foundation
import Hummingbird
import Logging
import NIOCore

struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Answer as the platform, on this machine only.")

  @OptionGroup var data: DataOption
  @Option(help: "Where to listen: 127.0.0.1:PORT; with port 0 the system chooses and the choice is printed.")
  var listen = "127.0.0.1:8090"
  @Option(help: "A JSON script of faults (docs/platform-simulator.md).")
  var faults: String?

  func validate() throws { _ = try Self.port(of: listen) }

  func run() async throws {
    let store = try PlatformStore(directory: data.directory, mustExist: false)
    let script = try faults.map { try FaultScript(file: $0) }
    var logger = Logger(label: "platform-simulator")
    logger.logLevel = .warning
    let application = SimulatorApplication.make(
      store: store, faults: FaultPlan(script?.rules ?? []), port: try Self.port(of: listen), logger: logger
    ) { port in
      Console.print("listening on http://127.0.0.1:\(port)")
    }
    try await application.runService()
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
