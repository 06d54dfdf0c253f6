import Border
import Foundation

/// An error as the platform words it (RFC 9457), or the nearest to it that can be made of an answer.
struct Problem {
  /// Whether it is a problem document: the platform itself has spoken, not something on the way to it.
  let isDocument: Bool
  let text: String

  init(_ response: HTTPResponse) {
    let document = try? JSONValue(parsing: response.body)
    isDocument = response.head.mediaType == "application/problem+json" && document?.objectValue != nil
    if isDocument {
      let words = [document?["title"]?.stringValue, document?["detail"]?.stringValue].compactMap { $0 }
      text = words.isEmpty ? "without saying why" : String(words.joined(separator: ": ").prefix(500))
    } else {
      text = response.body.isEmpty ? "with an empty body" : "with \(response.head.mediaType ?? "a body of no type")"
    }
  }
}

extension LinkFault {
  /// What an unwanted status means.
  init(_ action: String, unwanted response: HTTPResponse) {
    let problem = "answered \(response.status) \(Problem(response).text)"
    let remedy =
      switch response.status {
      case 300..<400: "Set platform.url to the platform's own address; redirects are not followed."
      case 401, 403:
        "The platform does not let this station in: enrol it (gate-agent enrol), or have it registered there."
      case 404, 405: "Check platform.url: what answers there does not speak the contract (docs/platform-openapi.yaml)."
      case 429: "The platform asks for patience; it is asked again later."
      case 500...: "The fault is the platform's; it is asked again later."
      default: "The platform does not understand this agent: compare their versions of the contract."
      }
    self.init(action, problem: problem, remedy: remedy, retryAfter: Self.retryAfter(response))
    status = response.status
  }

  /// Nonsense where an answer of the contract was expected.
  init(_ action: String, nonsense: String) {
    self.init(
      action, problem: nonsense,
      remedy: "Check platform.url and what stands between: this is no platform's answer. Nothing was changed.")
    isNonsense = true
  }

  /// Whole seconds; an hour at most, so that a typing error there does not silence a station for a week.
  private static func retryAfter(_ response: HTTPResponse) -> Duration? {
    response.head["retry-after"].flatMap { Int($0) }.map { .seconds(min(max($0, 0), 3600)) }
  }
}
