import ArgumentParser
import Border
import Foundation
import Ledger
import Logging
import Station
import StrictYAML

/// `--config FILE`, for every command that works on a station's own data.
struct StationOptions: ParsableArguments {
  @Option(name: .long, help: "The station's configuration file.")
  var config: String = "/etc/gate-agent/gate.yaml"

  @Option(name: .long, help: "What to log on stderr.")
  var logLevel: LogLevel = .info

  func configuration() throws -> StationConfiguration { try StationConfiguration(contentsOf: config) }

  /// The station's ledger, also while the agent runs.
  func ledger() throws -> Ledger {
    let configuration = try configuration()
    return try Ledger(
      directory: configuration.storage, source: configuration.eventSource, log: logger("ledger", level: .warning))
  }

  /// The scanner's drop folder.
  func inbox() throws -> URL {
    guard let inbox = try configuration().scannerInbox else {
      throw ConfigurationError(
        file: config, line: nil, rule: "names no scanner", remedy: "add `scanner: {inbox: inbox}`")
    }
    return URL(filePath: inbox, directoryHint: .isDirectory)
  }

  func logger(_ label: String, level: Logger.Level? = nil) -> Logger {
    Self.logger(label, level: level ?? logLevel.level)
  }

  static func logger(_ label: String, level: Logger.Level) -> Logger {
    var logger = Logger(label: label) { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = level
    return logger
  }
}

/// A log level as it is written on the command line.
enum LogLevel: String, ExpressibleByArgument, CaseIterable {
  case trace, debug, info, notice, warning, error, critical

  var level: Logger.Level { Logger.Level(rawValue: rawValue) ?? .info }
}
