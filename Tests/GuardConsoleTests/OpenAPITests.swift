import Border
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Testing
import Yams

@testable import GuardConsole

/// The documented interface and the real one say the same.
@Suite struct OpenAPITests {
  private static func document() throws -> Node {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../docs/guard-console-openapi.yaml")
    return try #require(try Yams.compose(yaml: String(contentsOf: file, encoding: .utf8)))
  }

  @Test func everyDocumentedRouteExistsAndNoOther() throws {
    let paths = try #require(try Self.document()["paths"]?.mapping)
    var documented: Set<String> = []
    for (path, methods) in paths {
      for method in methods.mapping?.keys.compactMap(\.string) ?? [] {
        documented.insert("\(method.uppercased()) \(path.string ?? "")")
      }
    }
    let station = try MemoryStation()
    let router = GuardConsole.router(
      configuration: .init(), backend: station, time: ConsoleTime(ManualClock()), log: Logger(label: "test"))
    let served = Set(
      router.routes.map { "\($0.method.rawValue) \($0.path)".replacing("{hash}", with: "{sha256}") })
    let page = Set(["GET /"] + PageRoutes.files.map { "GET /\($0.name)" })
    #expect(served.subtracting(page) == documented)
  }

  @Test func codesAreDocumented() throws {
    let schemas = try #require(try Self.document()["components"]?["schemas"])
    func list(_ node: Node?) -> [String] { node?["enum"]?.sequence?.compactMap(\.string) ?? [] }
    #expect(list(schemas["ReasonCode"]) == ReasonCode.allCases.map(\.rawValue))
    #expect(
      list(schemas["Problem"]?["properties"]?["type"])
        == Problem.Code.allCases.map { "urn:gate-agent:problem:\($0.rawValue)" })
  }
}
