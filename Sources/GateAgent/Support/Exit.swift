import ArgumentParser
import Foundation

/// How commands end.
enum Exit {
  /// It ran, and the answer is no.
  static let no = ExitCode(1)

  /// Ends the process: help and version with 0, wrong use with 2, everything else with 1 and its own words.
  static func end(with error: any Error) -> Never {
    let code = GateAgent.exitCode(for: error)
    let message = GateAgent.fullMessage(for: error)
    if code == .success {
      print(message)
      exit(0)
    }
    if let exitCode = error as? ExitCode { exit(exitCode.rawValue) }
    if code == .validationFailure {
      Console.complain(message)
      exit(2)
    }
    Console.complain("gate-agent: \(error)")
    exit(1)
  }
}

/// The two streams of a command.
enum Console {
  /// A line on stdout, at once, also when it is a pipe.
  static func say(_ line: String) {
    print(line)
    fflush(nil)
  }

  /// A line on stderr.
  static func complain(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
  }
}
