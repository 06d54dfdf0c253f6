import ArgumentParser

struct GuardCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "guard", abstract: "The officers who may sign in to the guard's page.",
    subcommands: [GuardAdd.self, GuardList.self, GuardDisable.self])
}
