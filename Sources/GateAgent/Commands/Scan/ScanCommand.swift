import ArgumentParser

struct ScanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scan", abstract: "Result files of the container scanner.",
    subcommands: [ScanCheck.self, ScanInboxCommand.self, ScanQuarantine.self])
}
