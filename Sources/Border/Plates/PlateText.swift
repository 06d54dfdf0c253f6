/// The ways one plate is written: as printed, compact, and as the key under which the platform holds it.
public enum PlateText {
  /// The 31 province characters of GA 36-2018.
  public static let chineseProvinces: Set<Character> = Set("京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新")
  /// The Chinese characters that may end a plate: trailer, school, police, Hong Kong, Macao, embassy, consulate, trial,
  /// oversize. GA 36-2018.
  public static let chineseMarks: Set<Character> = Set("挂学警港澳使领试超")

  /// Letters, digits and the Chinese characters of plates; upper case; Đ as D; full-width forms as ASCII.
  ///
  /// Everything else, such as dashes, dots, tabs and spaces, is left out. `"12C-123.45"` gives `"12C12345"`.
  public static func compact(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      // Full-width ！…～ stand at a fixed distance from ASCII (Unicode block "Halfwidth and Fullwidth Forms").
      let folded =
        (0xFF01...0xFF5E).contains(scalar.value) ? UnicodeScalar(scalar.value - 0xFEE0) ?? scalar : scalar
      switch folded {
      case "0"..."9", "A"..."Z": result.unicodeScalars.append(folded)
      case "a"..."z": result.unicodeScalars.append(UnicodeScalar(UInt8(folded.value - 32)))
      case "Đ", "đ": result.append("D")
      default:
        let character = Character(folded)
        if chineseProvinces.contains(character) || chineseMarks.contains(character) { result.append(character) }
      }
    }
    return result
  }
}

/// What two writings of the same plate have in common, for looking it up.
///
/// The platform holds Chinese plates without the province character, and whether it keeps 挂 is not known, so neither
/// is part of the key. 桂F12345 and 粤F12345 therefore share a key: always show the character that was read.
public struct PlateKey: Hashable, Sendable, Codable, CustomStringConvertible {
  public let text: String

  public init(_ plate: String) {
    var compact = PlateText.compact(plate)
    if let first = compact.first, PlateText.chineseProvinces.contains(first) { compact.removeFirst() }
    if compact.last == "挂" { compact.removeLast() }
    text = compact
  }

  public init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode(String.self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }

  public var isEmpty: Bool { text.isEmpty }
  public var description: String { text }
}
