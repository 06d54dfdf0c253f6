/// The blanks plates are struck from.
///
/// Vietnam: QCVN 08:2024/BCA and the types before it; China: GA 36-2018.
public enum PlateFormat: String, Sendable, Codable, CaseIterable {
  case vietnamLong = "vn-long"
  case vietnamShort = "vn-short"
  case vietnamOldLong = "vn-old-long"
  case vietnamOldShort = "vn-old-short"
  case vietnamMotorcycle = "vn-motorcycle"
  /// Front of every vehicle, and both ends of small ones.
  case chinaOneLine = "cn-one-line"
  /// Rear of large vehicles, and trailers.
  case chinaTwoLine = "cn-two-line"
  case chinaNewEnergy = "cn-new-energy"

  /// Millimetres.
  public var width: Double {
    switch self {
    case .vietnamLong: 520
    case .vietnamShort: 330
    case .vietnamOldLong: 470
    case .vietnamOldShort: 280
    case .vietnamMotorcycle: 190
    case .chinaOneLine, .chinaTwoLine: 440
    case .chinaNewEnergy: 480
    }
  }

  /// Millimetres.
  public var height: Double {
    switch self {
    case .vietnamLong, .vietnamOldLong: 110
    case .vietnamShort: 165
    case .vietnamOldShort: 200
    case .vietnamMotorcycle, .chinaOneLine, .chinaNewEnergy: 140
    case .chinaTwoLine: 220
    }
  }

  public var lines: Int {
    switch self {
    case .vietnamLong, .vietnamOldLong, .chinaOneLine, .chinaNewEnergy: 1
    case .vietnamShort, .vietnamOldShort, .vietnamMotorcycle, .chinaTwoLine: 2
    }
  }
}
