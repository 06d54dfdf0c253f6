import ArgumentParser
import Border
import Ledger

struct GuardList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists the officers.")

  @OptionGroup var station: StationOptions

  func run() async throws {
    for account in try await station.ledger().officers() {
      Console.say("\(account.officer)\t\(account.isDisabled ? "disabled" : "active")\t\(account.name)")
    }
  }
}
