import ArgumentParser

struct ConfigCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "The configuration file.", subcommands: [ConfigCheck.self, ConfigShow.self])
}
