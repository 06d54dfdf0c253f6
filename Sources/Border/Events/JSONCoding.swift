public import Foundation

/// How this program writes and reads JSON: RFC 3339 times in UTC with milliseconds, slashes as they are.
public enum JSONCoding {
  public static func encoder() -> JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .custom { date, encoder in
      var container = encoder.singleValueContainer()
      try container.encode(Timestamp.format(date))
    }
    return encoder
  }

  public static func decoder() -> JSONDecoder {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .custom { decoder in
      let container = try decoder.singleValueContainer()
      let text = try container.decode(String.self)
      guard let date = Timestamp.parse(text) else {
        throw DecodingError.dataCorruptedError(
          in: container, debugDescription: "\"\(text)\" is no time; expected RFC 3339, such as 2026-11-23T08:00:00Z")
      }
      return date
    }
    return decoder
  }
}

/// Times as text.
public enum Timestamp {
  /// RFC 3339 in UTC with milliseconds: `2026-11-23T08:00:00.000Z`.
  public static func format(_ date: Date) -> String {
    // Rounded to the millisecond first: the style cuts off, and a Date holds binary fractions.
    let rounded = Date(timeIntervalSince1970: (date.timeIntervalSince1970 * 1000).rounded() / 1000 + 0.000_1)
    return rounded.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }

  /// RFC 3339 with any zone; a time without one is the platform's local time, +07:00 (Indochina, no daylight saving).
  ///
  /// Fractions of any length, a space in place of `T`, and surrounding white space are taken.
  public static func parse(_ text: String) -> Date? {
    let fields = text.trimmingCharacters(in: .whitespacesAndNewlines)
      .wholeMatch(
        of:
          #/(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(\.\d+)?)?)?\s*(?:([Zz])|([+-])(\d{2}):?(\d{2}))?/#
      )
    guard let fields,
      let year = Int(fields.1), let month = Int(fields.2), let day = Int(fields.3),
      (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    let (_, _, _, _, hour, minute, second, fraction, utc, sign, zoneHour, zoneMinute) = fields.output
    var components = DateComponents()
    (components.year, components.month, components.day) = (year, month, day)
    (components.hour, components.minute, components.second) = (number(hour), number(minute), number(second))
    guard (0...23).contains(number(hour)), (0...59).contains(number(minute)), (0...60).contains(number(second)),
      (0...23).contains(number(zoneHour)), (0...59).contains(number(zoneMinute))
    else { return nil }
    let east =
      utc != nil
      ? 0 : sign == nil ? 7 * 3600 : (sign == "-" ? -1 : 1) * (number(zoneHour) * 3600 + number(zoneMinute) * 60)
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    guard let whole = calendar.date(from: components) else { return nil }
    return whole.addingTimeInterval((Double(fraction.map { "0\($0)" } ?? "0") ?? 0) - Double(east))
  }

  private static func number(_ digits: Substring?) -> Int { digits.flatMap { Int($0) } ?? 0 }
}
