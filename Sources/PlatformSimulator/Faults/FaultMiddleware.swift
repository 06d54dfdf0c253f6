import Border
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Makes requests go wrong as the plan says.
struct FaultMiddleware: RouterMiddleware {
  let plan: FaultPlan

  func handle(
    _ request: Request, context: SimulatorContext,
    next: (Request, SimulatorContext) async throws -> Response
  ) async throws -> Response {
    switch plan.action(method: request.method.rawValue, path: request.uri.path) {
    case nil: return try await next(request, context)
    case .status(let code, let retryAfter):
      var problem = Problem(HTTPResponse.Status(code: code), "Planned fault", "this answer was ordered with --faults")
      if let retryAfter { problem.headers[.retryAfter] = "\(retryAfter)" }
      throw problem
    case .closeBeforeAnswer: return try await cut(context)
    case .answerLostAfterCommit:
      _ = try await next(request, context)
      return try await cut(context)
    case .delay(let milliseconds):
      try await Task.sleep(for: .milliseconds(milliseconds))
      return try await next(request, context)
    case .twice:
      var request = request
      _ = try await request.collectBody(upTo: EvidenceRoutes.wholeBytes)
      _ = try await next(request, context)
      return try await next(request, context)
    case .endlessBody: return FaultyBodies.endless(on: context.channel)
    case .garbageBody:
      _ = try await next(request, context)
      return Response(
        status: .ok, headers: [.contentType: "application/json"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: "<html><title>Sign in</title></html>")))
    case .wrongContentType:
      var response = try await next(request, context)
      response.headers[.contentType] = "text/html"
      return response
    case .resetMidBody: return try await FaultyBodies.reset(try await next(request, context), on: context.channel)
    case .halfAnswer: return try await FaultyBodies.half(try await next(request, context))
    case .trickle(let rate): return try await FaultyBodies.trickle(try await next(request, context), rate)
    case .clockOff(let seconds): return try await FaultyBodies.clockOff(try await next(request, context), seconds)
    }
  }

  /// The response goes nowhere: its connection is closed.
  private func cut(_ context: SimulatorContext) async throws -> Response {
    try? await context.channel.close()
    return Response(status: .ok)
  }
}
