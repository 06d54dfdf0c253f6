import ArgumentParser
import Foundation
import Recognition

/// `--models DIR`, for every command that reads plates without a station.
struct ModelOptions: ParsableArguments {
  @Option(help: "The folder of the models; else \(ModelStore.variable), or the models folder beside the program.")
  var models: String?

  func store() throws -> ModelStore { try ModelStore.find(explicit: models.map { URL(fileURLWithPath: $0) }) }
}
