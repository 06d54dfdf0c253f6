import ArgumentParser
import Foundation

/// The option that every command shares.
struct DataOption: ParsableArguments {
  @Option(name: .customLong("data"), help: "The folder that holds everything the simulator knows.")
  var directory: String
}

/// What the user is told on standard error, with exit status 1.
struct CommandFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

enum Console {
  /// Writes a line at once: whoever reads it through a pipe is waiting for it.
  static func print(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
  static func warn(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}
