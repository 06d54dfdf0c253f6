import Border
import Foundation
import Logging
import Testing

@testable import PlatformLink
@testable import PlatformSimulator

/// Who is who: against a simulator that speaks TLS with its own authority.
@Suite(.timeLimit(.minutes(2)))
struct EnrolmentTests {
  static let station = "/gates/CKHN/stations/hn-barrier-1"

  private func files(_ folder: String, _ name: String = "station") -> TrustFiles {
    TrustFiles(
      certificate: "\(folder)/\(name)/tls/station.pem", key: "\(folder)/\(name)/tls/station.key",
      authority: "\(folder)/ca.pem")
  }

  private func serving<Value>(
    _ folder: String, showing certificate: ServerCertificate = .right, lifetime: TimeInterval = 86_400,
    now: Date = Date(), faults: [FaultRule] = [], _ body: (Simulator) async throws -> Value
  ) async throws -> Value {
    let tls = try ServerTLS(
      authority: try Authority(directory: folder, now: Date()), showing: certificate, now: Date())
    let settings = SimulatorSettings(
      faults: FaultPlan(faults), tls: tls, stationLifetime: lifetime, now: { now })
    return try await Simulator.serve(in: folder, settings: settings, body)
  }

  private func enrolment(_ simulator: Simulator, _ files: TrustFiles) -> Enrolment {
    Enrolment(url: simulator.url, station: Self.station, files: files)
  }

  private func api(_ simulator: Simulator, _ files: TrustFiles) -> PlatformAPI {
    PlatformAPI(client: HTTPClient(trust: HTTPTrust(files: files)), url: simulator.url, limits: HTTPLimits())
  }

  private func ask(_ simulator: Simulator, _ files: TrustFiles) async throws {
    _ = try await api(simulator, files).heartbeat(["station": "test"])
  }

  @Test func `A token buys a certificate whose key never left, and with it the station is let in`() async throws {
    try await withFolder { folder in
      try await serving(folder) { simulator in
        let token = try await simulator.store.makeToken()
        let validity = try await enrolment(simulator, files(folder)).enrol(token: token)
        #expect(abs(validity.until.timeIntervalSinceNow - 86_400) < 60)
        let attributes = try FileManager.default.attributesOfItem(atPath: files(folder).key)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        try await ask(simulator, files(folder))
        // The platform has the certificate's serial number, and nowhere the key.
        let key = try String(contentsOfFile: files(folder).key, encoding: .utf8)
        let secret = try #require(key.split(separator: "\n").dropFirst().first)
        for file in try FileManager.default.subpathsOfDirectory(atPath: folder) where !file.hasPrefix("station/") {
          let content = FileManager.default.contents(atPath: "\(folder)/\(file)") ?? Data()
          #expect(content.range(of: Data(secret.utf8)) == nil, "\(file) holds the station's key")
        }
      }
    }
  }

  @Test func `Connections are HTTP 2 and are kept`() async throws {
    try await withFolder { folder in
      try await serving(folder) { simulator in
        _ = try await enrolment(simulator, files(folder)).enrol(token: try await simulator.store.makeToken())
        let client = HTTPClient(trust: HTTPTrust(files: files(folder)))
        let answer = try await client.send(HTTPRequest(.get, simulator.url + "/v1/settings"))
        #expect(answer.head.version == "2")
        #expect(answer.status == 200)
      }
    }
  }

  @Test func `A replayed token, an unknown one and no certificate are refused, with what to do`() async throws {
    try await withFolder { folder in
      try await serving(folder) { simulator in
        let token = try await simulator.store.makeToken()
        _ = try await enrolment(simulator, files(folder)).enrol(token: token)
        for (name, token) in [("thief", token), ("guesser", "a-b-c-d")] {
          let fault = await #expect(throws: LinkFault.self) {
            _ = try await enrolment(simulator, files(folder, name)).enrol(token: token)
          }
          #expect(
            fault?.description
              == "POST \(simulator.url)/v1/enrolments: answered 403 Token refused: it is not known here, "
              + "or it was used already; ask for a new one. Nothing was changed. Ask the platform's operator for a new "
              + "one-time token.")
          #expect(fault.map { !"\($0)".contains(token) } == true)
          #expect(!FileManager.default.fileExists(atPath: files(folder, name).certificate))
        }
        let bare = HTTPClient(trust: HTTPTrust(files: files(folder), showsCertificate: false))
        let answer = try await bare.send(HTTPRequest(.get, simulator.url + "/v1/declarations"))
        #expect(answer.status == 401)
      }
    }
  }

  @Test func `A lost answer is asked for again with the same token and the same key`() async throws {
    let lost = FaultRule(method: "POST", path: "/v1/enrolments", timing: .nth([1]), action: .answerLostAfterCommit)
    try await withFolder { folder in
      try await serving(folder, faults: [lost]) { simulator in
        let token = try await simulator.store.makeToken()
        do {
          _ = try await enrolment(simulator, files(folder)).enrol(token: token)
        } catch is LinkFault {
          // Where libcurl has not asked again by itself.
          _ = try await enrolment(simulator, files(folder)).enrol(token: token)
        }
        try await ask(simulator, files(folder))
      }
    }
  }

  @Test(arguments: [ServerCertificate.expired, .early, .wrongAuthority, .wrongHost])
  func `A platform with a bad certificate is told nothing`(shown: ServerCertificate) async throws {
    try await withFolder { folder in
      try await serving(folder, showing: shown) { simulator in
        let token = try await simulator.store.makeToken()
        let fault = await #expect(throws: LinkFault.self) {
          _ = try await enrolment(simulator, files(folder)).enrol(token: token)
        }
        #expect(fault?.problem.hasPrefix("no secure connection (") == true, "\(String(describing: fault))")
        #expect(
          fault?.remedy == "Check the certificates, the trusted authority and this machine's clock.")
        #expect(try await simulator.store.isUnused(token: token), "the token reached a platform that nobody trusts")
      }
    }
  }

  @Test func `A revoked certificate is refused with the remedy`() async throws {
    try await withFolder { folder in
      try await serving(folder) { simulator in
        _ = try await enrolment(simulator, files(folder)).enrol(token: try await simulator.store.makeToken())
        try await ask(simulator, files(folder))
        #expect(try await simulator.store.revoke(station: Self.station, at: Date()) == 1)
        let fault = await #expect(throws: LinkFault.self) { try await ask(simulator, files(folder)) }
        #expect(
          fault?.description == "POST \(simulator.url)/v1/heartbeat: answered 403 Certificate revoked: it was revoked "
            + "here; enrol again with a new token. The platform does not let this station in: enrol it (gate-agent "
            + "enrol), or have it registered there.")
      }
    }
  }

  @Test func `An expired certificate is refused, and the fault says which and since when`() async throws {
    try await withFolder { folder in
      // Issued two days ago, for a day.
      let then = Date().addingTimeInterval(-2 * 86_400)
      try await serving(folder, now: then) { simulator in
        _ = try await enrolment(simulator, files(folder)).enrol(token: try await simulator.store.makeToken())
      }
      let until = try #require(try StationIdentity(files: files(folder)).validity()).until
      #expect(until >= then.addingTimeInterval(86_400 - 1) && until < Date())
      try await serving(folder) { simulator in
        let fault = await #expect(throws: LinkFault.self) { try await ask(simulator, files(folder)) }
        let expired = Timestamp.format(until)
        #expect(fault?.problem.contains("this station's certificate expired on \(expired)") == true, "\(fault as Any)")
        #expect(fault?.problem.hasSuffix("gate-agent enrol --again") == true)
      }
    }
  }

  @Test func `A certificate is renewed in time, for the same key, by the link itself`() async throws {
    try await withFolder { folder in
      // Three quarters of its life are over.
      let then = Date().addingTimeInterval(-3 * 3600)
      try await serving(folder, lifetime: 4 * 3600, now: then) { simulator in
        _ = try await enrolment(simulator, files(folder)).enrol(token: try await simulator.store.makeToken())
      }
      let key = try String(contentsOfFile: files(folder).key, encoding: .utf8)
      let before = try #require(try StationIdentity(files: files(folder)).validity())
      #expect(before.renewsAt < Date())
      try await serving(folder) { simulator in
        let round = Duration.seconds(7200)
        let link = try PlatformLink(
          settings: .init(
            url: simulator.url, pullEvery: round, lookEvery: round, heartbeatEvery: round,
            identity: .init(station: Self.station, files: files(folder), checkEvery: round)),
          declarations: MemoryCache(), outbox: MemoryOutbox(), evidence: MemoryEvidence(),
          heartbeat: { ["station": "test"] }, logger: Simulator.quiet)
        try await running(link) {
          while try StationIdentity(files: files(folder)).validity() == before { await Task.yield() }
        }
        try await ask(simulator, files(folder))
      }
      let after = try #require(try StationIdentity(files: files(folder)).validity())
      #expect(after.until > before.until)
      #expect(try String(contentsOfFile: files(folder).key, encoding: .utf8) == key)
    }
  }

  @Test func `A certificate for another key or another name is not kept`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("link-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let (mine, other) = (StationIdentity(files: files(folder)), StationIdentity(files: files(folder, "other")))
    _ = try mine.signingRequest(for: Self.station)
    let strange = try other.signingRequest(for: Self.station)
    #expect(throws: IdentityFault.self) { try mine.keep(certificate: strange, for: Self.station) }
    #expect(throws: IdentityFault.self) { try mine.keep(certificate: "no certificate", for: Self.station) }
    #expect(!FileManager.default.fileExists(atPath: files(folder).certificate))
  }
}
