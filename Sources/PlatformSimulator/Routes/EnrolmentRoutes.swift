import Border
import Foundation
import HTTPTypes
import Hummingbird
import SwiftASN1
import X509

/// Certificates for stations: the first one for a one-time token, later ones for the one before.
struct EnrolmentRoutes: Sendable {
  static let path = "/v1/enrolments"
  let authority: Authority
  let lifetime: TimeInterval
  let store: PlatformStore
  let now: @Sendable () -> Date

  func add(to group: RouterGroup<SimulatorContext>) {
    group.post("enrolments") { request, _ in try await enrol(request) }
    group.post("renewals") { request, context in try await renew(request, context) }
  }

  private func enrol(_ request: Request) async throws -> Response {
    let body = try await Self.object(request)
    guard let token = body["token"]?.stringValue, let station = body["station"]?.stringValue else {
      throw Problem(.badRequest, "Not an enrolment", "expected an object with \"token\", \"station\" and \"request\"")
    }
    let signing = try Self.signingRequest(body, for: station)
    let key = try signing.publicKey.serializeAsPEM().pemString
    let (authority, lifetime, moment) = (authority, lifetime, now())
    let certificate = try await store.enrol(token: token, station: station, key: key, at: moment) {
      let certificate = try authority.station(
        station, key: signing.publicKey, from: moment.addingTimeInterval(-300),
        until: moment.addingTimeInterval(lifetime))
      return (try certificate.serializeAsPEM().pemString, certificate.serialText)
    }
    guard let certificate else {
      throw Problem(.forbidden, "Token refused", "it is not known here, or it was used already; ask for a new one")
    }
    return answer(certificate)
  }

  private func renew(_ request: Request, _ context: SimulatorContext) async throws -> Response {
    guard let station = context.station else {
      throw Problem(.unauthorized, "No certificate", "a renewal needs the certificate before it")
    }
    let signing = try Self.signingRequest(try await Self.object(request), for: station)
    let moment = now()
    let certificate = try authority.station(
      station, key: signing.publicKey, from: moment.addingTimeInterval(-300), until: moment.addingTimeInterval(lifetime)
    )
    try await store.renew(serial: certificate.serialText, station: station, at: moment)
    return answer(try certificate.serializeAsPEM().pemString)
  }

  private func answer(_ certificate: String) -> Response {
    .json(["certificate": .string(certificate)], status: .created, headers: [.cacheControl: "no-store"])
  }

  private static func object(_ request: Request) async throws -> JSONValue {
    let body = try await request.body.collect(upTo: 64 << 10)
    guard let value = try? JSONValue(parsing: Data(body.readableBytesView)), value.objectValue != nil else {
      throw Problem(.badRequest, "Not an enrolment", "the body is no JSON object")
    }
    return value
  }

  /// Checked to be signed with the key that it names, and to name the station.
  private static func signingRequest(_ body: JSONValue, for station: String) throws -> CertificateSigningRequest {
    guard let text = body["request"]?.stringValue, text.utf8.count <= 16 << 10,
      let request = try? CertificateSigningRequest(pemEncoded: text)
    else { throw Problem(.badRequest, "Bad request", "request: expected a PKCS #10 certificate request as PEM") }
    guard request.publicKey.isValidSignature(request.signature, for: request) else {
      throw Problem(.badRequest, "Bad request", "request: not signed with the key that it names")
    }
    guard !station.isEmpty, station.utf8.count <= 200,
      try request.subject == DistinguishedName(builder: { CommonName(station) })
    else { throw Problem(.badRequest, "Bad request", "request: its common name is not \"station\"") }
    return request
  }
}
