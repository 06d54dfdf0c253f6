import HTTPTypes
import Hummingbird

/// Answers only under names that are this station's, so that a foreign name pointed at loopback (DNS rebinding) gets
/// nothing.
struct HostRule: RouterMiddleware {
  static let loopback: Set<String> = ["localhost", "127.0.0.1", "::1"]

  private let names: Set<String>

  init(listening host: String, allowed: [String]) {
    let wildcards: Set<String> = ["0.0.0.0", "::"]
    names = Self.loopback.union(([host] + allowed).map { $0.lowercased() }).subtracting(wildcards)
  }

  func handle(
    _ request: Request, context: ConsoleContext, next: (Request, ConsoleContext) async throws -> Response
  ) async throws -> Response {
    guard let authority = request.head.authority, names.contains(Self.name(in: authority)) else {
      throw Problem(
        .misdirectedRequest, .foreignHost,
        "This station is not known under the host name of the request; allowed names are set in the configuration.")
    }
    return try await next(request, context)
  }

  /// `[::1]:8080` gives `::1`, `Localhost:8080` gives `localhost`.
  static func name(in authority: String) -> String {
    if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
      return String(authority[authority.index(after: authority.startIndex)..<end]).lowercased()
    }
    return String(authority.prefix { $0 != ":" }).lowercased()
  }
}
