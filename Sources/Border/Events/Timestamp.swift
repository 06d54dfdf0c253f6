public import Foundation

/// Times as text.
public enum Timestamp {
  private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

  /// Milliseconds since 1970 of the years 1600 to 9999: Gregorian in every calendar, and of four digits.
  private static let plainYears = -11_676_096_000_000..<253_402_300_800_000

  /// RFC 3339 in UTC with milliseconds: `2026-11-23T08:00:00.000Z`.
  ///
  /// Every event carries one, and Foundation's style asks a calendar for it.
  public static func format(_ date: Date) -> String {
    // Rounded to the millisecond: a Date holds binary fractions.
    let rounded = (date.timeIntervalSince1970 * 1000).rounded()
    guard let milliseconds = Int(exactly: rounded), plainYears.contains(milliseconds) else {
      return style.format(Date(timeIntervalSince1970: rounded / 1000 + 0.000_1))
    }
    let (days, inDay) = floorDivided(milliseconds, by: 86_400_000)
    let (year, month, day) = civil(daysSince1970: days)
    return String(unsafeUninitializedCapacity: 24) { text in
      var end = 0
      func put(_ number: Int, digits: Int, then mark: UInt8) {
        var rest = number
        for place in (end..<end + digits).reversed() {
          text[place] = 0x30 + UInt8(rest % 10)
          rest /= 10
        }
        text[end + digits] = mark
        end += digits + 1
      }
      put(year, digits: 4, then: 0x2D)
      put(month, digits: 2, then: 0x2D)
      put(day, digits: 2, then: 0x54)
      put(inDay / 3_600_000, digits: 2, then: 0x3A)
      put(inDay / 60_000 % 60, digits: 2, then: 0x3A)
      put(inDay / 1000 % 60, digits: 2, then: 0x2E)
      put(inDay % 1000, digits: 3, then: 0x5A)
      return end
    }
  }

  private static func floorDivided(_ number: Int, by divisor: Int) -> (quotient: Int, remainder: Int) {
    let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }

  /// Source: H. Hinnant, "chrono-compatible low-level date algorithms", civil_from_days.
  private static func civil(daysSince1970 days: Int) -> (year: Int, month: Int, day: Int) {
    let (era, dayOfEra) = floorDivided(days + 719_468, by: 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    // Years begin in March, so that the leap day is their last.
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
  }

  /// RFC 3339 with any zone; a time without one is the platform's local time, +07:00 (Indochina, no daylight saving).
  ///
  /// Fractions of any length, a space in place of `T`, and surrounding white space are taken. A pull of 35,000
  /// declarations reads some hundred thousand times: this is why it is no regular expression and asks no calendar.
  public static func parse(_ text: String) -> Date? {
    var scanner = Scanner(text.trimmingCharacters(in: .whitespacesAndNewlines))
    guard let year = scanner.digits(4), scanner.take("-"), let month = scanner.digits(2), scanner.take("-"),
      let day = scanner.digits(2), (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    var (seconds, fraction) = (0, 0.0)
    if scanner.take("T") || scanner.take("t") || scanner.takeBetweenDateAndTime() {
      guard let hour = scanner.digits(2), scanner.take(":"), let minute = scanner.digits(2) else { return nil }
      var second = 0
      if scanner.take(":") {
        guard let number = scanner.digits(2) else { return nil }
        second = number
        if scanner.take(".") {
          guard let share = scanner.fraction() else { return nil }
          fraction = share
        }
      }
      guard hour <= 23, minute <= 59, second <= 60 else { return nil }
      seconds = hour * 3600 + minute * 60 + second
    }
    guard let east = scanner.zone(), scanner.isAtEnd else { return nil }
    let days = daysSince1970(year, month, day)
    return Date(timeIntervalSince1970: Double(days * 86_400 + seconds - east) + fraction)
  }

  /// Of the proleptic Gregorian calendar; a day past the end of its month is one of the next.
  /// Source: H. Hinnant, "chrono-compatible low-level date algorithms", days_from_civil.
  private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
    // Years begin in March, so that the leap day is their last.
    let shifted = month <= 2 ? year - 1 : year
    let (era, yearOfEra) = floorDivided(shifted, by: 400)
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}

/// Takes a time's parts from the front.
private struct Scanner {
  private var rest: Substring.UTF8View

  init(_ text: String) { rest = Substring(text).utf8 }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard let first = rest.first, UInt32(first) == character.value else { return false }
    rest.removeFirst()
    return true
  }

  /// A space, where a time follows; before a zone it is only white space.
  mutating func takeBetweenDateAndTime() -> Bool {
    var ahead = self
    guard ahead.take(" "), ahead.digits(2) != nil else { return false }
    return take(" ")
  }

  mutating func digits(_ count: Int) -> Int? {
    var number = 0
    for _ in 0..<count {
      guard let first = rest.first, (0x30...0x39).contains(first) else { return nil }
      number = number * 10 + Int(first - 0x30)
      rest.removeFirst()
    }
    return number
  }

  /// At least one digit behind the point.
  mutating func fraction() -> Double? {
    let digits = rest.prefix { (0x30...0x39).contains($0) }
    guard !digits.isEmpty, let number = Double("0." + String(Substring(digits))) else { return nil }
    rest.removeFirst(digits.count)
    return number
  }

  /// Seconds east of Greenwich; Indochina's where nothing is said.
  mutating func zone() -> Int? {
    while let first = rest.first, first == 0x20 || (0x09...0x0D).contains(first) { rest.removeFirst() }
    if take("Z") || take("z") { return 0 }
    let isWest = take("-")
    guard isWest || take("+") else { return 7 * 3600 }
    guard let hour = digits(2) else { return nil }
    _ = take(":")
    guard let minute = digits(2), hour <= 23, minute <= 59 else { return nil }
    return (isWest ? -1 : 1) * (hour * 3600 + minute * 60)
  }
}
