import Border
import Foundation
import Hummingbird
import Logging

/// The passages, their pictures, and the officer's decision on them.
struct PassageRoutes: Sendable {
  let backend: any ConsoleBackend
  let sessions: Sessions
  let counters: Counters
  let log: Logger

  /// `GET /api/passages?limit=`: the newest first.
  @Sendable func list(_ request: Request, context: ConsoleContext) async throws -> Response {
    let asked = request.uri.queryParameters["limit"].map(String.init)
    guard let limit = asked.map(Int.init) ?? 30, (1...200).contains(limit) else {
      throw Problem(.unprocessableContent, .badRequest, "limit must be a whole number from 1 to 200.")
    }
    return try Response.json(try await backend.passages(limit: limit).map(PassageDocument.init))
  }

  private struct DecisionRequest: Decodable {
    var kind: Decision.Kind
    var reasons: [ReasonCode]?
    var note: String?
  }

  /// `POST /api/passages/{id}/decision`: 200 when the decision is durable.
  @Sendable func decide(_ request: Request, context: ConsoleContext) async throws -> Response {
    let session = try context.signedIn()
    guard let id = context.parameters.get("id").flatMap(UUID.init(uuidString:)) else { throw Self.noSuchPassage }
    let wish = try await request.json(
      DecisionRequest.self,
      expected: #"{"kind":"confirm" or "return","reasons":[codes, such as "fee-unpaid"],"note":"…"}"#,
      limit: context.maxUploadSize)
    let note = (wish.note ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
    guard note.count <= 1000 else {
      throw Problem(.unprocessableContent, .badRequest, "The note is longer than 1000 characters.")
    }
    // An account that was disabled after its sign-in decides nothing more.
    guard let account = try await backend.account(of: session.officer), !account.isDisabled else {
      sessions.end(session)
      throw Problem.sessionRequired
    }
    sessions.touch(session)
    do {
      let view = try await backend.decide(
        id, kind: wish.kind, reasons: wish.reasons ?? [], note: note, officer: session.officer)
      counters.add(wish.kind == .confirm ? .confirmed : .returned)
      return try Response.json(PassageDocument(view: view))
    } catch let refusal as DecisionRefusal {
      throw Self.problem(for: refusal)
    } catch {
      counters.add(.notStored)
      log.error("A decision could not be stored.", metadata: ["passage": "\(id)", "error": "\(error)"])
      throw Problem(
        .serviceUnavailable, .notStored,
        "The decision could not be stored, nothing has happened: try again. The station's log says why.")
    }
  }

  /// `GET /api/evidence/{sha256}`: a picture.
  @Sendable func evidence(_ request: Request, context: ConsoleContext) async throws -> Response {
    guard let hash = context.parameters.get("hash").flatMap(EvidenceHash.init(rawValue:)),
      let content = try await backend.picture(hash)
    else {
      throw Problem(.notFound, .notFound, "There is no such picture; old ones are deleted when their time is over.")
    }
    return Response(
      status: .ok, headers: [.contentType: Self.mediaType(of: content)],
      body: .init(byteBuffer: ByteBuffer(bytes: content)))
  }

  private static func mediaType(of content: Data) -> String {
    if content.starts(with: [0xFF, 0xD8, 0xFF]) { return "image/jpeg" }
    if content.starts(with: [0x89, 0x50, 0x4E, 0x47]) { return "image/png" }
    return "application/octet-stream"
  }

  private static let noSuchPassage = Problem(.notFound, .noSuchPassage, "There is no passage with this id.")

  private static func problem(for refusal: DecisionRefusal) -> Problem {
    switch refusal {
    case .noSuchPassage: noSuchPassage
    case .alreadyDecided(let decision):
      Problem(
        .conflict, .alreadyDecided,
        "Already decided: \(decision.kind.rawValue) by \(decision.officer) at \(Timestamp.format(decision.decidedAt)).")
    case .reasonMissing:
      Problem(.unprocessableContent, .reasonMissing, "To return a vehicle, give at least one reason or a note.")
    }
  }
}
