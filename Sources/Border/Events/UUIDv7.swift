public import Foundation

extension UUID {
  /// A version 7 UUID (RFC 9562, section 5.7): 48 bits of Unix milliseconds, the rest random, so that ids sort by time.
  public static func version7(at date: Date, using generator: inout some RandomNumberGenerator) -> UUID {
    let milliseconds = UInt64(max(0, date.timeIntervalSince1970 * 1000))
    let (a, b) = (
      UInt64.random(in: .min ... .max, using: &generator), UInt64.random(in: .min ... .max, using: &generator)
    )
    func byte(_ value: UInt64, _ shift: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: value >> shift) }
    return UUID(
      uuid: (
        byte(milliseconds, 40), byte(milliseconds, 32), byte(milliseconds, 24),
        byte(milliseconds, 16), byte(milliseconds, 8), byte(milliseconds, 0),
        0x70 | (byte(a, 0) & 0x0F), byte(a, 8), 0x80 | (byte(b, 0) & 0x3F), byte(b, 8),
        byte(b, 16), byte(b, 24), byte(b, 32), byte(b, 40), byte(b, 48), byte(b, 56)
      ))
  }

  public static func version7(at date: Date) -> UUID {
    var generator = SystemRandomNumberGenerator()
    return version7(at: date, using: &generator)
  }
}
