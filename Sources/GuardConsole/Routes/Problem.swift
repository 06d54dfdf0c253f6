import Border
import Foundation
import HTTPTypes
import Hummingbird
import Logging

/// An error as clients see it: RFC 9457, `application/problem+json`.
///
/// `type` is `urn:gate-agent:problem:` and the code; the page shows the code's text in the guard's language.
struct Problem: HTTPResponseError, Hashable {
  let status: HTTPResponse.Status
  let code: Code
  let detail: String
  /// Seconds, for `Retry-After`.
  var retryAfter: Int?

  enum Code: String, CaseIterable {
    case sessionRequired = "session-required"
    case signInFailed = "sign-in-failed"
    case signInLocked = "sign-in-locked"
    case busy
    case badRequest = "bad-request"
    case foreignOrigin = "foreign-origin"
    case foreignHost = "foreign-host"
    case notJSON = "not-json"
    case tooLarge = "too-large"
    case notFound = "not-found"
    case noSuchPassage = "no-such-passage"
    case alreadyDecided = "already-decided"
    case reasonMissing = "reason-missing"
    case notStored = "not-stored"
    case `internal`
  }

  init(_ status: HTTPResponse.Status, _ code: Code, _ detail: String, retryAfter: Int? = nil) {
    self.status = status
    self.code = code
    self.detail = detail
    self.retryAfter = retryAfter
  }

  static let sessionRequired = Problem(
    .unauthorized, .sessionRequired, "This needs a signed-in officer: POST /api/session with officer and pin first.")

  private struct Document: Encodable {
    var type: String
    var title: String
    var status: Int
    var detail: String
  }

  func response(from request: Request, context: some RequestContext) throws -> Response {
    var response = try Response.json(
      Document(
        type: "urn:gate-agent:problem:\(code.rawValue)", title: status.reasonPhrase, status: status.code,
        detail: detail), status: status)
    response.headers[.contentType] = "application/problem+json"
    if let retryAfter { response.headers[.retryAfter] = "\(retryAfter)" }
    return response
  }
}

/// Turns whatever a route throws into a problem document.
struct Problems: RouterMiddleware {
  let log: Logger

  func handle(
    _ request: Request, context: ConsoleContext, next: (Request, ConsoleContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch let problem as Problem {
      return try problem.response(from: request, context: context)
    } catch let error as any HTTPResponseError {
      return try Self.problem(for: error.status, at: request.uri.path).response(from: request, context: context)
    } catch {
      log.error(
        "A request to the guard's page failed.", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
      return try Problem(
        .internalServerError, .internal, "The station could not answer; its log says why. Try again."
      ).response(from: request, context: context)
    }
  }

  private static func problem(for status: HTTPResponse.Status, at path: String) -> Problem {
    switch status {
    case .notFound: Problem(status, .notFound, "There is nothing at \(path).")
    case .contentTooLarge: Problem(status, .tooLarge, "The body is larger than 16 KiB.")
    default: Problem(status, .badRequest, "The request is not one this interface knows.")
    }
  }
}

extension Response {
  static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
    let body = try JSONCoding.encoder().encode(value)
    return Response(
      status: status, headers: [.contentType: "application/json"], body: .init(byteBuffer: ByteBuffer(bytes: body)))
  }
}

extension Request {
  /// The body as `Body`; anything else is a 422 that says what was expected.
  func json<Body: Decodable>(_: Body.Type, expected: String, limit: Int) async throws -> Body {
    let buffer: ByteBuffer
    do {
      buffer = try await body.collect(upTo: limit)
    } catch {
      throw Problem(.contentTooLarge, .tooLarge, "The body is larger than \(limit) bytes.")
    }
    do {
      return try JSONDecoder().decode(Body.self, from: Data(buffer.readableBytesView))
    } catch {
      throw Problem(.unprocessableContent, .badRequest, "The body is not what is expected here: \(expected)")
    }
  }
}
