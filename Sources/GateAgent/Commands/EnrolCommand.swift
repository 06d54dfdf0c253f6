import ArgumentParser
import Border
import Foundation
import PlatformLink
import Station
import StrictYAML

struct EnrolCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "enrol", abstract: "Gets this station's certificate from the platform, with a one-time token.",
    discussion: """
      The private key is made on this machine and never leaves it. platform.tls in the configuration says where key, \
      certificate and the platform's authority lie. Other users can see a token on the command line: --token-file is \
      the safer way. A running agent renews the certificate by itself.
      """)

  @OptionGroup var station: StationOptions

  @Option(name: .long, help: "The one-time token.")
  var token: String?

  @Option(name: .long, help: "A file with the one-time token; - for stdin.")
  var tokenFile: String?

  @Flag(name: .long, help: "Also where there is a certificate already.")
  var again = false

  func validate() throws {
    guard (token == nil) != (tokenFile == nil) else { throw ValidationError("give --token or --token-file") }
  }

  func run() async throws {
    let configuration = try station.configuration()
    guard let url = configuration.platformURL, url.hasPrefix("https:"), let identity = configuration.linkIdentity else {
      throw ConfigurationError(
        file: station.config, line: nil, rule: "names no https platform with platform.tls",
        remedy:
          "add `platform: {url: https://…, tls: {certificate: tls/station.pem, key: tls/station.key, ca: tls/ca.pem}}`")
    }
    let kept = StationIdentity(files: identity.files)
    if !again, let validity = try kept.validity(), validity.until > Date() {
      Console.complain(
        "gate-agent: this station is enrolled until \(Timestamp.format(validity.until)); --again enrols it anew")
      throw Exit.no
    }
    let enrolment = Enrolment(url: url, station: identity.station, files: identity.files)
    let validity = try await enrolment.enrol(token: try readToken())
    Console.say("enrolled \(identity.station) until \(Timestamp.format(validity.until))")
  }

  private func readToken() throws -> String {
    if let token { return token }
    let data =
      tokenFile == "-"
      ? FileHandle.standardInput.readDataToEndOfFile()
      : tokenFile.flatMap {
        FileManager.default.contents(atPath: $0)
      }
    let text = data.map { String(decoding: $0.prefix(4096), as: UTF8.self) } ?? ""
    let token = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !token.isEmpty else {
      throw IdentityFault(tokenFile ?? "-", "holds no token", "Ask the platform's operator for a one-time token.")
    }
    return token
  }
}
