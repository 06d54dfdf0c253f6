/// One of a camera's controls as its driver describes it: exposure, gain, focus …
public struct CameraControl: Sendable, Hashable {
  public enum Kind: String, Sendable {
    case integer, boolean, menu, bits, button, text, other
  }

  public struct Choice: Sendable, Hashable {
    public var value: Int
    public var name: String
  }

  /// The driver's name in small letters, with `_` for all else: what profiles and commands use.
  public var name: String
  /// The driver's own name.
  public var title: String
  public var kind: Kind
  public var minimum: Int
  public var maximum: Int
  public var step: Int
  public var standard: Int
  /// Of a menu.
  public var choices: [Choice]
  public var isReadOnly: Bool
  /// Has no effect now, such as a gain while the camera sets it by itself.
  public var isInactive: Bool
  /// The camera changes it by itself.
  public var isVolatile: Bool
  /// Nil of a button or a text, or if it cannot be read.
  public var value: Int?
  let id: UInt32
  let isWide: Bool

  /// What a profile can hold.
  public var isSettable: Bool {
    !isReadOnly && value != nil && [.integer, .boolean, .menu, .bits].contains(kind)
  }

  /// Why it cannot have `value`; nil if it can.
  func objection(to value: Int) -> String? {
    switch kind {
    case .menu:
      choices.contains { $0.value == value }
        ? nil : "has no entry \(value): choose of \(choices.map { "\($0.value) (\($0.name))" }.joined(separator: ", "))"
    case .integer, .boolean, .bits:
      if !(minimum...max(minimum, maximum)).contains(value) {
        "takes \(minimum) to \(maximum), not \(value)"
      } else if step > 1, (value - minimum) % step != 0 {
        "goes in steps of \(step) from \(minimum), so \(value) is none"
      } else {
        nil
      }
    case .button, .text, .other: "cannot be set to a number"
    }
  }

  static func name(of title: String) -> String {
    var name = ""
    for character in title.lowercased() {
      if character.isASCII, character.isLetter || character.isNumber {
        name.append(character)
      } else if !name.isEmpty, name.last != "_" {
        name.append("_")
      }
    }
    return name.last == "_" ? String(name.dropLast()) : name
  }
}
