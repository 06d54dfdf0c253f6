import ArgumentParser
import Border
import Calibration
import Camera
import Foundation

struct CameraControlsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "controls", abstract: "A device's controls: exposure, gain, focus and whatever else it has.",
    discussion: """
      get [NAME…]          all controls, or those named, with ranges and menus
      set NAME=VALUE…      sets, then reads back: what the driver refused or changed is an error that names it
      save --calibration FILE      keeps all present values in the profile
      restore --calibration FILE   sets what the profile holds, as at every start
      """)

  enum Action: String, ExpressibleByArgument, CaseIterable {
    case get, set, save, restore
  }

  @Argument(help: "A device such as /dev/video0.", completion: .file())
  var device: String

  @Argument(help: "get, set, save or restore.")
  var action: Action = .get

  @Argument(help: "Names for get, NAME=VALUE for set.")
  var arguments: [String] = []

  @OptionGroup var profile: ProfileOptions

  @Flag(help: "One line of JSON a control.")
  var json = false

  func validate() throws {
    if action == .set {
      if arguments.isEmpty { throw ValidationError("set: give NAME=VALUE") }
      for argument in arguments where setting(argument) == nil {
        throw ValidationError("\(argument): give NAME=VALUE with a whole number")
      }
    }
    if action == .save || action == .restore {
      if profile.calibration == nil {
        throw ValidationError("\(action.rawValue): name the profile with --calibration FILE")
      }
      if !arguments.isEmpty { throw ValidationError("\(action.rawValue) takes no names") }
    }
  }

  private func setting(_ text: String) -> ControlSetting? {
    let parts = text.split(separator: "=", maxSplits: 1)
    guard parts.count == 2, let value = Int(parts[1]) else { return nil }
    return ControlSetting(name: String(parts[0]), value: value)
  }

  func run() async throws {
    let controls = CameraControls(device: device)
    switch action {
    case .get: try show(try controls.list())
    case .set:
      let settings = arguments.compactMap(setting)
      try controls.set(settings)
      try show(try controls.list().filter { control in settings.contains { $0.name == control.name } })
    case .save: try await save(controls)
    case .restore:
      guard let path = profile.calibration else { return }
      let held = try CalibrationProfile(contentsOf: path)
      try controls.set(held.controls.map { ControlSetting(name: $0.name, value: $0.value) })
      Console.say("\(held.controls.count) controls set and read back")
    }
  }

  /// Manual settings last: they can only be set once the automatic ones are off.
  private func save(_ controls: CameraControls) async throws {
    let settable = try controls.list().filter { $0.isSettable && !$0.isVolatile && !$0.isInactive }
    let ordered = settable.filter { $0.kind != .integer } + settable.filter { $0.kind == .integer }
    var size: (width: Int, height: Int)?
    if let there = try profile.profile() {
      size = (there.width, there.height)
    } else {
      let input = try CameraInput.parse([device])
      try await input.frames(limit: .seconds(5)) { frame in
        size = (frame.width, frame.height)
        return false
      }
    }
    guard let size else { throw Exit.no }
    try profile.update(width: size.width, height: size.height, device: device) { held in
      held.controls = ordered.compactMap { control in control.value.map { .init(name: control.name, value: $0) } }
    }
    try show(ordered)
  }

  private struct Report: Encodable {
    struct Choice: Encodable {
      var value: Int
      var name: String
    }
    var name: String
    var title: String
    var kind: String
    var value: Int?
    var minimum: Int
    var maximum: Int
    var step: Int
    var standard: Int
    var choices: [Choice]
    var isReadOnly: Bool
    var isInactive: Bool
  }

  private func show(_ controls: [CameraControl]) throws {
    let wanted = action == .get && !arguments.isEmpty ? Set(arguments) : nil
    if let missing = wanted?.subtracting(controls.map(\.name)).sorted().first {
      throw CalibrationError(
        "\(device) has no control \(missing)", remedy: "`gate-agent camera controls \(device) get` lists them")
    }
    for control in controls where wanted?.contains(control.name) ?? true {
      if json {
        try Console.say(
          json: Report(
            name: control.name, title: control.title, kind: control.kind.rawValue, value: control.value,
            minimum: control.minimum, maximum: control.maximum, step: control.step, standard: control.standard,
            choices: control.choices.map { .init(value: $0.value, name: $0.name) }, isReadOnly: control.isReadOnly,
            isInactive: control.isInactive))
      } else {
        let value = control.value.map(String.init) ?? "-"
        let notes = (control.isReadOnly ? ["read only"] : []) + (control.isInactive ? ["inactive"] : [])
        let range =
          control.kind == .menu
          ? control.choices.map { "\($0.value) \($0.name)" }.joined(separator: ", ")
          : [.integer, .bits].contains(control.kind)
            ? "\(control.minimum) to \(control.maximum), step \(control.step), standard \(control.standard)"
            : control.kind.rawValue
        Console.say(([control.name, value, range] + notes).joined(separator: "\t"))
      }
    }
  }
}
