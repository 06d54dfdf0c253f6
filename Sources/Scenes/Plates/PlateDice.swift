public import Border

/// What a gate sees, and how often: for random plates.
public enum PlateMix: String, Sendable, Codable, CaseIterable {
  /// Lorries of both countries first, everything else now and then.
  case gate
  /// Every kind as often as every other.
  case even
}

extension DrawnPlate {
  /// A lawful random plate: its text follows `PlateGrammar`.
  public static func random(_ mix: PlateMix = .gate, using random: inout some RandomNumberGenerator) -> DrawnPlate {
    // Weights: lorries and trailers of both countries make up a border gate.
    let weights: [(PlateSort, Double)] = PlateSort.allCases.map { ($0, mix == .even ? 1 : $0.share) }
    var left = random.real(0...weights.map(\.1).reduce(0, +))
    for (sort, weight) in weights {
      left -= weight
      if left <= 0 { return sort.plate(&random) }
    }
    return PlateSort.vietnamLorry.plate(&random)
  }

  /// A random plate of one kind and country; nil where the country has no such kind.
  public static func random(
    _ kind: PlateKind, _ country: Country, using random: inout some RandomNumberGenerator
  ) -> DrawnPlate? {
    let sorts = PlateSort.allCases.filter { $0.kind == kind && $0.country == country }
    return sorts.isEmpty ? nil : random.pick(sorts).plate(&random)
  }
}

/// Kinds of plates as they are met, finer than `PlateKind`.
enum PlateSort: CaseIterable {
  case vietnamLorry, vietnamPrivate, vietnamState, vietnamOld, vietnamTrailer, vietnamTrailerOld, vietnamSpecial,
    vietnamZone, vietnamArmy, vietnamDiplomatic, vietnamTemporary, vietnamMotorcycle,
    chinaLorry, chinaLorryRear, chinaTrailer, chinaSmall, chinaNewEnergy, chinaSchool, chinaPolice, chinaBoundary

  var country: Country {
    switch self {
    case .chinaLorry, .chinaLorryRear, .chinaTrailer, .chinaSmall, .chinaNewEnergy, .chinaSchool, .chinaPolice,
      .chinaBoundary:
      .china
    default: .vietnam
    }
  }

  var kind: PlateKind {
    switch self {
    case .vietnamLorry, .vietnamPrivate, .vietnamState, .vietnamOld, .chinaLorry, .chinaLorryRear, .chinaSmall: .car
    case .vietnamTrailer, .vietnamTrailerOld, .chinaTrailer: .trailer
    case .vietnamSpecial, .vietnamZone: .special
    case .vietnamArmy: .army
    case .vietnamDiplomatic: .diplomatic
    case .vietnamTemporary: .temporary
    case .vietnamMotorcycle: .motorcycle
    case .chinaNewEnergy: .newEnergy
    case .chinaSchool: .drivingSchool
    case .chinaPolice: .police
    case .chinaBoundary: .crossBoundary
    }
  }

  /// How often in a hundred, roughly, for training: rare kinds are drawn more often than they are met.
  var share: Double {
    switch self {
    case .vietnamLorry: 26
    case .vietnamPrivate: 11
    case .vietnamOld: 6
    case .vietnamTrailer: 11
    case .vietnamTrailerOld: 5
    case .vietnamState, .vietnamSpecial, .vietnamArmy: 2.5
    case .vietnamZone, .vietnamDiplomatic, .vietnamTemporary: 1
    case .vietnamMotorcycle: 1.5
    case .chinaLorry: 9
    case .chinaLorryRear: 6
    case .chinaTrailer: 7
    case .chinaSmall: 5
    case .chinaNewEnergy: 3
    case .chinaSchool, .chinaPolice, .chinaBoundary: 0.7
    }
  }

  func plate(_ random: inout some RandomNumberGenerator) -> DrawnPlate {
    let province = Self.province(&random)
    let letter = random.pick("ABCDEFGHKLMNPSTUVXYZ")
    let five = random.chance(0.9) ? 5 : 4
    switch self {
    case .vietnamLorry:
      return DrawnPlate(
        "\(province)\(letter)" + Self.digits(5, &random), format: random.pick(Self.vietnamFormats), colour: .yellow)
    case .vietnamPrivate:
      return DrawnPlate(
        "\(province)\(letter)" + Self.digits(five, &random), format: random.pick(Self.vietnamFormats), colour: .white)
    case .vietnamState:
      return DrawnPlate(
        "\(province)\(random.pick("ABCDEFGHKLM"))" + Self.digits(5, &random),
        format: random.pick(Self.vietnamFormats), colour: .blue)
    case .vietnamOld:
      return DrawnPlate(
        "\(province)\(letter)" + Self.digits(random.chance(0.6) ? 4 : 5, &random),
        format: random.pick([.vietnamOldLong, .vietnamOldShort]), colour: random.pick([.white, .yellow]))
    case .vietnamTrailer:
      return DrawnPlate(
        "\(province)RM" + Self.digits(five, &random), format: .vietnamShort, colour: random.pick([.yellow, .white]))
    case .vietnamTrailerOld:
      return DrawnPlate(
        "\(province)R" + Self.digits(five, &random), format: random.pick([.vietnamShort, .vietnamOldShort]),
        colour: random.pick([.yellow, .white]))
    case .vietnamSpecial:
      let mark = random.pick(["LD", "LD", "LD", "DA", "MK", "HC", "KT", "CD", "TD"])
      return DrawnPlate(
        province + mark + Self.digits(five, &random), format: random.pick(Self.vietnamFormats),
        colour: random.pick([.white, .yellow]))
    case .vietnamZone:
      return DrawnPlate(
        province + random.pick(["LB", "CT"]) + Self.digits(five, &random), format: random.pick(Self.vietnamFormats),
        colour: .yellow)
    case .vietnamArmy:
      return DrawnPlate(
        random.pick(PlateGrammar.armyPrefixes.sorted()) + Self.digits(random.chance(0.7) ? 4 : 5, &random),
        format: random.pick(Self.vietnamFormats), colour: .red)
    case .vietnamDiplomatic:
      return DrawnPlate(
        province + Self.digits(3, &random) + random.pick(["NG", "QT", "NN", "CV"])
          + Self.digits(random.integer(2...3), &random), format: .vietnamLong, colour: .white)
    case .vietnamTemporary:
      return DrawnPlate("T" + province + Self.digits(5, &random), format: .vietnamShort, colour: .white)
    case .vietnamMotorcycle:
      // Some texts may also be a car's, 12B11234 say, and the grammar then takes them for one: those are left out.
      let second = random.chance(0.6) ? random.pick("123456789") : random.pick("ABEFHLNPSUVXYZ")
      return DrawnPlate(
        "\(province)\(random.pick("ABEFGNPSUVXYZ"))\(second)"
          + Self.digits(second.isLetter && random.chance(0.2) ? 4 : 5, &random),
        format: .vietnamMotorcycle, colour: random.chance(0.85) ? .white : .blue)
    case .chinaLorry: return DrawnPlate(Self.chinese(5, &random), format: .chinaOneLine, colour: .yellow)
    case .chinaLorryRear: return DrawnPlate(Self.chinese(5, &random), format: .chinaTwoLine, colour: .yellow)
    case .chinaTrailer:
      return DrawnPlate(
        Self.chinese(4, &random) + "挂", format: random.chance(0.9) ? .chinaTwoLine : .chinaOneLine, colour: .yellow)
    case .chinaSmall: return DrawnPlate(Self.chinese(5, &random), format: .chinaOneLine, colour: .blue)
    case .chinaNewEnergy:
      let place = Self.chinese(0, &random)
      let text =
        random.chance(0.5)
        ? "\(random.pick("DABCEFGHJK"))\(random.pick("ABCDEFGHJK0123456789"))" + Self.digits(4, &random)
        : Self.digits(5, &random) + String(random.pick("DABCEFGHJK"))
      return DrawnPlate(place + text, format: .chinaNewEnergy, colour: .green)
    case .chinaSchool: return DrawnPlate(Self.chinese(4, &random) + "学", format: .chinaOneLine, colour: .yellow)
    case .chinaPolice: return DrawnPlate(Self.chinese(4, &random) + "警", format: .chinaOneLine, colour: .white)
    case .chinaBoundary:
      return DrawnPlate(
        "粤Z" + Self.serial(4, &random) + random.pick(["港", "澳"]), format: .chinaOneLine, colour: .black)
    }
  }

  private static let vietnamFormats: [PlateFormat] = [.vietnamLong, .vietnamLong, .vietnamShort]

  private static func province(_ random: inout some RandomNumberGenerator) -> String {
    // Lang Son and its neighbours more often than the rest.
    if random.chance(0.2) { return random.pick(["12", "98", "99", "29", "15", "14"]) }
    return random.pick(PlateGrammar.vietnameseProvinces.sorted())
  }

  private static func digits(_ count: Int, _ random: inout some RandomNumberGenerator) -> String {
    let text = String((0..<count).map { _ in random.pick("0123456789") })
    // 000.00 and 0000 are not issued.
    return text.allSatisfy { $0 == "0" } ? text.dropLast() + "1" : text
  }

  /// Province, agency letter and a serial; Guangxi more often than the rest.
  private static func chinese(_ count: Int, _ random: inout some RandomNumberGenerator) -> String {
    let province = random.chance(0.3) ? "桂" : random.pick(String(PlateText.chineseProvinces.sorted()))
    let agency = random.pick(province == "桂" ? "ABCDEFGHJKLMNPR" : "ABCDEFGHJKLMNPQRSTUVWXYZ")
    return "\(province)\(agency)" + serial(count, &random)
  }

  /// Digits with at most two letters, as the serial patterns of GA 36-2018 have it.
  private static func serial(_ count: Int, _ random: inout some RandomNumberGenerator) -> String {
    guard count > 0 else { return "" }
    var characters = Array(digits(count, &random))
    for _ in 0..<random.pick([0, 1, 1, 2]) {
      characters[random.index(count)] = random.pick("ABCDEFGHJKLMNPQRSTUVWXYZ")
    }
    return String(characters)
  }
}
