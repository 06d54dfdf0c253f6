import ArgumentParser
import Ledger

struct GuardDisable: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "disable", abstract: "Bars an officer; what he decided stays on record.")

  @OptionGroup var station: StationOptions

  @Argument(help: "The officer's number.")
  var officer: String

  func run() async throws {
    guard try await station.ledger().disableOfficer(officer) else {
      Console.complain("gate-agent: no officer \(officer); `gate-agent guard list` names them")
      throw Exit.no
    }
    Console.say("\(officer) may not sign in")
  }
}
