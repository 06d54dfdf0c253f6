import Dispatch
import Foundation
import Glibc

/// A browser, driven over the WebDriver protocol (https://www.w3.org/TR/webdriver2/): Debian's chromium and
/// chromium-driver.
final class WebDriver: Sendable {
  struct Failed: Error, CustomStringConvertible {
    let description: String
  }

  private static let driver = "/usr/bin/chromedriver"

  static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: driver) }

  private let process: Process
  private let port: Int
  private let session: String

  /// Runs a headless browser for as long as `body` does, on pass, fail and throw.
  static func run(width: Int = 1280, height: Int = 720, _ body: (WebDriver) async throws -> Void) async throws {
    let browser = try await WebDriver()
    let result = await Result {
      try await browser.resize(width, height)
      try await body(browser)
    }
    _ = try? await browser.call("DELETE", "")
    browser.end()
    try result.get()
  }

  private init() async throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.driver)
    process.arguments = ["--port=0"]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    self.process = process
    port = try await Self.port(from: output)
    let arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-proxy-server"]
    do {
      let answer = try await Self.call(
        "POST", "/session", ["capabilities": ["alwaysMatch": ["goog:chromeOptions": ["args": arguments]]]], port: port)
      guard let id = (answer as? [String: Any])?["sessionId"] as? String else {
        throw Failed(description: "no session: \(answer)")
      }
      session = id
    } catch {
      kill(process.processIdentifier, SIGKILL)
      throw error
    }
  }

  /// Not SIGTERM: a child inherits the signals that its parent blocks.
  private func end() {
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// The driver says which port it took: "ChromeDriver was started successfully on port 41233."
  private static func port(from output: Pipe) async throws -> Int {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue(label: "chromedriver").async {
        var text = ""
        while true {
          let data = output.fileHandleForReading.availableData
          guard !data.isEmpty else {
            return continuation.resume(throwing: Failed(description: "chromedriver ended: \(text)"))
          }
          text += String(decoding: data, as: UTF8.self)
          if let match = text.firstMatch(of: /on port ([0-9]+)\./), let port = Int(match.1) {
            return continuation.resume(returning: port)
          }
        }
      }
    }
  }

  // Commands

  func open(_ address: String) async throws { try await call("POST", "/url", ["url": address]) }

  /// The script's value; `return` it.
  @discardableResult func run(_ script: String) async throws -> Any {
    try await call("POST", "/execute/sync", ["script": script, "args": [String]()])
  }

  func text(of selector: String) async throws -> String {
    try await run("return document.querySelector(\(Self.quoted(selector)))?.innerText ?? ''") as? String ?? ""
  }

  func type(_ text: String, into selector: String) async throws {
    let found = try await call("POST", "/element", ["using": "css selector", "value": selector])
    guard let element = (found as? [String: Any])?.values.first as? String else {
      throw Failed(description: "no \(selector)")
    }
    try await call("POST", "/element/\(element)/value", ["text": text])
  }

  /// Presses keys as a keyboard does, wherever the focus is. Key codes: WebDriver, "Keyboard actions".
  func press(_ keys: String...) async throws {
    let actions = keys.flatMap { [["type": "keyDown", "value": $0], ["type": "keyUp", "value": $0]] }
    try await call("POST", "/actions", ["actions": [["type": "key", "id": "keyboard", "actions": actions]]])
  }

  static let enter = "\u{E007}"
  static let escape = "\u{E00C}"
  static let f8 = "\u{E038}"
  static let arrowDown = "\u{E015}"

  /// Waits until `script` returns true.
  func wait(for script: String, _ what: String = "") async throws {
    for _ in 0..<100 {
      if try await run("return Boolean(\(script))") as? Bool == true { return }
      try await run("await new Promise((resume) => setTimeout(resume, 100))")
    }
    let page = try await run("return document.body.innerText")
    throw Failed(description: "never came: \(what) \(script); the page shows: \(page)")
  }

  func resize(_ width: Int, _ height: Int) async throws {
    try await call(
      "POST", "/goog/cdp/execute",
      [
        "cmd": "Emulation.setDeviceMetricsOverride",
        "params": ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": false],
      ])
  }

  /// Keeps a picture of the page in the directory that the environment names for it, if any.
  func screenshot(_ name: String) async throws {
    guard let directory = ProcessInfo.processInfo.environment["SCREENSHOTS"] else { return }
    guard let text = try await call("GET", "/screenshot") as? String, let png = Data(base64Encoded: text) else {
      throw Failed(description: "no screenshot")
    }
    try png.write(to: URL(fileURLWithPath: directory).appendingPathComponent("\(name).png"))
  }

  // The protocol

  @discardableResult private func call(_ method: String, _ path: String, _ body: [String: Any]? = nil) async throws
    -> Any
  {
    try await Self.call(method, "/session/\(session)\(path)", body, port: port)
  }

  private static func call(
    _ method: String, _ path: String, _ body: [String: Any]?, port: Int
  ) async throws -> Any {
    let content = try body.map { String(decoding: try JSONSerialization.data(withJSONObject: $0), as: UTF8.self) } ?? ""
    let connection = try Connection(port: port, timeout: 60)
    connection.send(
      """
      \(method) \(path) HTTP/1.1\r
      Host: 127.0.0.1:\(port)\r
      Content-Type: application/json\r
      Content-Length: \(content.utf8.count)\r
      \r
      \(content)
      """)
    let text = try await connection.read { text in
      guard let end = text.firstRange(of: "\r\n\r\n"),
        let length = text[..<end.lowerBound].firstMatch(of: /(?i)content-length: *([0-9]+)/).flatMap({ Int($0.1) })
      else { return false }
      return text[end.upperBound...].utf8.count >= length
    }
    let start = text.firstRange(of: "\r\n\r\n")?.upperBound ?? text.endIndex
    let answer = try JSONSerialization.jsonObject(with: Data(text[start...].utf8)) as? [String: Any]
    if let error = answer?["value"] as? [String: Any], let message = error["message"] as? String, error["error"] != nil
    {
      throw Failed(description: "\(method) \(path): \(message.prefix(400))")
    }
    return answer?["value"] ?? NSNull()
  }

  private static func quoted(_ text: String) -> String { "\"\(text.replacingOccurrences(of: "\"", with: "\\\""))\"" }
}
