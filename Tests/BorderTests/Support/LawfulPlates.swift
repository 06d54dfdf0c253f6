import Foundation

/// What plates may look like, written down a second time as regular expressions, and a source of plates that hold to
/// them: what the grammar's data is held against.
enum LawfulPlates {
  static let province = "(?:1[124-9]|[23][0-9]|4[0137-9]|[567][0-9]|8[0-689]|9[02-57-9])"
  private static let letter = "[A-HK-NPS-VXYZ]"
  private static let army =
    "(?:T[MCHTKN]|K[ABCDVPKT]|A[ABCDTNXMV]|Q[ABCHM]|B[LBCKPHT]|H[ABCDEHTQN]|P[AGKQMPX]|VT|C[ABDHMNPTV])"
  private static let chinese = "[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新][A-HJ-Z]"

  /// 0000 and 000.00 are not issued.
  private static let number = "(?!0+$)[0-9]{4,5}"
  /// GA 36-2018: a serial has two letters at most.
  private static let serial = "(?!(?:.*[A-Z]){3})[A-HJ-NP-Z0-9]"

  static let vietnamese: [String] = [
    "\(province)\(letter)\(number)", "\(province)RM?\(number)",
    "\(province)(?:LD|DA|MK|HC|KT|CD|TD|MD|LB|CT)\(number)", "T\(province)[0-9]{4,6}", "\(province)T[0-9]{4,6}",
    "\(province)[0-9]{3}(?:NG|QT|CV|NN)[0-9]{2,3}",
    "\(province)(?:\(letter)[A-FHK-NPRS-VXYZ]|\(letter)[1-9])\(number)",
  ]
  static let armyPlates: [String] = ["\(army)[0-9]{4,5}", "\(army)[SLX][0-9]{3,6}", "\(army)[0-9]{3,6}(?:RM|BM)"]
  static let chinesePlates: [String] = [
    "\(chinese)\(serial){5}", "\(chinese)\(serial){4}[挂学警领试超]", "粤Z\(serial){4}[港澳]",
    "\(chinese)[0-9]{5}[ABCDEFGHJK]",
    "\(chinese)[ABCDEFGHJK][A-HJ-NP-Z0-9][0-9]{4}", "使[0-9]{6}", "[0-9]{6}使",
  ]

  static func isLawful(_ text: String, by expressions: [String]) -> Bool {
    expressions.contains { text.range(of: "^\($0)$", options: .regularExpression) != nil }
  }

  /// Any plate of this border but those of the army.
  static func random(_ dice: inout Dice) -> String {
    let codes = (11...99).filter { ![13, 42, 44, 45, 46, 87, 91, 96].contains($0) }
    let code = String(dice.pick(codes))
    let letter = String(dice.pick("ABCDEFGHKLMNPSTUVXYZ"))
    let number = dice.digits(4) + dice.pick(["", "1", "7"])
    let place =
      String(dice.pick("京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"))
      + String(dice.pick("ABCDEFGHJKLMNOPQRSTUVWXYZ"))
    let serial = serial(&dice)
    return switch Int.random(in: 0..<11, using: &dice) {
    case 0...2: code + letter + nonzero(number)
    case 3: code + dice.pick(["R", "RM"]) + nonzero(number)
    case 4: code + dice.pick(["LD", "DA", "MK", "HC", "KT", "CD", "TD", "MD", "LB", "CT"]) + nonzero(number)
    case 5: code + dice.digits(3) + dice.pick(["NG", "QT", "CV", "NN"]) + dice.digits(2)
    case 6: place + serial
    case 7: place + serial.dropLast() + dice.pick(["挂", "学", "警", "领", "试", "超"])
    case 8: "粤Z" + serial.dropLast() + dice.pick(["港", "澳"])
    case 9: place + dice.digits(5) + String(dice.pick("ABCDEFGHJK"))
    default: place + String(dice.pick("ABCDEFGHJK")) + String(dice.pick("ABCDEFGH0123456789")) + dice.digits(4)
    }
  }

  /// Five characters by one of the ten patterns of GA 36-2018.
  private static func serial(_ dice: inout Dice) -> String {
    let pattern = dice.pick([
      "DDDDD", "LDDDD", "LLDDD", "DLDDD", "DDLDD", "DDDLD", "DDDDL", "LDDDL", "DDDLL", "LDLDD",
    ])
    return String(pattern.map { $0 == "D" ? dice.pick("0123456789") : dice.pick("ABCDEFGHJKLMNPQRSTUVWXYZ") })
  }

  /// 0000 and 000.00 are not issued.
  private static func nonzero(_ number: String) -> String {
    number.allSatisfy { $0 == "0" } ? String(number.dropLast()) + "1" : number
  }
}
