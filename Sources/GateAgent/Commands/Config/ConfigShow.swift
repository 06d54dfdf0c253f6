import ArgumentParser
import Station

struct ConfigShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows what is in force, with what the file leaves out.")

  @OptionGroup var station: StationOptions

  func run() async throws {
    for line in try station.configuration().lines { Console.say(line) }
  }
}
