import Border
import Foundation

/// How a station gets its certificate: once with a one-time token, and from then on with the certificate before.
public struct Enrolment: Sendable {
  private let identity: StationIdentity
  private let station: String
  private let url: String
  private let limits: HTTPLimits

  /// - Parameters:
  ///   - url: https only.
  ///   - station: the source of the station's events.
  public init(url: String, station: String, files: TrustFiles, limits: HTTPLimits = HTTPLimits()) {
    identity = StationIdentity(files: files)
    self.station = station
    self.url = url
    self.limits = limits
  }

  /// Makes the key here, asks for a certificate with the token, and keeps it.
  ///
  /// The same again after a lost answer gives the same certificate.
  /// - Returns: how long it is valid.
  /// - Throws: `IdentityFault` for what is wrong here, `LinkFault` for what is wrong there.
  public func enrol(token: String) async throws -> StationIdentity.Validity {
    guard FileManager.default.isReadableFile(atPath: identity.files.authority) else {
      throw IdentityFault(
        identity.files.authority, "the platform's authority is not there or cannot be read",
        "Get its certificate (PEM) from the platform's operator and put it there.")
    }
    let request = try identity.signingRequest(for: station)
    return try await ask(
      "/v1/enrolments", ["token": .string(token), "station": .string(station), "request": .string(request)],
      showsCertificate: false)
  }

  /// Asks for the next certificate, for the same key, with the one before.
  public func renew() async throws -> StationIdentity.Validity {
    let request = try identity.signingRequest(for: station)
    return try await ask("/v1/renewals", ["request": .string(request)], showsCertificate: true)
  }

  private func ask(_ path: String, _ body: JSONValue, showsCertificate: Bool) async throws -> StationIdentity.Validity {
    let api = PlatformAPI(
      client: HTTPClient(trust: HTTPTrust(files: identity.files, showsCertificate: showsCertificate)), url: url,
      limits: limits)
    let call = PlatformAPI.Call(
      method: .post, path: path, headers: [("content-type", "application/json")], body: body.canonical())
    let response = try await api.send(call)
    guard response.status != 403 else {
      throw LinkFault(
        api.name(call), problem: "answered 403 \(Problem(response).text)",
        remedy: "Nothing was changed. Ask the platform's operator for a new one-time token.")
    }
    let answer = try api.object(response, call, status: 201)
    guard let certificate = answer["certificate"]?.stringValue else {
      throw LinkFault(api.name(call), nonsense: "answered without \"certificate\"")
    }
    return try identity.keep(certificate: certificate, for: station)
  }
}
