import Border
import Foundation
import HTTPTypes
import Hummingbird

/// An error as RFC 9457 has it.
struct Problem: Error, HTTPResponseError {
  var status: HTTPResponse.Status
  var title: String
  var detail: String
  var headers: HTTPFields = [:]

  init(_ status: HTTPResponse.Status, _ title: String, _ detail: String) {
    self.status = status
    self.title = title
    self.detail = detail
  }

  func response(from request: Request, context: some RequestContext) -> Response {
    let document: JSONValue = [
      "type": "about:blank", "title": .string(title), "status": .integer(Int64(status.code)),
      "detail": .string(detail),
    ]
    return .json(document, status: status, contentType: "application/problem+json", headers: headers)
  }
}

extension Response {
  static func json(
    _ value: JSONValue, status: HTTPResponse.Status = .ok, contentType: String = "application/json",
    headers: HTTPFields = [:]
  ) -> Response {
    var headers = headers
    headers[.contentType] = contentType
    return Response(
      status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: value.canonical())))
  }
}

/// Makes the library's own errors (no such route, body too large) problems too.
struct ProblemMiddleware<Context: RequestContext>: RouterMiddleware {
  func handle(
    _ request: Request, context: Context, next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch let error as any HTTPResponseError where !(error is Problem) {
      throw Problem(error.status, error.status.reasonPhrase, "\(request.method.rawValue) \(request.uri.path)")
    }
  }
}
