import ArgumentParser

struct OutboxCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outbox", abstract: "Events on their way to the platform.",
    subcommands: [OutboxStatusCommand.self, OutboxRetry.self, OutboxExport.self])
}
