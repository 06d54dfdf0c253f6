import HTTPTypes
import Hummingbird

/// Requests that change something come from this page or from no page at all (against cross-site request forgery).
///
/// Besides the cookie's `SameSite=Strict`: a foreign page's form cannot send JSON, and a browser always says where a
/// `fetch` comes from. Programs send no `Origin`.
struct OriginRule: RouterMiddleware {
  /// https://w3c.github.io/webappsec-fetch-metadata/
  private static let fetchSite = HTTPField.Name("Sec-Fetch-Site")

  func handle(
    _ request: Request, context: ConsoleContext, next: (Request, ConsoleContext) async throws -> Response
  ) async throws -> Response {
    let reading: Set<HTTPRequest.Method> = [.get, .head, .options]
    guard !reading.contains(request.method) else { return try await next(request, context) }
    if let origin = request.headers[.origin], let authority = request.head.authority,
      !["http://\(authority)", "https://\(authority)"].contains(origin.lowercased())
    {
      throw Problem(.forbidden, .foreignOrigin, "The request comes from a page of another origin.")
    }
    if let site = Self.fetchSite.flatMap({ request.headers[$0] }), !["same-origin", "none"].contains(site) {
      throw Problem(.forbidden, .foreignOrigin, "The request comes from a page of another site.")
    }
    if request.method == .post {
      let type = request.headers[.contentType]?.prefix { $0 != ";" } ?? ""
      guard type.lowercased().filter({ !$0.isWhitespace }) == "application/json" else {
        throw Problem(.unsupportedMediaType, .notJSON, "The body must be sent as application/json.")
      }
    }
    return try await next(request, context)
  }
}
