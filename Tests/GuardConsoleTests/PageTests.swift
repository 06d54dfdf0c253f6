import Border
import Foundation
import HTTPTypes
import Testing

@testable import GuardConsole

@Suite struct PageTests {
  static let languages = ["vi", "en", "zh"]

  static func texts(_ language: String) throws -> [String: JSONValue] {
    let file = try #require(PageRoutes.files.first { $0.name == "\(language).json" })
    guard case .object(let groups) = try JSONValue(parsing: Data(file.content)) else { return [:] }
    return groups
  }

  @Test(arguments: languages) func everyCodeHasAText(language: String) throws {
    let texts = try Self.texts(language)
    func missing(_ group: String, _ codes: [String]) -> [String] {
      codes.filter { texts[group]?[$0]?.stringValue?.isEmpty ?? true }.map { "\(group).\($0)" }
    }
    #expect(missing("reason", ReasonCode.allCases.map(\.rawValue)) == [])
    #expect(missing("subject", Check.Subject.allCases.map(\.rawValue)) == [])
    #expect(missing("advice", Verdict.Advice.allCases.map(\.rawValue)) == [])
    #expect(missing("adviceWhy", Verdict.Advice.allCases.map(\.rawValue)) == [])
    #expect(missing("problem", Problem.Code.allCases.map(\.rawValue)) == [])
    #expect(missing("direction", Direction.allCases.map(\.rawValue)) == [])
    #expect(missing("country", Country.allCases.map(\.rawValue)) == [])
    #expect(missing("kind", PlateKind.allCases.map(\.rawValue)) == [])
    #expect(missing("colour", PlateColour.allCases.map(\.rawValue)) == [])
    let states: [Check.State] = [.satisfied, .missing, .mismatched, .pending, .unknown, .notRequired]
    #expect(missing("state", states.map(\.rawValue)) == [])
    let declarations: [Declaration.State] = [.open, .finished, .returned, .cancelled]
    #expect(missing("declarationState", declarations.map(\.rawValue)) == [])
    let conclusions: [ScanResult.Conclusion] = [.suspicious, .notSuspicious, .notConcluded]
    #expect(missing("conclusion", conclusions.map(\.rawValue)) == [])
  }

  @Test func allLanguagesHaveTheSameTextsWithTheSamePlaces() throws {
    func shape(_ language: String) throws -> [String: [String]] {
      var shape: [String: [String]] = [:]
      for (group, value) in try Self.texts(language) {
        guard case .object(let entries) = value else { continue }
        for (key, text) in entries {
          shape["\(group).\(key)"] = (text.stringValue ?? "").matches(of: /\{(\w+)\}/).map { String($0.1) }.sorted()
        }
      }
      return shape
    }
    let vietnamese = try shape("vi")
    #expect(vietnamese.count > 150)
    #expect(try shape("en") == vietnamese)
    #expect(try shape("zh") == vietnamese)
  }

  @Test func everyTextThePageAsksForExists() throws {
    let texts = try Self.texts("vi")
    let sources = PageRoutes.files.map(\.content) + [PackageResources.index_html]
    for source in sources.map({ String(decoding: $0, as: UTF8.self) }) {
      for match in source.matches(of: /["'`](page|problem)\.([\w-]+)["'`]/) {
        #expect(texts[String(match.1)]?[String(match.2)] != nil, "\(match.0)")
      }
    }
  }

  @Test func theListOfReasonsToReturnForIsWhole() throws {
    let keys = try #require(PageRoutes.files.first { $0.name == "keys.js" })
    let source = String(decoding: keys.content, as: UTF8.self)
    for reason in ReasonCode.allCases { #expect(source.contains("\"\(reason.rawValue)\""), "\(reason)") }
  }

  /// Hostile text can only become markup through these.
  @Test(arguments: [
    "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "onclick=", "style=", "https:",
    "<script>",
  ])
  func thePageHasNoWayToTurnTextIntoMarkupAndNothingFromElsewhere(word: String) {
    for file in PageRoutes.files.map(\.content) + [PackageResources.index_html] {
      #expect(!String(decoding: file, as: UTF8.self).contains(word))
    }
  }

  @Test(arguments: [("vi", "vi"), ("en", "en"), ("zh", "zh"), ("fr", "vi")])
  func thePageStartsInTheStationsLanguage(configured: String, shown: String) async throws {
    try await RunningConsole.run(configuration: .init(port: 0, language: configured)) { console in
      let page = try await console.request(.get, "/")
      #expect(page.headers[.contentType] == "text/html; charset=utf-8")
      #expect(page.text.contains("<html lang=\"\(shown)\">"))
    }
  }

  @Test func everyFileThePageNamesIsServed() async throws {
    try await RunningConsole.run { console in
      let index = try await console.request(.get, "/").text
      for match in index.matches(of: /(?:href|src)="([a-z]+\.[a-z]+)"/) {
        #expect(try await console.request(.get, "/\(match.1)").status == .ok, "\(match.1)")
      }
      for file in PageRoutes.files where file.name.hasSuffix(".js") {
        let script = try await console.request(.get, "/\(file.name)")
        #expect(script.headers[.contentType] == "text/javascript; charset=utf-8")
        for match in script.text.matches(of: /from "\.\/([a-z]+\.js)"/) {
          #expect(try await console.request(.get, "/\(match.1)").status == .ok, "\(match.1)")
        }
      }
    }
  }
}
