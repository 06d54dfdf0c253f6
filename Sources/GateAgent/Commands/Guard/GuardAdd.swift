import ArgumentParser
import Border
import Foundation
import GuardConsole
import Ledger

struct GuardAdd: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Adds an officer, or gives one a new PIN.",
    discussion: "The PIN is read from stdin, one line, so that it stands in no process list.")

  @OptionGroup var station: StationOptions

  @Argument(help: "The officer's number, as he signs in.")
  var officer: String

  @Option(name: .long, help: "The name that people know.")
  var name: String = ""

  func validate() throws {
    guard officer.wholeMatch(of: #/[A-Za-z0-9][A-Za-z0-9._-]{0,31}/#) != nil else {
      throw ValidationError("an officer is letters, digits, dots and dashes, at most 32")
    }
  }

  func run() async throws {
    Console.complain("PIN of \(officer):")
    let pin = readLine() ?? ""
    guard pin.wholeMatch(of: #/[0-9]{6,12}/#) != nil else {
      throw ValidationError("a PIN is 6 to 12 digits; nothing was changed")
    }
    let account = OfficerAccount(officer: officer, name: name, pinHash: try PINHasher.hash(pin))
    try await station.ledger().saveOfficer(account)
    Console.say("\(officer) may sign in")
  }
}
