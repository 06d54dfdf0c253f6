import Border
import CV4L2
import Foundation

extension V4L2Device {
  /// All controls that are not disabled, in the driver's order.
  var controls: [CameraControl] {
    var result: [CameraControl] = []
    var entry = v4l2_query_ext_ctrl()
    var id: UInt32 = 0
    while result.count < 512, cv4l2_next_control(descriptor, id, &entry) == 0 {
      id = entry.id
      if entry.flags & cv4l2_control_disabled == 0, let control = control(&entry) { result.append(control) }
    }
    return result
  }

  private func control(_ entry: inout v4l2_query_ext_ctrl) -> CameraControl? {
    let title = String(cString: cv4l2_control_name(&entry))
    let isWide = entry.type == cv4l2_control_wide
    let kind: CameraControl.Kind =
      switch entry.type {
      case cv4l2_control_integer, cv4l2_control_wide: .integer
      case cv4l2_control_boolean: .boolean
      case cv4l2_control_menu, cv4l2_control_number_menu: .menu
      case cv4l2_control_bits: .bits
      case V4L2_CTRL_TYPE_BUTTON.rawValue: .button
      case V4L2_CTRL_TYPE_STRING.rawValue: .text
      case V4L2_CTRL_TYPE_CTRL_CLASS.rawValue: .other
      default: .other
      }
    if entry.type == V4L2_CTRL_TYPE_CTRL_CLASS.rawValue { return nil }
    var value: Int64 = 0
    let isReadable =
      [.integer, .boolean, .menu, .bits].contains(kind) && entry.flags & cv4l2_control_write_only == 0
      && cv4l2_get_control(descriptor, entry.id, isWide ? 1 : 0, &value) == 0
    return CameraControl(
      name: CameraControl.name(of: title), title: title, kind: kind, minimum: Int(clamping: entry.minimum),
      maximum: Int(clamping: entry.maximum), step: Int(clamping: entry.step),
      standard: Int(clamping: entry.default_value),
      choices: kind == .menu ? choices(of: entry) : [], isReadOnly: entry.flags & cv4l2_control_read_only != 0,
      isInactive: entry.flags & cv4l2_control_inactive != 0, isVolatile: entry.flags & cv4l2_control_volatile != 0,
      value: isReadable ? Int(value) : nil, id: entry.id, isWide: isWide)
  }

  private func choices(of entry: v4l2_query_ext_ctrl) -> [CameraControl.Choice] {
    let (first, last) = (max(0, entry.minimum), min(entry.maximum, entry.minimum + 255))
    guard first <= last else { return [] }
    return (first...last).compactMap { index in
      var name = [CChar](repeating: 0, count: 32)
      let isNumber = entry.type == cv4l2_control_number_menu
      guard cv4l2_menu_entry(descriptor, entry.id, UInt32(index), isNumber ? 1 : 0, &name) == 0 else { return nil }
      return .init(
        value: Int(index), name: String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }
  }

  /// Sets all of `settings`, then reads all of them back.
  ///
  /// In the order given; what is refused is tried once more at the end, since a manual exposure cannot be set before the
  /// automatic one is off.
  /// - Throws: the first control that is unknown, refused, or has another value in the end than it was given.
  func apply(_ settings: [ControlSetting]) throws(CameraFault) {
    guard !settings.isEmpty else { return }
    let known = Dictionary(controls.map { ($0.name, $0) }) { first, _ in first }
    var refused: [(setting: ControlSetting, code: Int32)] = []
    for setting in settings {
      guard let control = known[setting.name] else { throw controlFault(setting.name, "is none of its controls") }
      if control.isReadOnly { throw controlFault(setting.name, "can only be read") }
      if let objection = control.objection(to: setting.value) { throw controlFault(setting.name, objection) }
      let code = set(control, setting.value)
      if code != 0 { refused.append((setting, code)) }
    }
    for (setting, _) in refused {
      guard let control = known[setting.name] else { continue }
      let code = set(control, setting.value)
      if code == ENODEV { throw fault(code, while: .controlling) }
      if code != 0 {
        throw controlFault(setting.name, "was refused at \(setting.value) (\(DeviceFault.name(of: code)))")
      }
    }
    for setting in settings {
      guard let control = known[setting.name] else { continue }
      var value: Int64 = 0
      let code = cv4l2_get_control(descriptor, control.id, control.isWide ? 1 : 0, &value)
      guard code == 0 else { throw fault(code, while: .controlling) }
      if Int(value) != setting.value {
        throw controlFault(setting.name, "was set to \(setting.value), but the driver made it \(value)")
      }
    }
  }

  private func set(_ control: CameraControl, _ value: Int) -> Int32 {
    cv4l2_set_control(descriptor, control.id, control.isWide ? 1 : 0, Int64(value))
  }

  private func controlFault(_ name: String, _ what: String) -> CameraFault {
    CameraFault(
      camera: camera, reason: .unsuitable,
      remedy: "\(path): control \(name) \(what): see `gate-agent camera controls \(path) get`, and change the profile")
  }
}
