import ArgumentParser
import Crypto
import Foundation
import NIOSSL
import SwiftASN1
import X509

/// Which certificate the simulator shows: the right one, or one that no station should take.
enum ServerCertificate: String, ExpressibleByArgument, CaseIterable, Sendable {
  case right
  /// It was valid until yesterday.
  case expired
  /// It will be valid from tomorrow.
  case early
  /// Signed by an authority that nobody knows.
  case wrongAuthority = "wrong-authority"
  /// For another host.
  case wrongHost = "wrong-host"
}

/// How the simulator speaks TLS: clients may show a certificate; which calls need one is decided call by call, since a
/// station that enrols has none yet.
struct ServerTLS: Sendable {
  let authority: Authority
  let configuration: TLSConfiguration

  init(authority: Authority, showing shown: ServerCertificate = .right, now: Date) throws {
    self.authority = authority
    let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
    let day: TimeInterval = 86_400
    let (from, until) =
      switch shown {
      case .expired: (now.addingTimeInterval(-30 * day), now.addingTimeInterval(-day))
      case .early: (now.addingTimeInterval(day), now.addingTimeInterval(30 * day))
      case .right, .wrongAuthority, .wrongHost: (now.addingTimeInterval(-day), now.addingTimeInterval(365 * day))
      }
    let signer = shown == .wrongAuthority ? try Authority(name: "nobody's authority", now: now) : authority
    let certificate = try signer.server(
      key, host: shown == .wrongHost ? "elsewhere.invalid" : "localhost", from: from, until: until)
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: [.certificate(try Self.library(certificate))],
      privateKey: .privateKey(
        try NIOSSLPrivateKey(bytes: Array(try key.serializeAsPEM().pemString.utf8), format: .pem)))
    configuration.certificateVerification = .optionalVerification
    configuration.trustRoots = .certificates([try Self.library(authority.certificate)])
    configuration.minimumTLSVersion = .tlsv12
    self.configuration = configuration
  }

  private static func library(_ certificate: Certificate) throws -> NIOSSLCertificate {
    try NIOSSLCertificate(bytes: Array(try certificate.serializeAsPEM().pemString.utf8), format: .pem)
  }
}
