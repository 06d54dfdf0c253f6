import ArgumentParser

struct CalibrateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate", abstract: "Measures a camera at its place, and keeps it in a profile.",
    discussion: """
      The usual order: focus, exposure, board (print it), lens, plane, lane, verify. Every command works on a device, on \
      an address, and on recorded pictures alike.
      """,
    subcommands: [
      CalibrateFocus.self, CalibrateExposure.self, CalibrateBoard.self, CalibrateLens.self, CalibratePlane.self,
      CalibrateLane.self, CalibrateVerify.self,
    ])
}
