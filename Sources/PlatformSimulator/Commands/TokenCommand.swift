import ArgumentParser
import Foundation

struct TokenCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "token", abstract: "Make another one-time enrolment token and print it.")

  @OptionGroup var data: DataOption

  func run() async throws {
    Console.print(try await PlatformStore(directory: data.directory, mustExist: false).makeToken())
  }
}
