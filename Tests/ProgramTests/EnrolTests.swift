import Border
import Foundation
import Testing

/// A station and a platform that know each other by certificates, as programs.
@Suite(.serialized) struct EnrolProgramTests {
  private let agent = Program(name: "gate-agent")

  private func startPlatform(_ data: URL) throws -> (process: Process, address: String) {
    let pipe = Pipe()
    let process = try Program(name: "platform-simulator").start(
      ["serve", "--tls", "--data", data.path, "--listen", "127.0.0.1:0"], output: pipe)
    var line = ""
    while !line.hasSuffix("\n"), let byte = try pipe.fileHandleForReading.read(upToCount: 1), !byte.isEmpty {
      line += String(decoding: byte, as: UTF8.self)
    }
    return (process, String(line.split(separator: " ").last ?? "").trimmingCharacters(in: .newlines))
  }

  private func write(_ address: String, in folder: URL) throws -> String {
    let file = folder.appendingPathComponent("gate.yaml")
    let yaml = """
      station: {id: desk-1, role: desk, gate: CKHN}
      platform:
        url: "\(address)"
        pollSeconds: 1
        tls: {certificate: tls/station.pem, key: tls/station.key, ca: platform/ca.pem}
      console: {listen: "127.0.0.1:0"}
      storage: {path: data}

      """
    try Data(yaml.utf8).write(to: file)
    return file.path
  }

  @Test func aStationEnrolsWorksOverTLSAndTellsNoSecret() async throws {
    try await withTemporaryFolder { folder in
      let data = folder.appendingPathComponent("platform")
      let (platform, address) = try startPlatform(data)
      defer { platform.terminate() }
      #expect(address.hasPrefix("https://127.0.0.1:"))
      let config = try write(address, in: folder)
      let tokenFile = data.appendingPathComponent("enrolment-token")
      let token = try String(contentsOf: tokenFile, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
      #expect(token.count > 30)

      let enrolled = try await agent.run("enrol", "--config", config, "--token-file", tokenFile.path)
      #expect(enrolled.status == 0, "\(enrolled.complaint)")
      #expect(enrolled.output.hasPrefix("enrolled /gates/CKHN/stations/desk-1 until 20"))
      let again = try await agent.run("enrol", "--config", config, "--token-file", tokenFile.path)
      #expect(again.status == 1)
      #expect(again.complaint.contains("--again enrols it anew"))
      let replayed = try await withTemporaryFolder { thief in
        try FileManager.default.copyItem(
          at: data.appendingPathComponent("ca.pem"), to: thief.appendingPathComponent("ca.pem"))
        let config = try write(address, in: thief)
        try FileManager.default.createDirectory(
          at: thief.appendingPathComponent("platform"), withIntermediateDirectories: true)
        try FileManager.default.copyItem(
          at: data.appendingPathComponent("ca.pem"), to: thief.appendingPathComponent("platform/ca.pem"))
        return try await agent.run("enrol", "--config", config, "--token", token)
      }
      #expect(replayed.status == 1)
      #expect(replayed.complaint.contains("answered 403 Token refused"))

      // It works: declarations come over TLS, with everything that a log can hold.
      let declarations = folder.appendingPathComponent("declarations.json")
      try Data(#"[{"id":"d-1","type":"import","gate":"CKHN","vehicles":[{"plate":"12C-123.45"}]}]"#.utf8)
        .write(to: declarations)
      _ = try await Program(name: "platform-simulator").run("load", declarations.path, "--data", data.path)
      let log = folder.appendingPathComponent("log")
      _ = FileManager.default.createFile(atPath: log.path, contents: nil)
      let run = try agent.start(
        ["run", "--config", config, "--log-level", "trace"], output: try FileHandle(forWritingTo: log),
        complaint: try FileHandle(forWritingTo: log))
      defer { run.terminate() }
      var found = false
      for _ in 0..<240 where !found {
        found = try await agent.run("declarations", "find", "12C12345", "--config", config).status == 0
        if !found { try await Task.sleep(for: .milliseconds(250)) }
      }
      let soFar = try String(contentsOf: log, encoding: .utf8)
      #expect(found, "\(soFar.suffix(2000))")
      run.terminate()
      run.waitUntilExit()

      let key = try String(contentsOf: folder.appendingPathComponent("tls/station.key"), encoding: .utf8)
      let secrets = [token] + key.split(separator: "\n").filter { !$0.contains("-----") }.map { String($0) }
      let told =
        try String(contentsOf: log, encoding: .utf8) + enrolled.output + enrolled.complaint
        + again.complaint + replayed.complaint
      for secret in secrets { #expect(!told.contains(secret), "a secret is in a log") }
      // The search itself finds what is there.
      #expect((told + token).contains(token))
    }
  }

  @Test func anEnrolmentWithoutHTTPSIsRefusedWithTheRemedy() async throws {
    try await withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("gate.yaml")
      try Data(
        """
        station: {id: desk-1, role: desk, gate: CKHN}
        platform: {url: "http://127.0.0.1:1"}
        storage: {path: data}

        """.utf8
      ).write(to: file)
      let refused = try await agent.run("enrol", "--config", file.path, "--token", "x")
      #expect(refused.status == 1)
      #expect(refused.complaint.contains("names no https platform with platform.tls; add `platform: {url: https://"))
    }
  }
}
