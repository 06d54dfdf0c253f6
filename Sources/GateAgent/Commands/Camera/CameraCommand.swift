import ArgumentParser

struct CameraCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "camera", abstract: "The cameras of this machine.",
    subcommands: [
      CameraList.self, CameraProbe.self, CameraControlsCommand.self, CameraPreview.self, CameraCapture.self,
    ])
}
