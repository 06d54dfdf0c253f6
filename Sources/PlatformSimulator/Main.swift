import ArgumentParser
import Logging

/// A stand-in for the platform that speaks docs/platform-openapi.yaml: for the demo, the tests and load.
///
/// It is: strict with what it is sent, honest about what it recorded (its report is computed from its tables), and able
/// to misbehave on order (`--faults`).
/// It is not: the platform, a place for real data, or meant to be reached from another machine.
///
/// Everything is kept under `--data`: one SQLite file, shared by a running `serve` with `load` and `report`, and a
/// folder of evidence. What is answered is committed.
@main struct PlatformSimulatorProgram: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "platform-simulator",
    abstract: "A stand-in for the border-gate platform, for demos and tests.",
    subcommands: [Serve.self, Load.self, Report.self, TokenCommand.self, Revoke.self, Tell.self])

  static func main() async {
    LoggingSystem.bootstrap(StreamLogHandler.standardError)
    await main(nil)
  }
}
