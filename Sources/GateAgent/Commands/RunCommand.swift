import ArgumentParser
import Foundation
import Logging
import ServiceLifecycle
import Station
import UnixSignals

struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Runs the station until SIGTERM: cameras, advice, the guard's page, the platform.")

  @OptionGroup var options: StationOptions

  func run() async throws {
    let log = options.logger("gate-agent")
    let station = try await Station(
      configuration: options.configuration(), log: log,
      onListening: { port in
        log.notice("the guard's page listens", metadata: ["port": "\(port)"])
      })
    let group = ServiceGroup(
      configuration: .init(
        services: [.init(service: station)], gracefulShutdownSignals: [.sigterm, .sigint], logger: log))
    try await group.run()
  }
}
