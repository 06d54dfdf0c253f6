import ArgumentParser

struct PassagesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "passages", abstract: "The vehicles that came through.",
    subcommands: [PassagesList.self, PassagesExport.self])
}
