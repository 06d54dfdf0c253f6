import Crypto
import Foundation
import SwiftASN1
import X509

/// The simulator's own certificate authority: `ca.pem` and `ca.key` in its folder, made once.
///
/// It signs the server's certificate, anew at every start, and those of enrolled stations.
struct Authority: Sendable {
  static let stationLifetime: TimeInterval = 90 * 86_400

  let certificate: Certificate
  private let key: Certificate.PrivateKey

  /// Loads the authority of a folder, or makes it.
  init(directory: String, now: Date) throws {
    let (certificateFile, keyFile) = (Self.certificateFile(directory), "\(directory)/ca.key")
    if let certificate = try? String(contentsOfFile: certificateFile, encoding: .utf8),
      let key = try? String(contentsOfFile: keyFile, encoding: .utf8)
    {
      try self.init(
        certificate: Certificate(pemEncoded: certificate), key: Certificate.PrivateKey(pemEncoded: key))
      return
    }
    try self.init(name: "platform-simulator authority", now: now)
    try SecretFile.write(try key.serializeAsPEM().pemString, to: keyFile)
    try SecretFile.write(try certificate.serializeAsPEM().pemString, to: certificateFile)
  }

  private init(certificate: Certificate, key: Certificate.PrivateKey) {
    (self.certificate, self.key) = (certificate, key)
  }

  /// An authority that nobody keeps.
  init(name: String, now: Date) throws {
    key = Certificate.PrivateKey(P256.Signing.PrivateKey())
    let subject = try DistinguishedName { CommonName(name) }
    certificate = try Certificate(
      version: .v3, serialNumber: .init(), publicKey: key.publicKey, notValidBefore: now.addingTimeInterval(-86_400),
      notValidAfter: now.addingTimeInterval(3650 * 86_400), issuer: subject, subject: subject,
      signatureAlgorithm: .ecdsaWithSHA256,
      extensions: try Certificate.Extensions {
        Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
        Critical(KeyUsage(keyCertSign: true, cRLSign: true))
      },
      issuerPrivateKey: key)
  }

  static func certificateFile(_ directory: String) -> String { "\(directory)/ca.pem" }

  /// A certificate for this machine's loopback addresses.
  func server(
    _ key: Certificate.PrivateKey, host: String = "localhost", from: Date, until: Date
  ) throws -> Certificate {
    var names: [GeneralName] = [.dnsName(host)]
    if host == "localhost" { names.append(.ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1]))) }
    return try sign(
      key.publicKey, subject: try DistinguishedName { CommonName(host) }, from: from, until: until,
      usage: .serverAuth, names: names)
  }

  /// A station's certificate: its name is the source of its events.
  func station(_ source: String, key: Certificate.PublicKey, from: Date, until: Date) throws -> Certificate {
    try sign(
      key, subject: try DistinguishedName { CommonName(source) }, from: from, until: until, usage: .clientAuth,
      names: [])
  }

  private func sign(
    _ publicKey: Certificate.PublicKey, subject: DistinguishedName, from: Date, until: Date,
    usage: ExtendedKeyUsage.Usage, names: [GeneralName]
  ) throws -> Certificate {
    try Certificate(
      version: .v3, serialNumber: .init(), publicKey: publicKey, notValidBefore: from, notValidAfter: until,
      issuer: certificate.subject, subject: subject, signatureAlgorithm: .ecdsaWithSHA256,
      extensions: try Certificate.Extensions {
        Critical(BasicConstraints.notCertificateAuthority)
        Critical(KeyUsage(digitalSignature: true))
        try ExtendedKeyUsage([usage])
        if !names.isEmpty { SubjectAlternativeNames(names) }
      },
      issuerPrivateKey: key)
  }
}

extension Certificate {
  /// As text, such as in the database.
  var serialText: String { ReceivedEvent.hex(Array(serialNumber.bytes)) }

  /// The common name of its subject.
  var commonName: String? {
    for name in subject {
      for attribute in name where attribute.type == .NameAttributes.commonName {
        return String(describing: attribute.value)
      }
    }
    return nil
  }
}

/// Files that only their owner may read.
enum SecretFile {
  static func write(_ text: String, to path: String) throws {
    guard
      FileManager.default.createFile(
        atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
    else { throw CommandFailure("\(path): cannot be written; check --data and its permissions") }
  }
}
