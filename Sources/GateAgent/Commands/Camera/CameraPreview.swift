import ArgumentParser
import Border
import Calibration
import Camera
import Foundation
import Recognition

struct CameraPreview: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview",
    abstract: "The live picture with focus and exposure, plates with width and read, and the lane's outline.",
    discussion: """
      On a page of this machine, whose address is printed; from afar: `ssh -L PORT:127.0.0.1:PORT` with --port PORT. Or \
      with --terminal as characters, for a slow SSH line.
      """)

  @OptionGroup var input: CameraInput
  @OptionGroup var profile: ProfileOptions
  @OptionGroup var models: ModelOptions

  @Flag(help: "Draw the picture in the terminal.")
  var terminal = false

  @Option(help: "With --terminal: columns to draw in.")
  var columns: Int = 80

  @Option(help: "With --terminal: end after so many pictures.")
  var frames: Int?

  @Option(help: "The page's port; 0 lets the system choose.")
  var port: Int = 0

  @Flag(help: "One line of JSON a frame, without a page or pictures.")
  var json = false

  func validate() throws {
    guard (16...400).contains(columns) else { throw ValidationError("--columns is 16 to 400") }
    guard (0...65535).contains(port) else { throw ValidationError("--port is 0 to 65535") }
  }

  func run() async throws {
    if !terminal, !json {
      return try await PreviewServer(
        input: input, profile: profile, models: models, port: port, editsLane: profile.calibration != nil
      ).run()
    }
    let held = try profile.profile()
    let view = PreviewView(profile: held, engine: try models.engine(held), gauge: try PictureGauge())
    var shown = 0
    try await input.frames(held) { frame in
      let state = await view.see(frame)
      if json {
        try Console.say(json: state)
      } else {
        let picture = TerminalPicture(
          columns: columns, state: state, levels: { view.levels(of: frame, columns: $0, rows: $1) })
        Console.say((shown == 0 || frames != nil ? "" : "\u{1B}[H\u{1B}[2J") + picture.text)
      }
      shown += 1
      return frames.map { shown < $0 } ?? true
    }
  }
}
