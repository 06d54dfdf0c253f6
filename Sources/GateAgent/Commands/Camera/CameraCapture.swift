import ArgumentParser
import Border
import Camera
import Foundation
import Logging

struct CameraCapture: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "capture", abstract: "Writes frames of a camera as pictures, as they come.")

  @Argument(help: "A device such as /dev/video0.")
  var device: String

  @Option(name: .long, help: "How many frames.")
  var count: Int = 10

  @Option(name: .long, help: "The folder to write to.")
  var out: String = "."

  func validate() throws {
    guard (1...100_000).contains(count) else { throw ValidationError("--count is 1 to 100000") }
  }

  func run() async throws {
    let source = V4L2Source(
      camera: URL(filePath: device).lastPathComponent, settings: DeviceSettings(device: device),
      logger: StationOptions.logger("camera", level: .error))
    _ = try await capture(from: source, count: count, into: URL(filePath: out)) { picture in
      Console.say("\(picture.file.path)\t\(picture.sequence)\t\(Timestamp.format(picture.capturedAt.wall))")
    }
  }
}
