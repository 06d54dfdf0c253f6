import ArgumentParser

struct DeclarationsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "declarations", abstract: "The cached declarations.",
    subcommands: [DeclarationsFind.self, DeclarationsImport.self, DeclarationsStats.self])
}
