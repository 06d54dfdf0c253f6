import Foundation
import Hummingbird
import NIOCore
import NIOSSL
import SwiftASN1
import X509

/// Lets nobody in without a certificate of this platform's authority that was not revoked, except to enrol.
///
/// That the certificate is signed and in date has been checked by TLS before.
struct ClientCertificateMiddleware: RouterMiddleware {
  let store: PlatformStore

  func handle(
    _ request: Request, context: SimulatorContext,
    next: (Request, SimulatorContext) async throws -> Response
  ) async throws -> Response {
    guard request.uri.path != EnrolmentRoutes.path else { return try await next(request, context) }
    guard let certificate = await Self.certificate(of: context.channel) else {
      throw Problem(.unauthorized, "No certificate", "this call needs the station's certificate; enrol first")
    }
    switch try await store.standing(ofCertificate: certificate.serialText) {
    case nil: throw Problem(.forbidden, "Certificate not known", "this platform has not issued it; enrol again")
    case .revoked: throw Problem(.forbidden, "Certificate revoked", "it was revoked here; enrol again with a new token")
    case .good(let station):
      var context = context
      context.station = station
      return try await next(request, context)
    }
  }

  /// An HTTP/2 stream is a child of the connection that has the certificate.
  private static func certificate(of channel: any Channel) async -> Certificate? {
    for channel in [channel, channel.parent].compactMap({ $0 }) {
      let bytes = try? await channel.nioSSL_peerCertificate().flatMapThrowing { try $0?.toDERBytes() }.get()
      if let bytes, let certificate = try? Certificate(derEncoded: bytes) { return certificate }
    }
    return nil
  }
}
