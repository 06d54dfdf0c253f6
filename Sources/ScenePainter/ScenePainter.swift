import ArgumentParser

/// Writes drawn scenes and their ground truth to files.
@main
struct ScenePainter: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scene-painter",
    abstract: "Draws lorries at a gate, with exact ground truth, for training and tests.",
    discussion: "Every command writes JPEG files and what they show; the same seed gives the same bytes.",
    subcommands: [ScenesCommand.self, PlatesCommand.self, DriveCommand.self, BoardCommand.self])
}
