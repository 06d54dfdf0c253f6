import ArgumentParser
import Recognition

/// The border-gate agent's command line: a file a command.
///
/// Exit status: 0 done, 1 it ran and the answer is no, 2 wrong use. Answers go to stdout, everything else to stderr.
@main
struct GateAgent: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gate-agent",
    abstract: "Reads the plates of vehicles at a border gate, checks them against declarations, and advises the guard.",
    discussion: "The agent advises; an officer decides.",
    version: "0.1.0",
    subcommands: [
      RunCommand.self, DemoCommand.self, Recognize.self, CameraCommand.self, CalibrateCommand.self, ScanCommand.self,
      DeclarationsCommand.self, PassagesCommand.self, OutboxCommand.self, GuardCommand.self, ConfigCommand.self,
      VerifyLogCommand.self, EnrolCommand.self, BenchCommand.self,
    ])

  static func main() async {
    // Before any thread starts: Tesseract's own threads cost more than they give.
    NativeEnvironment.prepare()
    await main(nil)
  }

  static func main(_ arguments: [String]?) async {
    do {
      var command = try parseAsRoot(arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      Exit.end(with: error)
    }
  }
}
