/// Why nothing can be seen in a picture.
enum Sight: Sendable, Hashable {
  /// Even grey or colour: something hangs before the lens.
  case covered
  /// White all over.
  case dazzled
  /// Black all over.
  case dark

  var remedy: String {
    switch self {
    case .covered: "the picture is an even grey: uncover and clean the lens"
    case .dazzled: "the picture is white all over: shade the lens, or shorten the exposure"
    case .dark: "the picture is black all over: uncover the lens, and see whether the illuminator is lit"
    }
  }

  /// What `levels`, brightness 0…255 at places spread over a picture, come to; nil if there is something to see.
  ///
  /// The limits are far from any picture of a gate: by night one plate of 100 pixels' width that the illuminator lights is
  /// more than one sample in a thousand above 40, and fog leaves more than 12 levels between its darker and lighter parts.
  static func judge(_ levels: [UInt8]) -> Sight? {
    guard levels.count >= 16 else { return nil }
    // Counted, not sorted: this is done for every camera twice a second.
    var counts = [Int](repeating: 0, count: 256)
    for level in levels { counts[Int(level)] += 1 }
    func level(_ share: Double) -> Int {
      var left = Int((Double(levels.count - 1) * share).rounded())
      return counts.firstIndex { count in
        left -= count
        return left < 0
      } ?? 255
    }
    // White is 235 where levels are those of television.
    if level(0.1) >= 230 { return .dazzled }
    if level(0.999) <= 40 { return .dark }
    return level(0.98) - level(0.02) <= 12 && level(0.999) - level(0.5) <= 30 ? .covered : nil
  }
}
