import Border
import Crypto
public import Foundation
import SwiftASN1
import X509

/// A station's key and certificate, as they lie on this machine.
public struct StationIdentity: Sendable {
  /// A certificate's time.
  public struct Validity: Sendable, Hashable {
    public var from: Date
    public var until: Date

    /// When it is time for the next one: after two thirds, so that a platform that is away for weeks does no harm.
    public var renewsAt: Date { from + until.timeIntervalSince(from) * 2 / 3 }
  }

  public let files: TrustFiles

  public init(files: TrustFiles) { self.files = files }

  /// Nil where there is no certificate.
  /// - Throws: where what is there is none.
  public func validity() throws(IdentityFault) -> Validity? {
    guard FileManager.default.fileExists(atPath: files.certificate) else { return nil }
    guard let text = try? String(contentsOfFile: files.certificate, encoding: .utf8),
      let certificate = try? Certificate(pemEncoded: text)
    else {
      throw IdentityFault(
        files.certificate, "holds no certificate in PEM", "Enrol the station again: gate-agent enrol --again.")
    }
    return Validity(from: certificate.notValidBefore, until: certificate.notValidAfter)
  }

  /// What this station can see of its own certificate, where the platform did not take it; nil where it seems good.
  func complaint(now: Date) -> String? {
    do throws(IdentityFault) {
      guard let validity = try validity() else { return "this station has no certificate: gate-agent enrol" }
      if now > validity.until {
        return "this station's certificate expired on \(Timestamp.format(validity.until)): gate-agent enrol --again"
      }
      if now < validity.from {
        return "this station's certificate is valid from \(Timestamp.format(validity.from)), and it is "
          + "\(Timestamp.format(now)) here: check this machine's clock"
      }
      return nil
    } catch {
      return error.description
    }
  }

  /// The key, made where there is none, and a request for a certificate that names the station.
  ///
  /// A key that is there is kept: a certificate fits it or will.
  func signingRequest(for station: String) throws(IdentityFault) -> String {
    let key = try key()
    do {
      let subject = try DistinguishedName { CommonName(station) }
      let request = try CertificateSigningRequest(
        version: .v1, subject: subject, privateKey: Certificate.PrivateKey(key), attributes: .init(),
        signatureAlgorithm: .ecdsaWithSHA256)
      return try request.serializeAsPEM().pemString
    } catch {
      throw IdentityFault(
        files.key, "no certificate request can be made with this key (\(error))", "See the words in brackets.")
    }
  }

  /// Keeps a certificate, if it is one for this station's key.
  func keep(certificate text: String, for station: String) throws(IdentityFault) -> Validity {
    let key = try key()
    guard let certificate = try? Certificate(pemEncoded: text),
      certificate.publicKey == Certificate.PublicKey(key.publicKey),
      (try? DistinguishedName { CommonName(station) }) == certificate.subject
    else {
      throw IdentityFault(
        "the platform's answer", "is no certificate for this station's key and name",
        "Ask the platform's operator; nothing was changed.")
    }
    try PrivateFile.write(text, to: files.certificate)
    return Validity(from: certificate.notValidBefore, until: certificate.notValidAfter)
  }

  private func key() throws(IdentityFault) -> P256.Signing.PrivateKey {
    if FileManager.default.fileExists(atPath: files.key) {
      guard let text = try? String(contentsOfFile: files.key, encoding: .utf8),
        let key = try? P256.Signing.PrivateKey(pemRepresentation: text)
      else {
        throw IdentityFault(
          files.key, "cannot be read as a P-256 private key in PEM",
          "Check who may read it; if it is damaged, move it away and enrol again: gate-agent enrol --again.")
      }
      return key
    }
    let key = P256.Signing.PrivateKey()
    try PrivateFile.makeFolder(of: files.key)
    try PrivateFile.makeFolder(of: files.certificate)
    try PrivateFile.write(key.pemRepresentation + "\n", to: files.key)
    return key
  }
}
