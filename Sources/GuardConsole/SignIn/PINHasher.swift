import Crypto
import CryptoExtras
import Foundation

/// Officers' PINs as they are stored: scrypt (RFC 7914) with its parameters and salt,
/// `$scrypt$ln=15,r=8,p=1$SALT$KEY`, after the PHC string format; salt and key in base 64 without padding.
///
/// One hash takes about 32 MiB and a tenth of a second by design: do not call it on an event loop.
public struct PINHasher {
  /// Why a PIN cannot be used.
  public enum Refusal: Error, Sendable, Hashable, CustomStringConvertible {
    case length
    case oneCharacter

    public var description: String {
      switch self {
      case .length: "a PIN has 4 to 64 characters"
      case .oneCharacter: "a PIN must not repeat one single character"
      }
    }
  }

  /// What is stored is no hash of this program.
  public struct Unreadable: Error, Sendable, Hashable, CustomStringConvertible {
    public var description: String {
      "the stored PIN hash cannot be read; set the officer's PIN anew with: gate-agent guard add"
    }
  }

  /// - Returns: a string for `OfficerAccount.pinHash`, another one each time.
  /// - Throws: `Refusal`.
  public static func hash(_ pin: String) throws -> String {
    guard (4...64).contains(pin.count) else { throw Refusal.length }
    guard Set(pin).count > 1 else { throw Refusal.oneCharacter }
    return try hash(pin, logRounds: 15)
  }

  static func hash(_ pin: String, logRounds: Int) throws -> String {
    let salt = SymmetricKey(size: .bits128).withUnsafeBytes { Data($0) }
    let parameters = Parameters(logRounds: logRounds, blockSize: 8, parallelism: 1, salt: salt)
    let key = try parameters.key(of: pin).withUnsafeBytes { Data($0) }
    return "$scrypt$ln=\(logRounds),r=8,p=1$\(base64(salt))$\(base64(key))"
  }

  /// Whether `pin` is the one behind `hash`; takes as long either way.
  ///
  /// - Throws: `Unreadable`.
  public static func verify(_ pin: String, against hash: String) throws -> Bool {
    let fields = hash.wholeMatch(
      of: #/\$scrypt\$ln=([0-9]{1,2}),r=([0-9]{1,2}),p=([0-9]{1,2})\$([A-Za-z0-9+\/]{22,86})\$([A-Za-z0-9+\/]{43,86})/#)
    // A hash from elsewhere must not make this one take all memory.
    guard let fields, let logRounds = Int(fields.1), (1...18).contains(logRounds),
      let blockSize = Int(fields.2), (1...16).contains(blockSize),
      let parallelism = Int(fields.3), (1...4).contains(parallelism),
      let salt = data(fields.4), let expected = data(fields.5)
    else { throw Unreadable() }
    let parameters = Parameters(logRounds: logRounds, blockSize: blockSize, parallelism: parallelism, salt: salt)
    // SymmetricKey compares in constant time.
    return try parameters.key(of: pin, byteCount: expected.count) == SymmetricKey(data: expected)
  }

  private struct Parameters {
    var logRounds: Int
    var blockSize: Int
    var parallelism: Int
    var salt: Data

    func key(of pin: String, byteCount: Int = 32) throws -> SymmetricKey {
      // The same PIN typed on another keyboard has the same bytes.
      let bytes = Data(pin.precomposedStringWithCompatibilityMapping.utf8)
      return try KDF.Scrypt.deriveKey(
        from: bytes, salt: salt, outputByteCount: byteCount, rounds: 1 << logRounds, blockSize: blockSize,
        parallelism: parallelism)
    }
  }

  private static func base64(_ data: Data) -> String {
    data.base64EncodedString().replacingOccurrences(of: "=", with: "")
  }

  private static func data(_ text: Substring) -> Data? {
    Data(base64Encoded: text + String(repeating: "=", count: (4 - text.count % 4) % 4))
  }
}
