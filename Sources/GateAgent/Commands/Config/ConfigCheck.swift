import ArgumentParser
import Station

struct ConfigCheck: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Reads the file and says what is wrong in it, with line and remedy.")

  @OptionGroup var station: StationOptions

  func run() async throws {
    let configuration = try station.configuration()
    Console.say("\(station.config): \(configuration.id) is in order")
  }
}
