import Hummingbird

/// Lets only signed-in officers through, and tells the routes behind it who it is.
struct SessionRule: RouterMiddleware {
  static let cookie = "gate_session"

  let sessions: Sessions
  /// Whether requests from this machine need no session.
  var exceptLocal = false

  func handle(
    _ request: Request, context: ConsoleContext, next: (Request, ConsoleContext) async throws -> Response
  ) async throws -> Response {
    if exceptLocal, context.isLocal { return try await next(request, context) }
    guard let token = request.cookies[Self.cookie]?.value, let session = sessions.session(for: token) else {
      throw Problem.sessionRequired
    }
    var context = context
    context.session = session
    return try await next(request, context)
  }
}
